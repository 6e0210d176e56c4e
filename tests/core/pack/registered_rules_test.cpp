#include <sotval/rule_pack.hpp>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/custom_rules.hpp"

using namespace sotval;
using support::contains;
using support::rule_info;

namespace {

const std::string own = R"(  - {id: A, title: T, severity: low, batch: 1, check: {kind: path_exists, globs: x}}
  - {id: B, title: T, severity: low, batch: 3, check: {kind: path_exists, globs: x}}
)";

const RulePack& pack() {
  static const RulePack loaded = support::load_pack(support::pack_text(own, "batches: [{batch: 1, name: One}]\n"));
  return loaded;
}

RuleRegistry with(const std::vector<std::pair<std::string, RuleInfo>>& rules) {
  RuleRegistry registry;
  for (const auto& [name, info] : rules) support::add_rule(registry, name, [](const auto&, const auto&) { return RuleOutcome::holds("m"); }, info);
  return registry;
}

std::string message_of(const std::vector<std::pair<std::string, RuleInfo>>& rules) {
  try {
    pack().with_rules(with(rules));
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

} // namespace

TEST_CASE("registered rules join a pack behind its own, by their names", "[pack][registry]") {
  RuleInfo info = rule_info("Z", 2, {"A", "Y"});
  info.severity = Severity::critical;
  info.obligation = Obligation::should;
  info.category = "any";
  info.kind = "content"; // nobody asks
  const RulePack joined = pack().with_rules(with({{"2nd", rule_info("Y", 2)}, {"1st", info}}));
  REQUIRE(joined.rules().size() == 4);
  CHECK(joined.rules()[2].id == "Z");
  CHECK(joined.rules()[2].severity == Severity::critical);
  CHECK(joined.rules()[2].obligation == Obligation::should);
  CHECK(joined.rules()[2].category == "any");
  CHECK(joined.rules()[2].kind == "custom");
  CHECK(joined.rules()[2].depends_on == std::vector<std::string>{"A", "Y"});
  CHECK(joined.rules()[3].id == "Y");
  REQUIRE(joined.batches().size() == 3);
  CHECK(joined.batches()[0].name == "One");
  CHECK(joined.batches()[1].batch == 2);
  CHECK(joined.explain("Z").checks == std::vector<std::string>{"the custom rule '1st' holds"});
  CHECK(joined.digest() != pack().digest());
  CHECK(joined.digest().size() == 16);
  CHECK(pack().rules().size() == 2); // the original is what it was
  CHECK(pack().with_rules({}).digest() == pack().digest());
}

TEST_CASE("rules that do not go with the pack are told by their names", "[pack][registry]") {
  CHECK(message_of({{"n", rule_info("A")}}) == "custom rule 'n': the pack has a rule 'A' already");
  CHECK(message_of({{"m", rule_info("X")}, {"n", rule_info("X")}}) == "custom rule 'n': the pack has a rule 'X' already");
  CHECK(message_of({{"n", rule_info("X", 0, {"C"})}}) == "custom rule 'n': it depends on the unknown rule 'C'");
  CHECK(message_of({{"m", rule_info("LICENCES")}, {"n", rule_info("X", 0, {"LICENSES"})}}) ==
        "custom rule 'n': it depends on the unknown rule 'LICENSES'; did you mean 'LICENCES'?");
  CHECK(message_of({{"n", rule_info("X", 2, {"B"})}}) ==
        "custom rule 'n': of batch 2, it depends on 'B' of batch 3; expected a rule of the same batch or an earlier one");
  CHECK(contains(message_of({{"n", rule_info("X Y")}}), "invalid id 'X Y'"));
  CHECK(contains(message_of({{"n", rule_info("")}}), "invalid id ''"));
  CHECK(contains(message_of({{"n", rule_info("X", 10'000)}}), "its batch is 10000, expected at most 9999"));
  RuleInfo untitled = rule_info("X");
  untitled.title.clear();
  CHECK(message_of({{"n", untitled}}) == "custom rule 'n': it has no title");
}

TEST_CASE("rules that depend on each other in circles are refused, others are not", "[pack][registry]") {
  CHECK(contains(message_of({{"n", rule_info("X", 0, {"X"})}}), "dependency cycle of custom rules: X -> X"));
  CHECK(contains(message_of({{"1", rule_info("X", 0, {"Y"})}, {"2", rule_info("Y", 0, {"Z"})}, {"3", rule_info("Z", 0, {"X"})}}), "dependency cycle"));
  CHECK(message_of({{"1", rule_info("X", 1, {"Y", "Z", "A"})}, {"2", rule_info("Y", 1, {"Z", "A"})}, {"3", rule_info("Z", 1, {"A"})}}).empty());
  std::vector<std::pair<std::string, RuleInfo>> chain;
  for (int i = 0; i < 500; ++i) chain.emplace_back("r" + std::to_string(i), rule_info("R" + std::to_string(i), 0, {"R" + std::to_string(i + 1)}));
  chain.back().second.depends_on.clear();
  CHECK(message_of(chain).empty());
  chain.back().second.depends_on = {"R250"};
  CHECK(contains(message_of(chain), "dependency cycle"));
}

TEST_CASE("a rule that cannot be made without parameters cannot join", "[pack][registry]") {
  RuleRegistry registry;
  registry.add("n", [](const Value&) -> std::unique_ptr<Rule> { throw InputError("'max' is missing"); });
  CHECK_THROWS_AS(pack().with_rules(registry), InputError);
}

TEST_CASE("rules that joined are run like others", "[pack][registry][validator]") {
  RuleRegistry registry = with({{"n", rule_info("X", 1, {"A"})}});
  const support::SmallRepository repository(support::Tree{{"x", ""}});
  Validator validator(support::with_registry(repository.options(pack().with_rules(registry)), registry));
  const Report report = validator.validate_all();
  REQUIRE(report.results.size() == 3);
  CHECK(report.results[2].rule_id == "X");
  CHECK(report.results[2].verdict == Verdict::passed);
  CHECK(report.batches.size() == 2);
}
