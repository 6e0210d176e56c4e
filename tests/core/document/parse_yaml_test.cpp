#include "support/catch.hpp"
#include "support/documents.hpp"

using namespace sotval;
using namespace sotval::core;
using namespace std::string_literals;
using support::yaml;

namespace {

const std::string bom = "\xEF\xBB\xBF";

} // namespace

TEST_CASE("only the first document counts, and errors behind it are not seen", "[document][yaml]") {
  for (const char* text : {"a: 1\n---\na: 2\n", "a: 1\n---\n}", "a: 1\n--- @x", "a: 1\n...\n}{", "a: 1\n---\na: [", "--- {a: 1}\n--- *x", "{a: 1} x",
                           "a: 1\n---\n\tb: 1", "a: 1\n---\n\x01", "a: 1\n...\n\x7F", "a: 1\n--- \"\x02"}) {
    CAPTURE(text);
    const auto parsed = yaml(text);
    CHECK(parsed.good());
    if (parsed.good()) CHECK(parsed.scalar("a") == Value(1));
  }
  CHECK(yaml("a: 1\n---\n\0"s).good());
}

TEST_CASE("a character that YAML forbids is an error in the first document, however far it is", "[document][yaml]") {
  for (const std::size_t distance : {0, 100, 20'000, 100'000}) {
    CAPTURE(distance);
    const std::string filler = "# " + std::string(distance, 'x') + "\n";
    const auto within = yaml("a: 1\n" + filler + "b: \x01\n");
    CHECK(within.result.status == ParseStatus::unparsable);
    CHECK(within.place() == "3:4");
    CHECK(yaml("a: 1\n" + filler + "---\nb: \x01\n").good());
    CHECK(yaml("a: 1\n" + filler + "# \x01\n").result.status == ParseStatus::unparsable);
  }
  CHECK(yaml("a: \0b"s).result.status == ParseStatus::unparsable);
  CHECK(yaml("{\n\x01").result.status == ParseStatus::unparsable);
}

TEST_CASE("an error before a forbidden character is the one that is told", "[document][yaml]") {
  const auto parsed = yaml("a: }\nb: \x01\n");
  CHECK(parsed.result.status == ParseStatus::unparsable);
  CHECK(parsed.place() == "1:4");
}

TEST_CASE("an empty stream has no document, an empty document is null", "[document][yaml]") {
  for (const char* text : {"", "\n", "# remark\n", "%YAML 1.1\n"}) {
    CAPTURE(text);
    const auto parsed = yaml(text);
    CHECK((!parsed.good() || parsed.document.empty()));
  }
  CHECK(yaml("").good());
  CHECK(yaml(bom).good());
  const auto null = yaml("---\n");
  REQUIRE(null.good());
  CHECK(null.document.scalar(Document::root).is_null());
}

TEST_CASE("line and column are those of the file, whatever ends its lines", "[document][yaml]") {
  CHECK(yaml("a: 1\nbb:   x\n").place_of("bb") == "2:7");
  CHECK(yaml("a: 1\r\nbb:   x\r\n").place_of("bb") == "2:7");
  CHECK(yaml("\u00e9: \u00e9\u00e9\nb: {\u00e4: x}\n").place_of("b.\u00e4") == "2:8");
  CHECK(yaml("a: \U0001F600\nb: [\"\U0001F600\", x]\n").place_of("b[1]") == "2:10");
  // Only LF ends a line for those who look at the file; libyaml thinks otherwise.
  CHECK(yaml("a: 1\rb: x\n").place_of("b") == "1:9");
  CHECK(yaml("a: 1\rb: x\r\nc: y").place_of("c") == "2:4");
  CHECK(yaml("# \u2028 \u2029\na: 1\n\u0085\nb: x").place_of("b") == "4:4");
  CHECK(yaml("a: |\n  x\u2028  y\rb: z\r\nc: [u,\n v]").place_of("c[1]") == "4:2");
}

TEST_CASE("a byte order mark counts as a character of the first line", "[document][yaml]") {
  const auto parsed = yaml(bom + "a: 1\nb: 2\n");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("a") == Value(1));
  CHECK(parsed.place_of("a") == "1:5");
  CHECK(parsed.place_of("b") == "2:4");
  CHECK(yaml(bom + "a: 1\rb: 2\n").place_of("b") == "1:10");
  CHECK(yaml(bom + "a: }").place() == "1:5");
  CHECK(yaml(bom + "a: \x01").place() == "1:5");
}

TEST_CASE("errors have a place and a reason", "[document][yaml]") {
  const auto parsed = yaml("a: 1\nb: [1, 2\nc: 3\n");
  CHECK(parsed.result.status == ParseStatus::unparsable);
  CHECK_FALSE(parsed.result.reason.empty());
  CHECK(parsed.result.line >= 2);
  CHECK(yaml("a: \"x").result.status == ParseStatus::unparsable);
  CHECK(yaml("a: b: c").place() == "1:5");
  CHECK(yaml("a: [x").place() == "1:6"); // libyaml says 2:1
  CHECK(yaml("b: 1\na: [x").place() == "2:6");
  CHECK(yaml(bom + "a: [x").place() == "1:7");
  CHECK(yaml("a: [x\n").place() == "2:1");
  CHECK(yaml("a: 1\n\tb: 2").result.status == ParseStatus::unparsable);
  CHECK(yaml("a: !x!y 1").result.status == ParseStatus::unparsable); // a tag handle that nobody declared
}

TEST_CASE("scalars are typed by how they are written and tagged", "[document][yaml]") {
  const auto parsed = yaml("plain: 010\nsingle: '010'\ndouble: \"010\"\nliteral: |\n  010\nfolded: >-\n  010\n"
                           "str: !!str 12\nint: !!int '12'\nfloat: !!float 1\nbool: !!bool 'yes'\nnull: !!null x\nempty: !!str\n"
                           "own: !thing 12\nother: !!binary 12\nlong: !<tag:yaml.org,2002:str> 1\n");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("plain") == Value(8));
  CHECK(parsed.scalar("single") == Value("010"));
  CHECK(parsed.scalar("double") == Value("010"));
  CHECK(parsed.scalar("literal") == Value("010\n"));
  CHECK(parsed.scalar("folded") == Value("010"));
  CHECK(parsed.scalar("str") == Value("12"));
  CHECK(parsed.scalar("int") == Value(12));
  CHECK(parsed.scalar("float") == Value(1.0));
  CHECK(parsed.scalar("bool") == Value(true));
  CHECK(parsed.scalar("null").is_null());
  CHECK(parsed.scalar("empty") == Value(""));
  CHECK(parsed.scalar("own") == Value(12));
  CHECK(parsed.scalar("other") == Value(12));
  CHECK(parsed.scalar("long") == Value("1"));
}

TEST_CASE("aliases stand for what has their anchor", "[document][yaml]") {
  const auto parsed = yaml("a: &x {k: 1}\nb: *x\nc: [&y 2, *y]\n&z key: v\nd: *z\ne: &x 3\nf: *x\n*z : w\n");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("b.k") == Value(1));
  CHECK(parsed.place_of("b") == "2:4");
  CHECK(parsed.scalar("c[1]") == Value(2));
  CHECK(parsed.scalar("d") == Value("key"));
  CHECK(parsed.scalar("f") == Value(3));
  CHECK(parsed.scalar("key") == Value("w")); // a key may be an alias
}

TEST_CASE("an alias without anchor is an error", "[document][yaml]") {
  CHECK(yaml("a: *x\nb: &x 1\n").place() == "1:4");
  CHECK(yaml("a: *x").result.status == ParseStatus::unparsable);
  CHECK(yaml("a: &x 1\n---\nb: *x\n").good());
}

TEST_CASE("an alias within what it stands for is undecided", "[document][yaml][limits]") {
  for (const char* text : {"&a [*a]", "a: &a {b: *a}", "&a x: &b [{y: *b}]"}) {
    CAPTURE(text);
    CHECK(yaml(text).result.status == ParseStatus::undecided);
  }
}

TEST_CASE("a document is undecided if its aliases written out are too many nodes", "[document][yaml][limits]") {
  std::string bomb = "l0: &l0 [x, x, x, x, x, x, x, x, x, x]\n";
  for (int i = 1; i < 9; ++i) {
    const std::string above = "*l" + std::to_string(i - 1);
    bomb += "l" + std::to_string(i) + ": &l" + std::to_string(i) + " [" + above;
    for (int k = 0; k < 9; ++k) bomb += ", " + above;
    bomb += "]\n";
  }
  const auto parsed = yaml(bomb);
  CHECK(parsed.result.status == ParseStatus::undecided);
  CHECK(parsed.result.line > 1);
  CHECK(yaml("a: 1\n---\n" + bomb).good());
}

TEST_CASE("the limit of nodes is exact", "[document][yaml][limits]") {
  const std::string text = "a: &a [1, 2]\nb: *a\n"; // the map, two keys, a list of two, and the same list again: 9
  CHECK(yaml(text, {512, 9}).good());
  CHECK(yaml(text, {512, 8}).result.status == ParseStatus::undecided);
}

TEST_CASE("the limit of depth is exact, also through aliases", "[document][yaml][limits]") {
  CHECK(yaml("a: [[1]]", {3, 1000}).good());
  const auto deep = yaml("a: [[[1]]]", {3, 1000});
  CHECK(deep.result.status == ParseStatus::undecided);
  CHECK(deep.result.reason == "nested deeper than the limit of 3");
  CHECK(yaml("a: &a [[1]]\nb: *a", {3, 1000}).good());
  CHECK(yaml("a: &a [[1]]\nb: [*a]", {3, 1000}).result.status == ParseStatus::undecided);
  CHECK(yaml(std::string(100'000, '['), {900, 10'000'000}).result.status == ParseStatus::undecided);
  std::string chain = "a0: &a0 [x]\n";
  for (int i = 1; i < 2000; ++i) chain += "a" + std::to_string(i) + ": &a" + std::to_string(i) + " [*a" + std::to_string(i - 1) + "]\n";
  CHECK(yaml(chain, {900, 1'000'000'000}).result.status == ParseStatus::undecided);
}

TEST_CASE("a merge key needs a map or maps", "[document][yaml]") {
  for (const char* text : {"a: {<<: 1}", "a: {<<: [1]}", "a: {<<: }", "a: &x [1]\nb: {<<: *x}", "b: {<<: [{}, []]}"}) {
    CAPTURE(text);
    CHECK(yaml(text).result.status == ParseStatus::unparsable);
  }
  CHECK(yaml("x: 1\na: {y: 1,\n <<: 1}").place() == "3:2");
  for (const char* text : {"a: {<<: {}}", "a: {<<: []}", "a: {'<<': 1}", "a: {!!str <<: 1}", "a: [<<]", "a: <<"}) {
    CAPTURE(text);
    CHECK(yaml(text).good());
  }
}

TEST_CASE("a document is used again and again", "[document][yaml]") {
  Document document;
  REQUIRE(parse_yaml("a: [1, 2, 3]", {}, document).status == ParseStatus::parsed);
  CHECK(document.size() > 4);
  REQUIRE(parse_yaml("x", {}, document).status == ParseStatus::parsed);
  CHECK(document.size() == 1);
  REQUIRE(parse_yaml("", {}, document).status == ParseStatus::parsed);
  CHECK(document.empty());
}
