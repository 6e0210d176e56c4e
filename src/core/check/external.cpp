#include "check/external.hpp"

#include "check/support.hpp"

namespace sotval::core {

CustomCheck::CustomCheck(const Value& check) : name(text_parameter(check, "rule")) {
  if (const Value* with = check.find("with")) parameters = *with;
}

Judgement judgement_of(const TaskOutcome& outcome, const JudgeContext& context) {
  Judgement result;
  result.message = outcome.message;
  result.nothing_matched = outcome.nothing_matched;
  for (const Finding& finding : outcome.findings) result.find(context, finding);
  if (context.focus == nullptr) result.finding_count = outcome.finding_count; // those cut included
  result.evidence = outcome.evidence;
  switch (outcome.kind) {
  case RuleOutcome::Kind::holds:
    result.holds = Truth::yes;
    if (result.message.empty()) result.message = "holds";
    break;
  case RuleOutcome::Kind::violated:
    result.holds = Truth::no;
    if (result.message.empty()) result.message = "does not hold";
    if (result.found() == 0) result.find(context, {"", 0, 0, result.message});
    break;
  case RuleOutcome::Kind::undecided:
    result.holds = Truth::unknown;
    result.message = "cannot be decided: " + (outcome.message.empty() ? "no reason was given" : outcome.message);
    break;
  }
  return result;
}

} // namespace sotval::core
