#include "document/field_test.hpp"

#include <stdexcept>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/documents.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;
using support::yaml;

namespace {

// A field test as a pack writes it, applied to a document. Empty: it holds.
std::string applied(const std::string& test, const std::string& document, const char* name = "d.yaml") {
  const RuleResult result = support::judge("{kind: yaml_field, files: " + std::string(name) + ", fields: [" + test + "]}", {{name, document}});
  if (result.verdict == Verdict::passed) return {};
  REQUIRE(result.verdict == Verdict::failed);
  const Finding& finding = result.findings.at(0);
  return std::to_string(finding.line) + ":" + std::to_string(finding.column) + " " + finding.text;
}

bool holds(const std::string& test, const std::string& value) {
  return applied("{path: v, " + test + "}", "v: " + value + "\n").empty();
}

bool is_path(const char* text) {
  try {
    FieldPath path(text);
    return true;
  } catch (const std::invalid_argument&) {
    return false;
  }
}

} // namespace

TEST_CASE("field paths are keys with dots between and items in brackets", "[document][field]") {
  for (const char* path : {".", "a", "a.b", "a[0]", "a[0][12].b-c", "a b.c", "[0].a", "a]", "\u00e9.\u00e9"}) CHECK(is_path(path));
  for (const char* path : {"", "..", ".a", "a.", "a..b", "a[", "a[]", "a[x]", "a[-1]", "a[0]b", "a.[0]", "a[0].", "a[9999999999]"}) {
    CAPTURE(path);
    CHECK_FALSE(is_path(path));
  }
}

TEST_CASE("presence is the default, and null is present", "[document][field]") {
  for (const char* value : {"x", "", "null", "0", "[]", "{}"}) CHECK(applied("{path: v}", std::string("v: ") + value).empty());
  CHECK(applied("{path: .}", "v: 1").empty());
  CHECK(applied("{path: v}", "w: 1") == "0:0 'v' is absent");
}

TEST_CASE("an absent field is told with how far its path goes", "[document][field]") {
  CHECK(applied("{path: a.b.c}", "x: 1\na:\n  b:\n    d: 1\n") == "4:5 'a.b.c' is absent: there is 'a.b' without it");
  CHECK(applied("{path: 'a[2]'}", "a: [1]") == "1:4 'a[2]' is absent: there is 'a' without it");
  CHECK(applied("{path: a.b}", "a: text") == "1:4 'a.b' is absent: there is 'a' without it");
  CHECK(applied("{paths: [x, y.z]}", "a: 1") == "0:0 'x' is absent, and so is 'y.z'");
}

TEST_CASE("an absent field may be fine, but not a wrong one", "[document][field]") {
  CHECK(applied("{path: v, optional: true, equals: 1}", "w: 1").empty());
  CHECK_FALSE(applied("{path: v, optional: true, equals: 1}", "v: 2").empty());
  CHECK_FALSE(applied("{path: v, optional: true, equals: 1}", "v:").empty());
}

TEST_CASE("of alternative paths the first that is present is used", "[document][field]") {
  CHECK(applied("{paths: [a, b], equals: 1}", "b: 1").empty());
  CHECK(applied("{paths: [a, b], equals: 1}", "a: 1\nb: 2").empty());
  CHECK(applied("{paths: [a, b], equals: 1}", "b: 1\na: 2") == "2:4 'a' is '2' (integer), expected 1");
  CHECK_FALSE(applied("{paths: [a, b], equals: 1}", "b: 1\na:").empty());
}

TEST_CASE("a value that is null, false, zero or empty is empty", "[document][field]") {
  for (const char* value : {"", "~", "false", "no", "0", "0.0", "-0.0", "0x0", "''", "[]", "{}", "{<<: {}}", "|"}) {
    CAPTURE(value);
    CHECK_FALSE(holds("non_empty: true", value));
  }
  for (const char* value : {"x", "' '", "'0'", "'false'", "1", "-1", "0.1", "true", "[null]", "{a: }", ".nan"}) {
    CAPTURE(value);
    CHECK(holds("non_empty: true", value));
  }
  CHECK(holds("non_empty: false", "0"));
}

TEST_CASE("a type is map, list or number, and a bool is no number", "[document][field]") {
  const std::vector<std::pair<const char*, const char*>> good = {{"map", "{}"}, {"list", "[]"}, {"number", "1"}, {"number", "-1.5"}, {"number", "010"}, {"number", ".inf"}, {"number", "99999999999999999999"}};
  for (const auto& [type, value] : good) CHECK(holds(std::string("type: ") + type, value));
  for (const char* type : {"map", "list", "number"})
    for (const char* value : {"", "text", "'1'", "true", "2001-01-01"}) CHECK_FALSE(holds(std::string("type: ") + type, value));
  CHECK_FALSE(holds("type: map", "[]"));
  CHECK_FALSE(holds("type: list", "{}"));
  CHECK_FALSE(holds("type: number", "1e3")); // text in YAML 1.1
  CHECK(applied("{path: v, type: number}", "{\"v\": 1e3}", "d.json").empty());
}

TEST_CASE("equal are value and type", "[document][field]") {
  CHECK(holds("equals: 24", "24"));
  CHECK_FALSE(holds("equals: 24", "24.0"));
  CHECK_FALSE(holds("equals: 24.0", "24"));
  CHECK(holds("equals: 24.0", "24.0"));
  CHECK_FALSE(holds("equals: 24", "'24'"));
  CHECK(holds("equals: '24'", "'24'"));
  CHECK(holds("equals: true", "yes"));
  CHECK_FALSE(holds("equals: 1", "true"));
  CHECK_FALSE(holds("equals: text", ""));
  CHECK(holds("equals: [1, a]", "[1, a]"));
  CHECK_FALSE(holds("equals: [1, a]", "[a, 1]"));
  CHECK(applied("{path: v, equals: 24.0}", "v: 24") == "1:4 'v' is '24' (integer), expected 24.0");
  CHECK(applied("{path: v, equals: 24.0}", "{\"v\": 24.0}", "d.json").empty());
  CHECK_FALSE(applied("{path: v, equals: 24}", "{\"v\": 24.0}", "d.json").empty());
}

TEST_CASE("a regex sees the scalar as it is written", "[document][field]") {
  CHECK(holds("regex: '^010$'", "010"));
  CHECK(holds("regex: '^yes$'", "yes"));
  CHECK(holds("regex: '^1\\.50$'", "1.50"));
  CHECK(holds("regex: '^a$'", "'a'"));
  CHECK(holds("regex: b", "abc"));
  CHECK_FALSE(holds("regex: B", "abc"));
  CHECK(holds("regex: B, nocase: true", "abc"));
  CHECK_FALSE(holds("regex: '^b$'", "\"a\\nb\\nc\"")); // anchors match at the ends only
  for (const char* value : {"", "null", "[a]", "{a: b}"}) CHECK_FALSE(holds("regex: '.*'", value));
  CHECK(holds("regex: '^null$'", "'null'"));
  CHECK(applied("{path: v, regex: '^1E2$'}", "{\"v\": 1E2}", "d.json").empty());
}

TEST_CASE("a number is not below the minimum", "[document][field]") {
  CHECK(holds("min: 5", "5"));
  CHECK(holds("min: 5", "5.0"));
  CHECK(holds("min: 0.5", "1"));
  CHECK(holds("min: -1", "-1"));
  CHECK(holds("min: 5", ".inf"));
  CHECK(holds("min: 5", "0x10"));
  for (const char* value : {"4", "4.99", "'9'", "true", "", "[9]", ".nan", "-.inf"}) {
    CAPTURE(value);
    CHECK_FALSE(holds("min: 5", value));
  }
  CHECK_FALSE(holds("min: 9007199254740993", "9007199254740992")); // the same as floating-point numbers
  CHECK(applied("{path: v, min: 99.5}", "v: 99") == "1:4 'v' is '99' (integer), expected a number of at least 99.5");
  CHECK(applied("{path: v, min: 5}", "v: 4") == "1:4 'v' is '4' (integer), expected a number of at least 5");
}

TEST_CASE("tests of lists fail on anything else", "[document][field]") {
  for (const char* test : {"min_items: 0", "max_items: 9", "contains: [a]", "items_regex: a"})
    for (const char* value : {"", "a", "{a: b}", "3", "true"}) {
      CAPTURE(test, value);
      CHECK_FALSE(holds(test, value));
    }
  CHECK(holds("min_items: 2, max_items: 2", "[a, b]"));
  CHECK_FALSE(holds("min_items: 3", "[a, b]"));
  CHECK_FALSE(holds("max_items: 1", "[a, b]"));
  CHECK(holds("min_items: 0", "[]"));
}

TEST_CASE("all wanted items are in the list, with their types", "[document][field]") {
  CHECK(holds("contains: [a, 1]", "[1, b, a]"));
  CHECK_FALSE(holds("contains: [a, 1]", "['1', a]"));
  CHECK_FALSE(holds("contains: [1]", "[1.0]"));
  CHECK_FALSE(holds("contains: [a]", "[[a]]"));
  CHECK(applied("{path: v, contains: [a, z]}", "v: [a]") == "1:4 'v' does not contain 'z'");
}

TEST_CASE("every item matches, and an empty list passes", "[document][field]") {
  CHECK(holds("items_regex: '^[a-z]$'", "[a, b]"));
  CHECK(holds("items_regex: '^[a-z]$'", "[]"));
  CHECK(holds("items_regex: '^[A-Z]$', nocase: true", "[a]"));
  CHECK(holds("items_regex: '^\\d$'", "[1, 2]"));
  for (const char* value : {"[a, B]", "[a, null]", "[a, [b]]", "[a, {b: c}]", "[\"a\\nb\"]"}) {
    CAPTURE(value);
    CHECK_FALSE(holds("items_regex: '^[a-z]$'", value));
  }
  CHECK(applied("{path: v, items_regex: '^a$'}", "v: [a, b]") == "1:4 'v' holds 'b' (text), expected items that match ^a$");
}

TEST_CASE("several conditions of a test hold together", "[document][field]") {
  CHECK(applied("{path: v, type: list, min_items: 1, items_regex: a}", "v: [a]").empty());
  CHECK(applied("{path: v, type: list, min_items: 1, items_regex: a}", "v: []") == "1:4 'v' is an empty list, expected at least 1 item");
}

TEST_CASE("aliases and merges are written out for a test", "[document][field]") {
  const std::string document = "base: &b {x: 1, l: &l [a, b]}\nv: {<<: *b}\nw: *l\n";
  CHECK(applied("{path: v.x, equals: 1}", document).empty());
  CHECK(applied("{path: w, contains: [b]}", document).empty());
  CHECK(applied("{path: w, min_items: 3}", document) == "3:4 'w' is a list of 2, expected at least 3 items");
}

TEST_CASE("messages are one line whatever the pack and the document say", "[document][field]") {
  const std::string text = applied("{path: v, equals: \"a\\nb\"}", "v: \"c\\nd\"");
  CHECK(text == "1:4 'v' is 'c\\nd' (text), expected 'a\\nb'");
}

TEST_CASE("a test is told in words", "[document][field]") {
  const auto words = [](Value::Map parameters) { return FieldTest(Value(std::move(parameters))).describe(); };
  CHECK(words({{"path", "a.b"}}) == "a.b is present");
  CHECK(words({{"paths", Value::List{"a", "b"}}, {"non_empty", true}}) == "a or b is not empty");
  CHECK(words({{"path", "."}, {"type", "map"}, {"optional", true}}) == "the document is a map (or is absent)");
  CHECK(words({{"path", "a"}, {"min", 0.5}, {"equals", "x"}}) == "a is 'x' and is at least 0.5");
}
