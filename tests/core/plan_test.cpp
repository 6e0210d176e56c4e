#include "plan.hpp"

#include <numeric>

#include "support/catch.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;
using support::rule_text;

namespace {

struct Planned {
  RulePack pack;
  Plan plan;
};

Planned plan_of(const std::vector<std::string>& checks, const std::string& sections = {}) {
  std::string rules;
  for (std::size_t i = 0; i < checks.size(); ++i) rules += rule_text(checks[i], "R" + std::to_string(i));
  RulePack pack = support::load_pack(support::pack_text(rules, sections));
  std::vector<std::size_t> all(checks.size());
  std::iota(all.begin(), all.end(), 0);
  Plan plan(*pack.data(), all);
  return {std::move(pack), std::move(plan)};
}

const std::string files = "{kind: content, files: '*.txt', match: ";

} // namespace

TEST_CASE("equal selections, leaves and field tests of different rules are one", "[plan]") {
  const Planned planned = plan_of({files + "gdpr}", files + "{any: [gdpr, {word: gdpr}]}, require: every}", "{kind: yaml_field, files: '*.txt', fields: [{path: a}]}",
                                   "{kind: yaml_field, files: ['*.txt'], fields: [{path: a}, {path: a, non_empty: true}]}"});
  CHECK(planned.plan.checks().size() == 4);
  CHECK(planned.plan.selectors().size() == 1);
  CHECK(planned.plan.leaves().size() == 2);
  CHECK(planned.plan.tests().size() == 2);
  REQUIRE(planned.plan.needs().size() == 1);
  CHECK(planned.plan.needs()[0].leaves.size() == 2);
  CHECK(planned.plan.needs()[0].tests.size() == 2);
}

TEST_CASE("what differs in anything is not one", "[plan]") {
  const Planned planned = plan_of({files + "a}", files + "a, nocase: true}", files + "{word: a}}", files + "{re: a}}", files + "a, exclude: x.txt}",
                                   "{kind: yaml_field, files: '*.txt', fields: [{path: a, equals: 1}]}",
                                   "{kind: yaml_field, files: '*.txt', fields: [{path: a, equals: 1.0}]}",
                                   "{kind: yaml_field, files: '*.txt', fields: [{paths: [a, b], equals: 1}]}", "{kind: path_exists, globs: '*.txt', type: dir}"});
  CHECK(planned.plan.leaves().size() == 4);
  CHECK(planned.plan.selectors().size() == 3); // with an exclude, of another type
  CHECK(planned.plan.tests().size() == 3);
}

TEST_CASE("every place is wanted where one rule wants every place", "[plan]") {
  const Planned planned = plan_of({files + "a}", files + "a, require: none}", "{kind: content, files: '*.md', match: a}"});
  REQUIRE(planned.plan.needs().size() == 2);
  CHECK(planned.plan.needs()[0].leaves == std::vector<LeafRequest>{{0, true}});
  CHECK(planned.plan.needs()[1].leaves == std::vector<LeafRequest>{{0, false}});
}

TEST_CASE("checks of names want no content", "[plan]") {
  const Planned planned = plan_of({"{kind: path_exists, globs: '*.txt'}", "{kind: dir_count, dirs: '*', min: 1}", "{kind: each_dir_has, dirs: '*', child: [a], type: file}",
                                   "{kind: name_pattern, paths: '*', type: file, regex: a}"});
  for (const ContentNeeds& needs : planned.plan.needs()) CHECK(needs.empty());
}

TEST_CASE("a set chooses by its regex and type, a check by the type it needs", "[plan]") {
  const Planned planned = plan_of({"{kind: path_exists, globs: ['@docs', LICENSE]}", "{kind: content, files: '@docs', match: a}"},
                                  "sets: {docs: {type: any, glob: ['a/*', 'b/*'], regex: '^x'}}\n");
  REQUIRE(planned.plan.selectors().size() == 2);
  const Selector& mixed = planned.plan.selectors()[0];
  REQUIRE(mixed.choices.size() == 3);
  CHECK(mixed.choices[0].regex == "^x");
  CHECK(mixed.choices[0].type == EntryType::any);
  CHECK(mixed.choices[2].type == EntryType::file);
  CHECK(planned.plan.selectors()[1].choices[1].type == EntryType::file);
}

TEST_CASE("nested checks are part of the plan", "[plan]") {
  const Planned planned = plan_of({"{kind: all_of, checks: [" + files + "a}, {kind: any_of, checks: [" + files + "b}, " + files + "a}]}]}"});
  CHECK(planned.plan.checks().size() == 1);
  CHECK(planned.plan.leaves().size() == 2);
  CHECK(planned.plan.selectors().size() == 1);
}

TEST_CASE("a plan depends on the chosen rules alone", "[plan]") {
  const RulePack pack = support::load_pack(support::pack_text(rule_text(files + "a}", "A") + rule_text(files + "b}", "B")));
  const Plan second(*pack.data(), std::vector<std::size_t>{1});
  REQUIRE(second.leaves().size() == 1);
  CHECK(second.leaves()[0].text == "b");
  CHECK(second.compiled_leaves().size() == 1);
}
