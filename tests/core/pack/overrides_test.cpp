#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using sotval::Value;
using sotval::core::Pack;

namespace {

constexpr const char* base_text = R"(sotval: 1
pack: base
version: 7
title: The base
on_dependency_failure: skip
global_exclude: [.git/**]
sets:
  roots: {type: dir, glob: 'r*'}
  other: {glob: o}
categories: {matrix: {about: base}}
batches: [{batch: 0, name: Zero}, {batch: 1, name: One}]
rules:
  - id: B1
    title: first
    category: matrix
    severity: critical
    facts: {a: 1}
    check: {kind: dir_count, dirs: '@roots', equals: 24}
  - id: B2
    title: second
    severity: high
    batch: 1
    depends_on: [B1]
    check: {kind: path_exists, globs: [x, y]}
)";

const Pack* base(std::string_view name) {
  static const Pack pack = support::load(base_text);
  return name == "base" ? &pack : nullptr;
}

const std::string head = "sotval: 1\npack: mine\nextends: base\n";

Pack load(const std::string& rest) {
  return support::load(head + rest, {}, base);
}

std::string errors_of(const std::string& rest) {
  return support::errors_of(head + rest, {}, base);
}

} // namespace

TEST_CASE("a pack takes over what the extended pack has", "[pack]") {
  const Pack pack = load("");
  CHECK(pack.name == "mine");
  CHECK(pack.version.empty());
  CHECK(pack.title.empty());
  CHECK(pack.skip_dependants);
  CHECK(pack.global_exclude == std::vector<std::string>{".git/**"});
  CHECK(pack.find_set("roots") != nullptr);
  REQUIRE(pack.rules.size() == 2);
  CHECK(pack.rules[0].id == "B1");
  CHECK(pack.bodies[0].facts == Value::Map{{"a", 1}});
  CHECK(pack.rules[1].depends_on == std::vector<std::string>{"B1"});
  CHECK(pack.batches.size() == 2);
  CHECK(pack.digest != base("base")->digest);
}

TEST_CASE("own definitions come after those of the extended pack or replace them", "[pack]") {
  const Pack pack = load(R"(on_dependency_failure: run
global_exclude: [.git/**, build/**]
sets: {roots: {type: dir, glob: 'module_*'}, mine: {glob: m}}
categories: {matrix: {about: mine}}
batches: [{batch: 1, name: Eins}]
rules:
  - {id: M1, title: t, severity: low, batch: 1, category: matrix, depends_on: [B1, B2], check: {kind: path_exists, globs: ['@other', '@mine']}}
)");
  CHECK_FALSE(pack.skip_dependants);
  CHECK(pack.global_exclude == std::vector<std::string>{".git/**", "build/**"});
  CHECK(pack.find_set("roots")->globs == std::vector<std::string>{"module_*"});
  CHECK(pack.sets.size() == 3);
  CHECK(pack.categories.at(0).about == "mine");
  CHECK(pack.batches.at(1).name == "Eins");
  REQUIRE(pack.rules.size() == 3);
  CHECK(pack.rules[2].id == "M1");
}

TEST_CASE("an override changes severity and single parameters", "[pack]") {
  const Pack pack = load("overrides:\n  B1: {severity: low, check: {equals: 12}}\n  B2: {check: {globs: z, type: any}}\n");
  CHECK(pack.rules[0].severity == sotval::Severity::low);
  CHECK(pack.bodies[0].check == Value::Map{{"kind", "dir_count"}, {"dirs", "@roots"}, {"equals", 12}});
  CHECK(pack.bodies[1].check == Value::Map{{"kind", "path_exists"}, {"globs", Value::List{"z"}}, {"type", "any"}});
  CHECK(pack.rules[1].severity == sotval::Severity::high);
}

TEST_CASE("an override takes a parameter away with null", "[pack]") {
  const Pack pack = load("overrides: {B1: {check: {equals: , min: 1, max: 30}}}\n");
  CHECK(pack.bodies[0].check == Value::Map{{"kind", "dir_count"}, {"dirs", "@roots"}, {"min", 1}, {"max", 30}});
}

TEST_CASE("a rule that is switched off is gone, from dependencies and batches too", "[pack]") {
  const Pack pack = load("overrides: {B1: {enabled: false}, B2: {enabled: true}}\n");
  REQUIRE(pack.rules.size() == 1);
  REQUIRE(pack.bodies.size() == 1);
  CHECK(pack.rules[0].id == "B2");
  CHECK(pack.rules[0].depends_on.empty());
  REQUIRE(pack.batches.size() == 1);
  CHECK(pack.batches[0].batch == 1);
}

TEST_CASE("own rules cannot depend on what is switched off", "[pack]") {
  CHECK(errors_of("rules:\n  - {id: M, title: t, severity: low, depends_on: [B1], check: {kind: path_exists, globs: x}}\n"
                  "overrides: {B1: {enabled: false}}\n") ==
        R"(pack.yaml:5:51: error: rule 'M' depends on 'B1', which is switched off
  5 |   - {id: M, title: t, severity: low, depends_on: [B1], check: {kind: path_exists, globs: x}}
    |                                                   ^~
)");
}

TEST_CASE("an override of an unknown rule is reported with the one that was meant", "[pack]") {
  CHECK(errors_of("overrides:\n  BB1: {enabled: false}\n  M: {}\nrules:\n"
                  "  - {id: M, title: t, severity: low, check: {kind: path_exists, globs: x}}\n") ==
        R"(pack.yaml:5:3: error: unknown rule 'BB1' in 'overrides'
  5 |   BB1: {enabled: false}
    |   ^~~ did you mean 'B1'? (B1, B2)
pack.yaml:6:3: error: unknown rule 'M' in 'overrides'
  6 |   M: {}
    |   ^ expected one of B1, B2
)");
}

TEST_CASE("errors in overrides are reported at their place", "[pack]") {
  CHECK(errors_of("overrides:\n  B1: {enabld: false, severity: hihg, check: {equls: 12}}\n  B2: 3\n") ==
        R"(pack.yaml:5:8: error: unknown key 'enabld' in rule 'B1'
  5 |   B1: {enabld: false, severity: hihg, check: {equls: 12}}
    |        ^~~~~~ did you mean 'enabled'? (enabled, severity, check)
pack.yaml:5:33: error: unknown severity 'hihg' in rule 'B1'
  5 |   B1: {enabld: false, severity: hihg, check: {equls: 12}}
    |                                 ^~~~ did you mean 'high'? (critical, high, medium, low, info)
pack.yaml:5:47: error: unknown parameter 'equls' in check 'dir_count' of rule 'B1'
  5 |   B1: {enabld: false, severity: hihg, check: {equls: 12}}
    |                                               ^~~~~ did you mean 'equals'? (kind, dirs, per, regex, equals, min, max, require)
pack.yaml:6:7: error: the override of 'B2' cannot be 3
  6 |   B2: 3
    |       ^ expected a mapping
)");
}

TEST_CASE("parameters of an override go together with those that stay", "[pack]") {
  CHECK(errors_of("overrides:\n  B1: {check: {min: 3}}\n") ==
        R"(pack.yaml:5:15: error: 'equals' leaves nothing for 'min' and 'max' to say in check 'dir_count' of rule 'B1'
  5 |   B1: {check: {min: 3}}
    |               ^
)");
}

TEST_CASE("an override keeps the kind of the check", "[pack]") {
  CHECK(errors_of("overrides:\n  B1: {check: {kind: matrix}}\n") ==
        R"(pack.yaml:5:22: error: the kind cannot become 'matrix' in rule 'B1'
  5 |   B1: {check: {kind: matrix}}
    |                      ^~~~~~ it is 'dir_count'; switch the rule off and write a new one
)");
}

TEST_CASE("overrides need a pack to extend", "[pack]") {
  CHECK(support::errors_of("sotval: 1\npack: p\noverrides: {A: {enabled: false}}\n"
                           "rules: [{id: A, title: t, severity: low, check: {kind: path_exists, globs: x}}]\n") ==
        R"(pack.yaml:3:1: error: 'overrides' without 'extends' in the pack
  3 | overrides: {A: {enabled: false}}
    | ^~~~~~~~~ they change the rules of the extended pack
)");
}

TEST_CASE("an unknown extended pack is reported, and nothing that follows from it", "[pack]") {
  CHECK(support::errors_of("sotval: 1\npack: p\nextends: bsae\noverrides: {B1: {enabled: false}}\n"
                           "rules: [{id: A, title: t, severity: low, category: matrix, depends_on: [B1], "
                           "check: {kind: path_exists, globs: '@roots'}}]\n",
                           {}, base) ==
        R"(pack.yaml:3:10: error: unknown built-in pack 'bsae' in the pack
  3 | extends: bsae
    |          ^~~~
)");
}

TEST_CASE("a rule with an id of the extended pack is an error", "[pack]") {
  CHECK(errors_of("rules:\n  - {id: B1, title: t, severity: low, check: {kind: path_exists, globs: x}}\n") ==
        R"(pack.yaml:5:10: error: duplicate rule id 'B1'
  5 |   - {id: B1, title: t, severity: low, check: {kind: path_exists, globs: x}}
    |          ^~ the extended pack has it; change it under 'overrides'
)");
}
