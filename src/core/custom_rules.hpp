#pragma once

#include <memory>
#include <mutex>
#include <span>
#include <vector>

#include "pack/pack.hpp"
#include "plan.hpp"
#include "task_outcome.hpp"

namespace sotval::core {

/// The custom rules of a plan, each made when it is first needed, then used again.
/// Threads: evaluate() may be called concurrently.
class CustomRules {
public:
  /// The arguments must outlive this.
  CustomRules(std::span<const CustomTask> tasks, const RuleRegistry& registry);

  std::span<const CustomTask> tasks() const noexcept { return tasks_; }

  /// Evaluates a rule between its hooks. What the rule or a hook throws is the reason of an undecided outcome.
  TaskOutcome evaluate(std::size_t task, const RepositoryView& repository, const Limits& limits) const;

private:
  struct Slot {
    std::mutex mutex;
    std::unique_ptr<const Rule> rule;
  };
  const Rule& rule_of(std::size_t task) const;

  std::span<const CustomTask> tasks_;
  const RuleRegistry& registry_;
  mutable std::vector<Slot> slots_;
};

/// Makes every custom rule of the pack once, so that what is wrong shows early; true if there is any.
/// Throws InputError, naming rule and custom rule, if one is not registered or its parameters are wrong.
bool require_custom_rules(const Pack& pack, const RuleRegistry& registry);

} // namespace sotval::core
