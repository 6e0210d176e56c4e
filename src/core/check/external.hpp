#pragma once

#include <string>

#include "check/check.hpp"

// Checks that something outside of judging decides: a rule in C++, a program.

namespace sotval::core {

/// The parameters of a check of kind `custom`.
struct CustomCheck {
  std::string name;
  Value parameters; ///< a map or null

  explicit CustomCheck(const Value& check);
};

/// What judging makes of the outcome of a task.
Judgement judgement_of(const TaskOutcome& outcome, const JudgeContext& context);

/// Calls visit(check) for a check and all that are nested in it.
template <class Visit> void for_each_check(const Value& check, const Visit& visit) {
  visit(check);
  const Value* nested = check.find("checks");
  if (nested == nullptr || nested->as_list() == nullptr) return;
  for (const Value& child : *nested->as_list()) for_each_check(child, visit);
}

} // namespace sotval::core
