#include "custom_rules.hpp"

#include <exception>

#include <sotval/error.hpp>

#include "check/external.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

CustomRules::CustomRules(std::span<const CustomTask> tasks, const RuleRegistry& registry)
    : tasks_(tasks), registry_(registry), slots_(tasks.size()) {}

namespace {

// What is thrown may be anything: it comes from code that nobody here has seen.
template <class Action> std::string reason_of_failure(const Action& action) {
  try {
    action();
    return {};
  } catch (const std::exception& error) {
    return *error.what() != '\0' ? error.what() : "an exception without a message";
  } catch (...) {
    return "something was thrown that is not an exception";
  }
}

} // namespace

const Rule& CustomRules::rule_of(std::size_t task) const {
  Slot& slot = slots_[task];
  const std::lock_guard lock(slot.mutex);
  if (!slot.rule) slot.rule = registry_.make(tasks_[task].name, tasks_[task].parameters);
  return *slot.rule;
}

TaskOutcome CustomRules::evaluate(std::size_t task, const RepositoryView& repository, const Limits& limits) const {
  const std::string& id = tasks_[task].rule_id;
  const RuleHooks& hooks = registry_.hooks();
  RuleOutcome outcome;
  if (hooks.before)
    if (const std::string reason = reason_of_failure([&] { hooks.before(id, repository); }); !reason.empty())
      return TaskOutcome::undecided("the hook before it failed: " + reason);
  if (std::string reason = reason_of_failure([&] { outcome = rule_of(task).evaluate(repository); }); !reason.empty())
    outcome = RuleOutcome::undecided(std::move(reason));
  if (hooks.after)
    if (const std::string reason = reason_of_failure([&] { hooks.after(id, repository, outcome); }); !reason.empty())
      return TaskOutcome::undecided("the hook after it failed: " + reason);
  TaskOutcome settled;
  if (std::string reason = reason_of_failure([&] { settled = settle(std::move(outcome), limits); }); !reason.empty())
    return TaskOutcome::undecided(std::move(reason));
  return settled;
}

bool require_custom_rules(const Pack& pack, const RuleRegistry& registry) {
  bool any = false;
  for (std::size_t i = 0; i < pack.rules.size(); ++i)
    for_each_check(pack.bodies[i].check, [&](const Value& check) {
      if (*check.find("kind")->as_string() != "custom") return;
      any = true;
      const CustomCheck custom(check);
      const std::string reason = reason_of_failure([&] { (void)registry.make(custom.name, custom.parameters); });
      if (!reason.empty()) throw InputError("rule " + in_quotes(pack.rules[i].id) + ": " + reason);
    });
  return any;
}

} // namespace sotval::core
