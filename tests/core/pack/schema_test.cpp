#include <filesystem>
#include <fstream>
#include <iterator>
#include <set>
#include <string>

#include "check/kind.hpp"
#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

// That the schema accepts what the loader accepts is asked whenever a test loads a pack, see pack_support.hpp.

namespace {

std::string with_rule(const std::string& rule) { return "sotval: 1\npack: p\nrules:\n  - {" + rule + "}\n"; }
std::string with_check(const std::string& check) { return with_rule("id: A, title: t, severity: low, check: {" + check + "}"); }

void describes_all(const sotval::Value& schema) {
  if (const auto* list = schema.as_list())
    for (const sotval::Value& part : *list) describes_all(part);
  if (schema.as_map() == nullptr) return;
  for (const auto& [keyword, part] : *schema.as_map()) {
    const bool names_keys = keyword == "properties" && schema.find("additionalProperties") != nullptr;
    for (std::size_t i = 0; names_keys && i < part.as_map()->size(); ++i) {
      const auto& [key, property] = (*part.as_map())[i];
      INFO(key);
      CHECK((property.find("description") != nullptr && !property.find("description")->as_string()->empty()));
    }
    describes_all(part);
  }
}

} // namespace

TEST_CASE("the schema accepts the built-in pack", "[pack][schema]") {
  std::size_t files = 0;
  for (const auto& entry : std::filesystem::directory_iterator(SOTVAL_SOURCE_DIR "/src/core/pack/ssid")) {
    if (entry.path().extension() != ".yaml") continue;
    std::ifstream in(entry.path());
    INFO(entry.path());
    CHECK(support::schema_refuses(std::string(std::istreambuf_iterator<char>(in), {})).value_or("") == "");
    ++files;
  }
  CHECK(files > 5);
}

TEST_CASE("the schema knows each parameter of each kind, and which must be there", "[pack][schema]") {
  const sotval::Value schema = sotval::core::pack_schema();
  for (const sotval::core::CheckKind* kind : sotval::core::check_kinds()) {
    INFO(kind->name);
    const sotval::Value* check = schema.find("definitions")->find("check_" + std::string(kind->name));
    REQUIRE(check != nullptr);
    std::set<std::string> required;
    for (const sotval::Value& name : *check->find("required")->as_list()) required.insert(*name.as_string());
    CHECK(check->find("properties")->as_map()->size() == kind->parameters.size() + 1);
    for (const auto& parameter : kind->parameters) {
      const sotval::Value* property = check->find("properties")->find(parameter.name);
      REQUIRE(property != nullptr);
      CHECK(*property->find("description")->as_string() == parameter.about);
      CHECK(required.contains(std::string(parameter.name)) == parameter.required);
    }
  }
}

TEST_CASE("the schema accepts that nothing is included", "[pack][schema]") {
  CHECK(support::errors_of("sotval: 1\npack: p\ninclude: []\nrules:\n  - {id: A, title: t, severity: low, check: {kind: path_exists, globs: x}}\n") == "");
}

TEST_CASE("the schema says what every key means", "[pack][schema]") { describes_all(sotval::core::pack_schema()); }

TEST_CASE("the schema refuses what no pack can have, and says where", "[pack][schema]") {
  const auto refused = [](const std::string& pack) { return support::schema_refuses(pack).value_or("accepted"); };
  CHECK(refused("sotval: 2\npack: p\n") == "$.sotval: const");
  CHECK(refused("sotval: 1\n") == "$: without pack");
  CHECK(refused("sotval: 1\npack: p\nrule: []\n") == "$.rule: nothing may be here");
  CHECK(refused("rules: []\noverrides: {}\n") == "$.overrides: nothing may be here"); // in an included file
  CHECK(refused("sotval: 1\npack: p\nsets: {a: {glob: x, kind: dir}}\n") == "$.sets.a.kind: nothing may be here");
  CHECK(refused("sotval: 1\npack: p\nbatches: [{batch: 10000, name: n}]\n") == "$.batches[0].batch: maximum");
  CHECK(refused(with_rule("id: A, severity: low, check: {kind: path_exists, globs: x}")) == "$.rules[0]: without title");
  for (const char* check : {"kind: contents, files: x", "files: x", "kind: path_exists", "kind: path_exists, globs: x, minimum: 2", "kind: path_exists, globs: []",
                            "kind: path_exists, globs: x, min: -1", "kind: path_exists, globs: x, type: directory", "kind: path_exists, globs: x, min: '2'",
                            "kind: content, files: x, match: {lit: a, re: b}", "kind: content, files: x, match: {all: []}", "kind: content, files: x, match: {any: [a], nocase: true}",
                            "kind: content, files: x, match: a, require: some", "kind: content, files: x, match: a, require: {at_least: 1, ratio: 1}",
                            "kind: content, files: x, match: a, require: {ratio: 0}", "kind: content, files: x, match: {count: {min: 1}}",
                            "kind: yaml_field, files: x, fields: [{path: a, paths: [b]}]", "kind: yaml_field, files: x, fields: [{type: map}]",
                            "kind: yaml_field, files: x, fields: [{path: a, nocase: true}]", "kind: yaml_field, files: x, fields: []",
                            "kind: name_pattern, paths: x, type: file, regex: a, number_range: [1]", "kind: all_of, checks: [{kind: path_exists}]",
                            "kind: custom, rule: r, with: 3"}) {
    INFO(check);
    CHECK(refused(with_check(check)) != "accepted");
    CHECK(support::errors_of(with_check(check)) != ""); // as does the loader
  }
}

TEST_CASE("in a rule a placeholder may stand for anything", "[pack][schema]") {
  CHECK(support::errors_of("sotval: 1\npack: p\nrules:\n"
                           "  - for_each: [{n: 1, s: low, c: {kind: path_exists, globs: x}, r: every, t: [{path: a}], o: MUST}]\n"
                           "    id: 'A${n}'\n    title: t\n    severity: ${s}\n    batch: ${n}\n    obligation: ${o}\n"
                           "    check: {kind: all_of, checks: ['${c}', {kind: yaml_field, files: x, fields: '${t}', require: '${r}'}]}\n") == "");
}
