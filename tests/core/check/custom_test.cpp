#include <sotval/error.hpp>

#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"
#include "support/custom_rules.hpp"

using namespace sotval;
using support::judge_custom;
using support::registry_of;

namespace {

// Rules "holds", "violated" and "undecided".
RuleRegistry three() {
  RuleRegistry registry;
  support::add_rule(registry, "holds", [](const auto&, const auto&) { return RuleOutcome::holds("all is well"); });
  support::add_rule(registry, "violated", [](const auto&, const auto&) { return RuleOutcome::violated("something is wrong", {{"b", 2, 3, "there"}, {"a", 0, 0, "here"}}); });
  support::add_rule(registry, "undecided", [](const auto&, const auto&) { return RuleOutcome::undecided("who knows"); });
  return registry;
}

RuleResult judged(const std::string& check) {
  return judge_custom(check, three());
}

} // namespace

TEST_CASE("the outcome of a custom rule is its verdict", "[check][custom]") {
  const RuleResult holds = judged("{kind: custom, rule: holds}");
  CHECK(holds.verdict == Verdict::passed);
  CHECK(holds.message == "all is well");
  const RuleResult violated = judged("{kind: custom, rule: violated}");
  CHECK(violated.verdict == Verdict::failed);
  CHECK(violated.message == "something is wrong");
  CHECK(support::lines_of(violated.findings) == std::vector<std::string>{"a:0:0: here", "b:2:3: there"});
  CHECK(violated.finding_count == 2);
  const RuleResult undecided = judged("{kind: custom, rule: undecided}");
  CHECK(undecided.verdict == Verdict::error);
  CHECK(undecided.message == "cannot be decided: who knows");
}

TEST_CASE("a violated rule without findings has its message as one", "[check][custom]") {
  const RuleResult result = judge_custom("{kind: custom, rule: r}", registry_of([](const auto&, const auto&) { return RuleOutcome::violated("wrong"); }));
  CHECK(support::lines_of(result.findings) == std::vector<std::string>{":0:0: wrong"});
}

TEST_CASE("an outcome without a message gets one", "[check][custom]") {
  const auto message = [](RuleOutcome::Kind kind) {
    return judge_custom("{kind: custom, rule: r}", registry_of([kind](const auto&, const auto&) {
                          RuleOutcome outcome;
                          outcome.kind = kind;
                          return outcome;
                        }))
        .message;
  };
  CHECK(message(RuleOutcome::Kind::holds) == "holds");
  CHECK(message(RuleOutcome::Kind::violated) == "does not hold");
  CHECK(message(RuleOutcome::Kind::undecided) == "cannot be decided: no reason was given");
}

TEST_CASE("parameters of any shape reach the rule as the pack has them", "[check][custom]") {
  Value seen;
  judge_custom("{kind: custom, rule: r, with: {a: [1, {b: null}], text: 007, ratio: 0.5, on: true}}", registry_of([&](const auto&, const Value& parameters) {
                 seen = parameters;
                 return RuleOutcome::holds("m");
               }));
  CHECK(seen == Value(Value::Map{{"a", Value::List{1, Value::Map{{"b", Value()}}}}, {"text", "007"}, {"ratio", 0.5}, {"on", true}}));
  judge_custom("{kind: custom, rule: r}", registry_of([&](const auto&, const Value& parameters) {
                 seen = parameters;
                 return RuleOutcome::holds("m");
               }));
  CHECK(seen.is_null());
}

TEST_CASE("evidence, findings of a rule that holds, and that nothing matched are told", "[check][custom]") {
  const RuleResult result = judge_custom("{kind: custom, rule: r}", registry_of([](const auto&, const auto&) {
                                           RuleOutcome outcome = RuleOutcome::holds("m");
                                           outcome.findings.push_back({"a", 1, 0, "seen"});
                                           outcome.nothing_matched = true;
                                           outcome.evidence.set("count", 3);
                                           return outcome;
                                         }));
  CHECK(result.nothing_matched);
  CHECK(result.finding_count == 1);
  CHECK(*result.evidence.find("count") == Value(3));
}

TEST_CASE("an undecided rule is an error only where it could change the verdict", "[check][custom][unknown]") {
  const auto verdict = [](const std::string& combination, const std::string& a, const std::string& b) {
    return judged("{kind: " + combination + ", checks: [{kind: custom, rule: " + a + "}, {kind: custom, rule: " + b + "}]}").verdict;
  };
  CHECK(verdict("any_of", "holds", "undecided") == Verdict::passed);
  CHECK(verdict("any_of", "violated", "undecided") == Verdict::error);
  CHECK(verdict("all_of", "violated", "undecided") == Verdict::failed);
  CHECK(verdict("all_of", "holds", "undecided") == Verdict::error);
  CHECK(verdict("all_of", "holds", "holds") == Verdict::passed);
}

TEST_CASE("a pack with custom rules loads anywhere; what is wrong with the check is told", "[check][custom][pack]") {
  CHECK(support::errors_of_check("{kind: custom, rule: anything, with: {a: 1}}").empty());
  CHECK(support::errors_of_check("{kind: custom, with: [a]}") ==
        R"(pack.yaml:7:12: error: missing parameter 'rule' in check 'custom' of rule 'A'
  7 |     check: {kind: custom, with: [a]}
    |            ^
pack.yaml:7:33: error: 'with' cannot be a list in check 'custom' of rule 'A'
  7 |     check: {kind: custom, with: [a]}
    |                                 ^ expected a mapping
)");
}

TEST_CASE("a custom rule explains itself by its name", "[check][custom][pack]") {
  const RulePack pack = support::load_pack(support::pack_text(support::rule_text("{kind: custom, rule: licences}")));
  CHECK(pack.explain("R").checks == std::vector<std::string>{"the custom rule 'licences' holds"});
  CHECK(pack.rules()[0].kind == "custom");
}
