#pragma once

#include <chrono>
#include <string>

#include <sotval/validator.hpp>

// How long a run takes with each strategy, from what its parts cost. `auto` has these costs from a forecast, before
// the files are read; a benchmark has them from measurements; both come to their advice here.

namespace sotval::core {

struct RunCosts {
  std::chrono::nanoseconds alone{};      ///< of what is done once and by nobody else: the plan, putting results together
  std::chrono::nanoseconds work{};       ///< of what is shared out, on one CPU: the tree is walked, files are read, rules judged
  std::chrono::nanoseconds start{};      ///< of worker processes, all together: they get ready at the same time
  std::chrono::nanoseconds start_each{}; ///< of each of them, one after the other
  unsigned cpus = 0;                     ///< that this process may use; 0: as many as there are workers
  double efficiency = 1;                 ///< of a CPU that is one of several; above 0
};

/// Wall clock of the work alone.
std::chrono::nanoseconds shared_work(const RunCosts& costs, unsigned workers) noexcept;
/// Wall clock that worker processes cost on top of what threads would.
std::chrono::nanoseconds process_overhead(const RunCosts& costs, unsigned workers) noexcept;
/// Wall clock of the run. Requires: not automatic.
std::chrono::nanoseconds predicted_time(const RunCosts& costs, Strategy strategy, unsigned workers) noexcept;

struct StrategyChoice {
  Strategy strategy = Strategy::sequential; ///< never automatic
  std::string why;                          ///< a clause that begins with "because"

  friend bool operator==(const StrategyChoice&, const StrategyChoice&) = default;
};

/// Sequential for next to nothing; processes, which survive anything, where they add at most 15 % to the work; else threads.
StrategyChoice preferred_strategy(const RunCosts& costs, unsigned workers);
/// True if the work is so little that nobody notices the time.
bool is_hardly_any(const RunCosts& costs) noexcept;
/// "12.3 ms"
std::string milliseconds_text(std::chrono::nanoseconds time);

} // namespace sotval::core
