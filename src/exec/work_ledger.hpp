#pragma once

#include <cstddef>
#include <cstdint>
#include <deque>
#include <map>
#include <optional>
#include <span>
#include <string>
#include <vector>

#include <sotval/execution_strategy.hpp>

// Who has which work, and what becomes of it when a worker is lost. Knows no processes: events in,
// decisions out, so that every order of events can be tried.
//
// An item whose worker ended while it was being worked on is a *suspect*. It is tried once more, alone, on
// a worker that has done nothing before; if that one is lost too, the item has its verdict. So an item is
// never tried a third time, and what was lost with it without being guilty is simply done again.

namespace sotval::exec {

using WorkerId = std::uint32_t;

/// A run of items of one job.
struct Part {
  std::uint32_t job = 0;
  std::uint32_t first = 0;
  std::uint32_t count = 0;
  std::uint64_t cost = 0;

  bool has(std::uint32_t item) const noexcept { return item >= first && item - first < count; }
  Job as_job() const noexcept { return {job, first, count, cost, 0}; }
  friend bool operator==(const Part&, const Part&) = default;
};

class WorkLedger {
public:
  /// `per_message`: parts that a worker is given at once; 0: chosen by cost.
  WorkLedger(std::span<const Job> jobs, unsigned workers, unsigned per_message);

  /// Every item has its result.
  bool finished() const noexcept { return items_left_ == 0; }
  /// Parts that wait for a worker, whichever it be.
  std::size_t waiting() const noexcept { return waiting_.size(); }
  /// Items that wait for a worker that has executed nothing yet.
  std::size_t suspects() const noexcept { return suspects_.size(); }

  /// What to send to a worker now; empty: nothing, because it has enough or there is none for it.
  /// `fresh`: it has executed nothing yet.
  std::vector<Part> assign(WorkerId worker, bool fresh);
  bool is_idle(WorkerId worker) const noexcept;
  /// It was given a suspect.
  bool is_alone(WorkerId worker) const noexcept;

  /// A worker says that it has executed this. False if that is not what it was to do next.
  [[nodiscard]] bool done(WorkerId worker, const Part& part);

  /// What became of the items of a lost worker.
  struct Loss {
    std::optional<JobResult> verdict;   ///< of an item that is given up
    std::optional<std::uint32_t> retry; ///< an item that will be tried once more
    bool begun = false;                 ///< it had begun one of its items
  };
  /// `item`: what it was at, as it said; anything may be said. `reason` is that of the verdict.
  Loss lost(WorkerId worker, std::optional<std::uint32_t> item, Outcome outcome, const std::string& reason);

  /// Takes all that has no result yet. Suspects come as results: they must not be tried elsewhere.
  std::vector<Part> take_rest(std::vector<JobResult>& suspects);

private:
  struct Message {
    std::deque<Part> parts;
  };
  struct Suspicion {
    Part part;
    Outcome outcome;
    std::string reason;
  };
  struct Assigned {
    std::deque<Message> messages;
    std::optional<Suspicion> suspect; // which is all it has then
  };

  std::size_t message_size() const noexcept;
  std::size_t messages_ahead() const noexcept;

  unsigned workers_;
  unsigned per_message_;
  std::uint64_t items_left_ = 0;
  std::deque<Part> waiting_;
  std::deque<Suspicion> suspects_; // those that wait
  std::map<WorkerId, Assigned> assigned_;
};

} // namespace sotval::exec
