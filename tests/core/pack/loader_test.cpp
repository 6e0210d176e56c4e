#include "pack/loader.hpp"

#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using sotval::Value;
using sotval::core::Pack;
using support::load;

namespace {

constexpr const char* sample = R"(# A pack with everything that a pack may hold, save extension.
sotval: 1
pack: sample
version: 1.10
title: A sample
on_dependency_failure: skip
global_exclude: [.git/**, '**/node_modules/**', .git/**]
sets:
  roots: {type: dir, glob: '[0-9][0-9]_*', regex: '^\d{2}_[a-z_]+$', about: the roots}
  docs: {glob: ['**/*.md', docs/**]}
categories:
  matrix: {about: Because.}
batches:
  - {batch: 2, name: Later, about: what comes later}
  - {batch: 0, name: First}
  - {batch: 7, name: Never}
rules:
  - id: AR001
    title: Two roots
    category: matrix
    severity: critical
    why: so it is
    fix: make them
    facts: {code: IR, numbers: [1, 2.5]}
    check: {kind: dir_count, dirs: '@roots', equals: 2}
  - id: docs/readme
    title: 24
    severity: info
    batch: 2
    obligation: SHOULD
    depends_on: AR001
    check: {kind: content, files: '@docs', match: {word: NO}}
  - id: third
    title: No batch name
    severity: medium
    batch: 1
    check: {kind: path_exists, globs: x}
)";

} // namespace

TEST_CASE("a pack is read as it is written", "[pack]") {
  const Pack pack = load(sample);
  CHECK(pack.name == "sample");
  CHECK(pack.version == "1.10");
  CHECK(pack.title == "A sample");
  CHECK(pack.skip_dependants);
  CHECK(pack.global_exclude == std::vector<std::string>{".git/**", "**/node_modules/**"});

  REQUIRE(pack.sets.size() == 2);
  CHECK(pack.sets[0].name == "roots");
  CHECK(pack.sets[0].type == sotval::core::EntryType::directory);
  CHECK(pack.sets[0].globs == std::vector<std::string>{"[0-9][0-9]_*"});
  CHECK(pack.sets[0].regex == "^\\d{2}_[a-z_]+$");
  CHECK(pack.sets[0].about == "the roots");
  CHECK(pack.sets[1].type == sotval::core::EntryType::file);
  CHECK(pack.sets[1].globs == std::vector<std::string>{"**/*.md", "docs/**"});

  REQUIRE(pack.categories.size() == 1);
  CHECK(pack.categories[0].name == "matrix");
  CHECK(pack.categories[0].about == "Because.");

  REQUIRE(pack.rules.size() == 3);
  REQUIRE(pack.bodies.size() == 3);
  const sotval::RuleInfo& first = pack.rules[0];
  CHECK(first.id == "AR001");
  CHECK(first.title == "Two roots");
  CHECK(first.category == "matrix");
  CHECK(first.severity == sotval::Severity::critical);
  CHECK(first.batch == 0);
  CHECK(first.depends_on.empty());
  CHECK(first.obligation == sotval::Obligation::must);
  CHECK(first.kind == "dir_count");
  CHECK(pack.bodies[0].why == "so it is");
  CHECK(pack.bodies[0].fix == "make them");
  CHECK(pack.bodies[0].facts == Value::Map{{"code", "IR"}, {"numbers", Value::List{1, 2.5}}});
  CHECK(pack.bodies[0].check == Value::Map{{"kind", "dir_count"}, {"dirs", "@roots"}, {"equals", 2}});

  const sotval::RuleInfo& second = pack.rules[1];
  CHECK(second.title == "24");
  CHECK(second.category.empty());
  CHECK(second.severity == sotval::Severity::info);
  CHECK(second.depends_on == std::vector<std::string>{"AR001"});
  CHECK(second.obligation == sotval::Obligation::should);
  CHECK(pack.bodies[1].facts.is_null());
}

TEST_CASE("the batches of a pack are those that its rules name", "[pack]") {
  const Pack pack = load(sample);
  REQUIRE(pack.batches.size() == 3);
  CHECK(pack.batches[0].batch == 0);
  CHECK(pack.batches[0].name == "First");
  CHECK(pack.batches[1].batch == 1);
  CHECK(pack.batches[1].name.empty());
  CHECK(pack.batches[2].batch == 2);
  CHECK(pack.batches[2].name == "Later");
}

TEST_CASE("the digest of a pack is the same whatever its spelling", "[pack]") {
  const std::string one = R"(sotval: 1
pack: p
rules:
  - id: A
    title: A title
    severity: low
    check: {kind: content, files: [x], match: {lit: y}, nocase: true}
)";
  const std::string same = R"(# a remark
"pack": 'p'
sotval: 1
rules: [{check: {nocase: true, match: y, kind: content, files: "x"}, depends_on: [], severity: low, title: A title, batch: 0, id: A, obligation: MUST}]
)";
  std::string other = one;
  other.replace(other.find("low"), 3, "high");
  CHECK(load(one).digest.size() == 16);
  CHECK(load(one).digest == load(same).digest);
  CHECK(load(one).digest != load(other).digest);
}

TEST_CASE("a pack with many errors reports a thousand and counts the rest", "[pack]") {
  std::string text = "sotval: 1\npack: p\n";
  for (int i = 0; i < 1500; ++i) text += "key" + std::to_string(i) + ": 1\n";
  const support::TemporaryDirectory directory;
  try {
    sotval::core::load_pack(directory.write("pack.yaml", text), support::no_builtin);
    FAIL("it has errors");
  } catch (const sotval::PackError& error) {
    REQUIRE(error.diagnostics().size() == 1001);
    CHECK(error.diagnostics()[999].line == 1002);
    CHECK(error.diagnostics()[1000].message == "and 500 more errors");
  }
}

TEST_CASE("the SSID pack is right", "[pack]") {
  const Pack pack = sotval::core::load_pack(SOTVAL_SOURCE_DIR "/src/core/pack/ssid/ssid.yaml", support::no_builtin);
  CHECK(pack.name == "ssid");
  CHECK(pack.rules.size() == 384);
  CHECK(pack.batches.size() == 9);
  CHECK(pack.rules.front().id == "AR001");
}
