#pragma once

#include <chrono>
#include <cstdint>

#include <sotval/validator.hpp>

#include "cost_model.hpp"

// Which strategy a run gets. A pure function of what was asked for and of what the run will cost, so that
// it can be told, and tested, as a table.

namespace sotval::core {

/// What is known of a run when its files are about to be read.
struct RunForecast {
  std::chrono::nanoseconds cost{};      ///< of its jobs, on one CPU: the sum of Job::cost
  std::chrono::nanoseconds plan_time{}; ///< that making the plan took in this run; every worker process makes it again
  std::uint64_t input_bytes = 0;        ///< that worker processes are given, about
  bool custom_rules = false;            ///< some take part
  bool workers_ready = false;           ///< worker processes are there from an earlier run
  bool worker_program = true;           ///< there is a program to be started as a worker
  unsigned cpus = 0;                    ///< that this process may use; 0: as many as there are workers
};

/// What the cost model makes of it, with what starting processes costs on a machine of today.
RunCosts costs_of(const RunForecast& forecast) noexcept;

/// True if the choice does not depend on the run.
bool is_fixed(const ValidatorOptions& options) noexcept;

/// `workers`: as many as a pool would get. Requires: no own_strategy, which would replace all of it.
StrategyChoice choose_strategy(const ValidatorOptions& options, unsigned workers, const RunForecast& forecast);

} // namespace sotval::core
