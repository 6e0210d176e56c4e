#pragma once

#include <chrono>
#include <functional>
#include <memory>
#include <mutex>
#include <string>
#include <vector>

#include <sotval/execution_strategy.hpp>

#include "custom_rules.hpp"
#include "gather.hpp"

namespace sotval::core {

/// Told of items that took long, on the thread that executed them.
struct SlowItems {
  std::chrono::nanoseconds limit{0}; ///< 0: nothing is told
  std::function<void(const std::string& item, std::chrono::nanoseconds took)> tell;
};

/// Executes the jobs of one run. Its items are first the wanted files, then the custom rules: number
/// GatherWork::files().size() is Plan::custom()[0]. A job has items of one sort. The payload of a job of
/// files is what a FactWriter wrote, that of a job of rules is one TaskOutcome for each.
class RunContext : public JobContext {
public:
  /// All arguments up to `registry` must outlive the context. `all_findings`: those of custom rules are not cut at the
  /// limit, because only who judges knows which of them will be told.
  RunContext(const RootDirectory& root, const Plan& plan, const Snapshot& snapshot, const GatherWork& work, const Limits& limits,
             const RuleRegistry& registry, SlowItems slow = {}, bool all_findings = false);

  JobResult execute(const Job& job, const ItemObserver& starting) const noexcept final;
  std::string item_name(std::uint32_t item) const final;

  /// The job that evaluates one of Plan::custom().
  Job job_of_custom(std::size_t task) const noexcept;

private:
  std::unique_ptr<Gatherer> new_gatherer() const;
  std::unique_ptr<Gatherer> borrow() const;
  std::string gather(const Job& job, const ItemObserver& starting) const;
  std::string evaluate(const Job& job, const ItemObserver& starting) const;
  const RepositoryView& view() const;
  template <class Action> void item(std::uint32_t number, const ItemObserver& starting, const Action& action) const;

  std::uint32_t file_count() const noexcept { return static_cast<std::uint32_t>(work_.files().size()); }

  const RootDirectory& root_;
  const Plan& plan_;
  const Snapshot& snapshot_;
  const GatherWork& work_;
  const Limits& limits_;
  const Limits outcome_limits_; // of custom rules
  CustomRules custom_;
  SlowItems slow_;
  mutable std::mutex mutex_; // of the rest
  mutable std::vector<std::unique_ptr<Gatherer>> idle_;
  mutable std::unique_ptr<const RepositoryView> view_;
};

} // namespace sotval::core
