#pragma once

#include <array>
#include <memory>

#include <sotval/execution_strategy.hpp>
#include <sotval/validator.hpp>

#include "strategy_choice.hpp"

namespace sotval::core {

/// The strategies of one Validator, each made when it is first needed and kept, so that workers are used
/// again. Threads: as for the Validator.
class Strategies {
public:
  /// The options must outlive this.
  explicit Strategies(const ValidatorOptions& options) : options_(options) {}

  /// The strategy of every run, if that does not depend on the run; else nullptr.
  ExecutionStrategy* fixed();
  /// The strategy of a run. The logger is told what and why.
  ExecutionStrategy& choose(RunForecast forecast);

  /// How many jobs a pool would run at once.
  unsigned pool_workers() const noexcept;
  /// Threads for the walk through the tree.
  unsigned walk_threads();
  /// Gives back what is kept for later runs. Idempotent. A strategy of the user's own is left alone: others
  /// may be using it.
  void cleanup() noexcept;

private:
  std::unique_ptr<ExecutionStrategy>& slot(Strategy strategy) noexcept { return made_[static_cast<std::size_t>(strategy)]; }
  ExecutionStrategy& get(Strategy strategy);

  const ValidatorOptions& options_;
  std::array<std::unique_ptr<ExecutionStrategy>, 4> made_;
};

} // namespace sotval::core
