#pragma once

#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include <sotval/execution_strategy.hpp>

#include "check/check.hpp"
#include "command_runner.hpp"
#include "judge.hpp"
#include "plan.hpp"
#include "run_context.hpp"

namespace sotval::core {

/// What custom rules and commands came to, by their numbers in the plan. Until then: that nobody looked.
struct TaskTable {
  explicit TaskTable(const Plan& plan);
  std::vector<TaskOutcome> custom, commands;
};

/// Does what is done for single rules: evaluates custom rules by the strategy, runs commands from here.
class RuleWork {
public:
  /// Everything that it needs of a run.
  struct Parts {
    const Plan& plan;
    const JudgeContext& judging;
    const RunContext& context;
    ExecutionStrategy& strategy;
    const std::string& root; ///< in which commands are started
    std::function<CommandRunner&()> runner; ///< called only if there is a command
    std::stop_token stop;
    std::function<void(std::uint64_t)> advanced; ///< how many tasks are done
    bool not_on_disk; ///< the tree is not as commands would find it: they are not run
  };

  /// The table and what the parts refer to must outlive it.
  RuleWork(Parts parts, TaskTable& table) : parts_(std::move(parts)), table_(table) {}

  /// Custom rules and commands of the run.
  std::size_t size() const noexcept { return parts_.plan.custom().size() + parts_.plan.commands().size(); }
  /// How many of the judge's groups must be gone through until there is nothing more to do.
  std::size_t groups(const Judge& judge) const;
  /// Does the work of a group's rules, but for those that will be skipped.
  /// Throws EngineError if the strategy loses a result or brings something else.
  void run(const Judge& judge, std::size_t group);

  /// True if a stop request left something undone.
  bool stopped() const noexcept { return stopped_; }

private:
  void evaluate(const std::vector<std::size_t>& tasks);
  void run_programs(const std::vector<std::size_t>& tasks);

  Parts parts_;
  TaskTable& table_;
  std::uint64_t done_ = 0;
  bool stopped_ = false;
};

} // namespace sotval::core
