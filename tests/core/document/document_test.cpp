#include "document/document.hpp"

#include "support/catch.hpp"
#include "support/documents.hpp"

using namespace sotval;
using namespace sotval::core;
using support::yaml;

namespace {

bool equals(const char* text, const Value& wanted) {
  const auto parsed = yaml(std::string("v: ") + text);
  REQUIRE(parsed.good());
  return parsed.document.equals(parsed.at("v"), wanted);
}

bool is_empty(const char* text) {
  const auto parsed = yaml(std::string("e: &e {}\nl: &l []\nf: &f {k: v}\nv: ") + text);
  REQUIRE(parsed.good());
  return parsed.document.is_empty(parsed.at("v"));
}

Value map_of(Value::Map entries) { return entries; }

} // namespace

TEST_CASE("keys are compared as text, and of equal keys the last counts", "[document][keys]") {
  const auto parsed = yaml("1: a\n'2': b\ntrue: c\n3: d\n'3': e\n? k\n: f\nx:\n");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("1") == Value("a"));
  CHECK(parsed.scalar("2") == Value("b"));
  CHECK(parsed.scalar("true") == Value("c"));
  CHECK(parsed.scalar("3") == Value("e"));
  CHECK(parsed.scalar("k") == Value("f"));
  CHECK(parsed.has("x"));
  CHECK_FALSE(parsed.has("y"));
  CHECK_FALSE(parsed.has("yes"));
}

TEST_CASE("keys that are lists or maps do not disturb", "[document][keys]") {
  const auto parsed = yaml("? [a]\n: 1\n? {b: c}\n: 2\nd: 3\n");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("d") == Value(3));
  CHECK_FALSE(parsed.has("a"));
  CHECK_FALSE(parsed.has("b"));
}

TEST_CASE("a key that is there itself beats a merged one", "[document][merge]") {
  const auto parsed = yaml("base: &b {x: 1, y: 2}\na: {x: 3, <<: *b}\nb: {<<: *b, x: 3}\nc: {<<: *b, x: }\n");
  REQUIRE(parsed.good());
  for (const char* map : {"a", "b"}) {
    CHECK(parsed.scalar(std::string(map) + ".x") == Value(3));
    CHECK(parsed.scalar(std::string(map) + ".y") == Value(2));
  }
  CHECK(parsed.scalar("c.x").is_null());
}

TEST_CASE("of maps in one merge the first counts, of several merges the last", "[document][merge]") {
  const auto parsed = yaml("p: &p {x: 1, y: 1}\nq: &q {x: 2, z: 2}\nlist: {<<: [*p, *q]}\ntwice: {<<: *p, <<: *q}\n");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("list.x") == Value(1));
  CHECK(parsed.scalar("list.z") == Value(2));
  CHECK(parsed.scalar("twice.x") == Value(2));
  CHECK(parsed.scalar("twice.y") == Value(1));
}

TEST_CASE("merges reach through merged maps", "[document][merge]") {
  const auto parsed = yaml("a: &a {x: 1, k: a}\nb: &b {<<: *a, k: b}\nc: {<<: *b, y: 2}\nd: {<<: {<<: [{}, *b]}}\n<<: {top: 5}\n");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("c.x") == Value(1));
  CHECK(parsed.scalar("c.k") == Value("b"));
  CHECK(parsed.scalar("d.x") == Value(1));
  CHECK(parsed.scalar("top") == Value(5));
  CHECK_FALSE(parsed.has("c.z"));
}

TEST_CASE("a map that is merged in a million times is looked at once", "[document][merge][limits]") {
  std::string text = "m0: &m0 {k: v}\n";
  for (int i = 1; i < 18; ++i) {
    const std::string below = "*m" + std::to_string(i - 1);
    text += "m" + std::to_string(i) + ": &m" + std::to_string(i) + " {<<: [" + below + ", " + below + "]}\n";
  }
  const auto parsed = yaml(text);
  REQUIRE(parsed.good());
  for (int i = 0; i < 2000; ++i) CHECK_FALSE(parsed.has("m17.absent"));
  CHECK(parsed.scalar("m17.k") == Value("v"));
  CHECK_FALSE(parsed.document.is_empty(parsed.at("m17")));
}

TEST_CASE("items of a list are counted from 0", "[document]") {
  const auto parsed = yaml("l: [a, [b, c], {k: d}]\n");
  CHECK(parsed.scalar("l[0]") == Value("a"));
  CHECK(parsed.scalar("l[1][1]") == Value("c"));
  CHECK(parsed.scalar("l[2].k") == Value("d"));
  CHECK_FALSE(parsed.has("l[3]"));
  CHECK_FALSE(parsed.has("l.a"));
  CHECK_FALSE(parsed.has("l[0][0]"));
}

TEST_CASE("a node equals a value if type and value are the same", "[document][equals]") {
  CHECK(equals("24", 24));
  CHECK_FALSE(equals("24", 24.0));
  CHECK_FALSE(equals("24.0", 24));
  CHECK(equals("24.0", 24.0));
  CHECK_FALSE(equals("'24'", 24));
  CHECK(equals("'24'", "24"));
  CHECK(equals("yes", true));
  CHECK_FALSE(equals("1", true));
  CHECK_FALSE(equals("true", 1));
  CHECK_FALSE(equals("null", ""));
  CHECK_FALSE(equals("[24]", 24));
  CHECK_FALSE(equals("{}", ""));
}

TEST_CASE("lists equal item by item, maps whatever the order of their keys", "[document][equals]") {
  CHECK(equals("[1, a, [true]]", Value::List{1, "a", Value::List{true}}));
  CHECK(equals("[]", Value::List{}));
  CHECK_FALSE(equals("[1, 2]", Value::List{1}));
  CHECK_FALSE(equals("[1]", Value::List{1, 2}));
  CHECK_FALSE(equals("[2, 1]", Value::List{1, 2}));
  CHECK_FALSE(equals("x", Value::List{"x"}));
  const Value wanted = map_of({{"a", 1}, {"b", Value::List{2}}});
  CHECK(equals("{a: 1, b: [2]}", wanted));
  CHECK(equals("{b: [2], a: 1}", wanted));
  CHECK(equals("{a: 0, b: [2], a: 1}", wanted));
  CHECK(equals("{<<: {a: 1, b: [3]}, b: [2]}", wanted));
  CHECK_FALSE(equals("{a: 1}", wanted));
  CHECK_FALSE(equals("{a: 1, b: [2], c: 3}", wanted));
  CHECK_FALSE(equals("{<<: {c: 3}, a: 1, b: [2]}", wanted));
  CHECK_FALSE(equals("{a: 1, b: [2], [c]: 3}", wanted));
  CHECK_FALSE(equals("[a, b]", wanted));
}

TEST_CASE("a map is empty if nothing is in it, merged keys included", "[document]") {
  CHECK(is_empty("{}"));
  CHECK(is_empty("[]"));
  CHECK(is_empty("*e"));
  CHECK(is_empty("*l"));
  CHECK(is_empty("{<<: *e}"));
  CHECK(is_empty("{<<: [*e, {<<: *e}]}"));
  CHECK_FALSE(is_empty("{<<: *f}"));
  CHECK_FALSE(is_empty("{<<: [*e, *f]}"));
  CHECK_FALSE(is_empty("{a: }"));
  CHECK_FALSE(is_empty("{[a]: b}"));
  CHECK_FALSE(is_empty("[null]"));
}

TEST_CASE("a node is told in a few words", "[document]") {
  const auto words = [](const char* text) {
    const auto one = yaml(std::string("v: ") + text);
    return one.document.describe(one.at("v"));
  };
  CHECK(words("1") == "'1' (integer)");
  CHECK(words("1.5") == "'1.5' (float)");
  CHECK(words("x") == "'x' (text)");
  CHECK(words("yes") == "'yes' (bool)");
  CHECK(words("~") == "null");
  CHECK(words("[]") == "an empty list");
  CHECK(words("[1, 2]") == "a list of 2");
  CHECK(words("{}") == "an empty map");
  CHECK(words("{a: 1}") == "a map of 1");
  CHECK(words("\"x\\ny\"") == "'x\\ny' (text)");
}
