#include "custom_rules.hpp"

#include <atomic>
#include <thread>

#include <sotval/error.hpp>

#include "repository_view.hpp"
#include "support/catch.hpp"
#include "support/custom_rules.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

// Evaluates rule "r" of a registry for the pack's rule "ID".
class Evaluation {
public:
  explicit Evaluation(RuleRegistry registry)
      : registry_(std::move(registry)), root_(repository_.path()), snapshot_(support::imagine({"a"})),
        view_(make_repository_view(root_, snapshot_, limits_)), tasks_{{0, "ID", "r", Value::Map{{"k", 1}}}}, rules_(tasks_, registry_) {}

  TaskOutcome operator()() const { return rules_.evaluate(0, *view_, limits_); }

private:
  RuleRegistry registry_;
  support::SmallRepository repository_{{{"a", ""}}};
  RootDirectory root_;
  Snapshot snapshot_;
  Limits limits_;
  std::unique_ptr<RepositoryView> view_;
  std::vector<CustomTask> tasks_;
  CustomRules rules_;
};

TaskOutcome evaluate(RuleRegistry registry) {
  return Evaluation(std::move(registry))();
}

std::string message_of_pack(const std::string& check, const RuleRegistry& registry) {
  const RulePack pack = support::load_pack(support::pack_text(support::rule_text(check, "FIRST")));
  try {
    require_custom_rules(*pack.data(), registry);
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

} // namespace

TEST_CASE("a rule is made once, from its parameters, and evaluated each time", "[custom]") {
  int made = 0, evaluated = 0;
  RuleRegistry registry;
  registry.add("r", [&](const Value& parameters) {
    ++made;
    CHECK(parameters == Value(Value::Map{{"k", 1}}));
    return std::make_unique<support::FunctionRule>(support::rule_info("X"), [&](const RepositoryView& view, const Value&) {
      ++evaluated;
      return RuleOutcome::holds(std::to_string(view.size()) + " entry");
    });
  });
  const Evaluation evaluation(std::move(registry));
  CHECK(made == 0);
  CHECK(evaluation().message == "1 entry");
  CHECK(evaluation().kind == RuleOutcome::Kind::holds);
  CHECK(made == 1);
  CHECK(evaluated == 2);
}

TEST_CASE("what a rule throws is the reason why it is undecided", "[custom]") {
  const auto throwing = [](auto thing) { return evaluate(support::registry_of([thing](const auto&, const auto&) -> RuleOutcome { throw thing; })); };
  CHECK(throwing(std::runtime_error("no luck")) == TaskOutcome::undecided("no luck"));
  CHECK(throwing(std::runtime_error("")) == TaskOutcome::undecided("an exception without a message"));
  CHECK(throwing(std::bad_alloc()).kind == RuleOutcome::Kind::undecided);
  CHECK(throwing(1) == TaskOutcome::undecided("something was thrown that is not an exception"));
  RuleRegistry registry;
  registry.add("r", [](const Value&) -> std::unique_ptr<Rule> { throw InputError("k is wrong"); });
  CHECK(evaluate(registry) == TaskOutcome::undecided("k is wrong"));
  CHECK(evaluate({}).message == "there is no custom rule 'r'; no custom rules are registered");
}

TEST_CASE("an outcome that cannot be used is the reason, too", "[custom]") {
  const TaskOutcome outcome = evaluate(support::registry_of([](const auto&, const auto&) {
    RuleOutcome wrong = RuleOutcome::holds("m");
    wrong.evidence = 7;
    return wrong;
  }));
  CHECK(outcome == TaskOutcome::undecided("its evidence is not a map"));
}

TEST_CASE("hooks are called around every evaluation, with the id of the rule", "[custom][hooks]") {
  std::string log;
  RuleRegistry registry = support::registry_of([&](const auto&, const auto&) {
    log += "evaluate ";
    return RuleOutcome::holds("m");
  });
  registry.set_hooks({[&](std::string_view id, const RepositoryView& view) { log += "before " + std::string(id) + std::to_string(view.size()) + " "; },
                      [&](std::string_view id, const RepositoryView&, RuleOutcome& outcome) {
                        log += "after " + std::string(id) + " ";
                        outcome.evidence.set("added", 1);
                        outcome.message += "!";
                      }});
  const Evaluation evaluation(std::move(registry));
  const TaskOutcome outcome = evaluation();
  CHECK(log == "before ID1 evaluate after ID ");
  CHECK(*outcome.evidence.find("added") == Value(1));
  CHECK(outcome.message == "m!");
  evaluation();
  CHECK(log == "before ID1 evaluate after ID before ID1 evaluate after ID ");
}

TEST_CASE("a hook that throws leaves its rule undecided", "[custom][hooks]") {
  bool evaluated = false, after = false;
  RuleRegistry registry = support::registry_of([&](const auto&, const auto&) {
    evaluated = true;
    return RuleOutcome::holds("m");
  });
  registry.set_hooks({[](std::string_view, const RepositoryView&) { throw std::runtime_error("no"); },
                      [&](std::string_view, const RepositoryView&, RuleOutcome&) { after = true; }});
  CHECK(evaluate(registry) == TaskOutcome::undecided("the hook before it failed: no"));
  CHECK_FALSE(evaluated);
  CHECK_FALSE(after);
  registry.set_hooks({{}, [](std::string_view, const RepositoryView&, RuleOutcome&) { throw 1; }});
  CHECK(evaluate(registry).message == "the hook after it failed: something was thrown that is not an exception");
  CHECK(evaluated);
}

TEST_CASE("the hook behind a rule that threw sees why, and may have the last word", "[custom][hooks]") {
  RuleRegistry registry = support::registry_of([](const auto&, const auto&) -> RuleOutcome { throw std::runtime_error("no luck"); });
  registry.set_hooks({{}, [](std::string_view, const RepositoryView&, RuleOutcome& outcome) {
                        CHECK(outcome.kind == RuleOutcome::Kind::undecided);
                        outcome.message += " at all";
                      }});
  CHECK(evaluate(registry) == TaskOutcome::undecided("no luck at all"));
}

TEST_CASE("a rule is made once though several threads need it", "[custom][threads]") {
  std::atomic<int> made{0}, holds{0};
  RuleRegistry registry;
  registry.add("r", [&](const Value&) {
    ++made;
    return std::make_unique<support::FunctionRule>(support::rule_info("X"), [](const auto&, const auto&) { return RuleOutcome::holds("m"); });
  });
  const Evaluation evaluation(std::move(registry));
  {
    std::vector<std::jthread> threads;
    for (int i = 0; i < 4; ++i)
      threads.emplace_back([&] {
        for (int n = 0; n < 20; ++n) holds += evaluation().kind == RuleOutcome::Kind::holds;
      });
  }
  CHECK(made == 1);
  CHECK(holds == 80);
}

TEST_CASE("a pack is told early which rule it has in mind that nobody knows", "[custom]") {
  const RuleRegistry registry = support::registry_of([](const auto&, const auto&) { return RuleOutcome::holds("m"); });
  CHECK(message_of_pack("{kind: custom, rule: r}", registry).empty());
  CHECK(message_of_pack("{kind: custom, rule: rr}", registry) == "rule 'FIRST': there is no custom rule 'rr'; did you mean 'r'?");
  CHECK(message_of_pack("{kind: all_of, checks: [{kind: path_exists, globs: x}, {kind: any_of, checks: [{kind: custom, rule: q}]}]}", {}) ==
        "rule 'FIRST': there is no custom rule 'q'; no custom rules are registered");
  RuleRegistry strict;
  strict.add("r", [](const Value& p) -> std::unique_ptr<Rule> {
    if (p.find("max") == nullptr) throw InputError("'max' is missing");
    return std::make_unique<support::FunctionRule>(support::rule_info("X"), [](const auto&, const auto&) { return RuleOutcome::holds("m"); });
  });
  CHECK(message_of_pack("{kind: custom, rule: r, with: {max: 1}}", strict).empty());
  CHECK(message_of_pack("{kind: custom, rule: r, with: {min: 1}}", strict) == "rule 'FIRST': 'max' is missing");
  const RulePack plain = support::load_pack(support::pack_text(support::rule_text("{kind: path_exists, globs: x}")));
  CHECK_FALSE(require_custom_rules(*plain.data(), registry));
}
