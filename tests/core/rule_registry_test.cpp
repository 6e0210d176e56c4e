#include <sotval/rule.hpp>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/custom_rules.hpp"

using namespace sotval;
using support::contains;

namespace {

class Empty final : public Rule {
public:
  RuleInfo info() const override { return support::rule_info("EMPTY"); }
  RuleOutcome evaluate(const RepositoryView&) const override { return RuleOutcome::holds("empty"); }
};

template <class Action> std::string message_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

} // namespace

TEST_CASE("a registry makes rules by name, from their parameters", "[registry]") {
  RuleRegistry registry;
  CHECK(registry.empty());
  registry.add<Empty>("empty");
  Value seen;
  registry.add("b", [&](const Value& parameters) {
    seen = parameters;
    return std::make_unique<Empty>();
  });
  CHECK_FALSE(registry.empty());
  CHECK(registry.names() == std::vector<std::string>{"b", "empty"});
  CHECK(registry.make("empty", {})->info().id == "EMPTY");
  registry.make("b", Value::Map{{"k", 1}});
  CHECK(seen == Value(Value::Map{{"k", 1}}));
}

TEST_CASE("a name that is empty, taken or unknown is told", "[registry]") {
  RuleRegistry registry;
  registry.add<Empty>("licences");
  CHECK(message_of([&] { registry.add<Empty>(""); }) == "a custom rule needs a name");
  CHECK(message_of([&] { registry.add<Empty>("licences"); }) == "there is a custom rule 'licences' already");
  CHECK(message_of([&] { registry.add("x", nullptr); }) == "custom rule 'x' has no factory");
  CHECK(contains(message_of([&] { registry.make("licenses", {}); }), "there is no custom rule 'licenses'; did you mean 'licences'?"));
  CHECK(message_of([&] { RuleRegistry().make("x", {}); }) == "there is no custom rule 'x'; no custom rules are registered");
  registry.add("none", [](const Value&) { return std::unique_ptr<Rule>(); });
  CHECK(message_of([&] { registry.make("none", {}); }) == "the factory of custom rule 'none' made no rule");
}

TEST_CASE("copies of a registry share nothing", "[registry]") {
  RuleRegistry registry;
  registry.add<Empty>("a");
  RuleRegistry copy = registry;
  copy.add<Empty>("b");
  copy.set_hooks({[](std::string_view, const RepositoryView&) {}, {}});
  CHECK(registry.names() == std::vector<std::string>{"a"});
  CHECK_FALSE(registry.hooks().before);
  CHECK(copy.hooks().before);
}
