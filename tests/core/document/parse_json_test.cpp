#include "support/catch.hpp"
#include "support/documents.hpp"

using namespace sotval;
using namespace sotval::core;
using namespace std::string_literals;
using support::json;

TEST_CASE("JSON values have their types", "[document][json]") {
  const auto parsed = json(R"({"s": "1", "i": 12, "n": -3, "f": 1.0, "e": 1e3, "E": -2.5E-1, "t": true, "x": false, "z": null, "l": [1, "a", {}], "m": {"k": []}})");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("s") == Value("1"));
  CHECK(parsed.scalar("i") == Value(12));
  CHECK(parsed.scalar("n") == Value(-3));
  CHECK(parsed.scalar("f") == Value(1.0));
  CHECK(parsed.scalar("e") == Value(1000.0));
  CHECK(parsed.scalar("E") == Value(-0.25));
  CHECK(parsed.scalar("t") == Value(true));
  CHECK(parsed.scalar("x") == Value(false));
  CHECK(parsed.scalar("z").is_null());
  CHECK(parsed.document.is_map(parsed.at("l[2]")));
  CHECK(parsed.document.is_list(parsed.at("m.k")));
}

TEST_CASE("what is text in YAML's eyes only is not so in JSON", "[document][json]") {
  const auto parsed = json(R"({"a": "yes", "b": "null", "c": "<<", "<<": 1, "d": "010", "e": 10})");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("a") == Value("yes"));
  CHECK(parsed.scalar("b") == Value("null"));
  CHECK(parsed.scalar("<<") == Value(1)); // a key like any other
  CHECK(parsed.scalar("e") == Value(10));
}

TEST_CASE("numbers keep the text they are written with", "[document][json]") {
  const auto parsed = json(R"({"a": 1.50, "b": 1E2, "c": -0, "d": 123456789012345678901234567890})");
  REQUIRE(parsed.good());
  const auto text = [&](const char* path) { return std::string(parsed.document.text(parsed.document[parsed.at(path)])); };
  CHECK(text("a") == "1.50");
  CHECK(text("b") == "1E2");
  CHECK(text("c") == "-0");
  CHECK(text("d") == "123456789012345678901234567890");
  CHECK(parsed.scalar("d") == Value(123456789012345678901234567890.0));
}

TEST_CASE("integers of 64 bits are exact, larger ones become floating-point numbers", "[document][json]") {
  CHECK(json("[9223372036854775807]").scalar("[0]") == Value(std::int64_t{9223372036854775807}));
  CHECK(json("[-9223372036854775808]").scalar("[0]") == Value(std::numeric_limits<std::int64_t>::min()));
  CHECK(json("[18446744073709551615]").scalar("[0]") == Value(18446744073709551615.0));
  CHECK(json("[-9223372036854775809]").scalar("[0]") == Value(-9223372036854775809.0));
  CHECK(json("[1, 99999999999999999999]").place_of("[1]") == "1:5");
}

TEST_CASE("strict JSON is asked for", "[document][json]") {
  for (const char* text :
       {"", " ", "{", "}", "{\"a\": 1,}", "[1,]", "{'a': 1}", "{a: 1}", "{\"a\": 01}", "{\"a\": +1}", "{\"a\": .5}", "{\"a\": 1.}", "{\"a\": NaN}", "{\"a\": Infinity}",
        "{\"a\": True}", "// x\n{}", "{} // x", "/* x */ {}", "{} {}", "{}]", "{\"a\" 1}", "{\"a\": \"\n\"}", "{\"a\": \"\t\"}", "{\"a\": \"\\x41\"}", "{\"a\": \"\\u12\"}",
        "{\"a\": tru}", "{1: 2}", "\xEF\xBB\xBF{}", "[\"a]", "{\"a\": 0x10}", "nul", "-", "[1 2]", "{\"a\": 1e}", "\x0B{}", "{\"a\"}", "99999999999999999999 x",
        "{\"a\": 99999999999999999999,}"}) {
    CAPTURE(text);
    const auto parsed = json(text);
    CHECK(parsed.result.status == ParseStatus::unparsable);
    CHECK_FALSE(parsed.result.reason.empty());
    CHECK(parsed.result.line >= 1);
  }
}

TEST_CASE("a null character has no place in JSON, and does not end it", "[document][json]") {
  for (const std::string& text : {"{\"a\": 1}\0"s, "{\"a\": 1}\0 x y z w"s, "{\"a\": 99999999999999999999}\0[[[]]]"s, "\0"s, "{\"a\": \"\0\"}"s, "{\"a\"\0: 1}"s}) {
    CAPTURE(text);
    const auto parsed = json(text);
    CHECK(parsed.result.status == ParseStatus::unparsable);
    CHECK(parsed.result.column == text.find('\0') + 1);
  }
}

TEST_CASE("errors have a place in code points", "[document][json]") {
  CHECK(json("{\"a\": x}").place() == "1:7");
  CHECK(json("{\n  \"a\": 1,\n  \"b\" 2\n}").place() == "3:7");
  CHECK(json("{\"\u00e9\u00e9\": x}").place() == "1:8");
  CHECK(json("{\"a\": \"x\ny\"}").place() == "1:9");  // the line end in a string
  CHECK(json("{\r\n\"a\": x}").place() == "2:6");
  CHECK(json("{\"a\": 1").place() == "1:8"); // where more was expected
  CHECK(json("").place() == "1:1");
}

TEST_CASE("nodes have their places", "[document][json]") {
  const auto parsed = json("{ \"\u00e9\": [1,\r\n  {\"k\\\"\": \"v\"},\n\ttrue , \"\\\\\"],\"z\":null}");
  REQUIRE(parsed.good());
  CHECK(parsed.place_of(".") == "1:1");
  CHECK(parsed.place_of("\u00e9") == "1:8");
  CHECK(parsed.place_of("\u00e9[0]") == "1:9");
  CHECK(parsed.place_of("\u00e9[1]") == "2:3");
  CHECK(parsed.place_of("\u00e9[1].k\"") == "2:11");
  CHECK(parsed.place_of("\u00e9[2]") == "3:2");
  CHECK(parsed.place_of("\u00e9[3]") == "3:9");
  CHECK(parsed.place_of("z") == "3:19");
}

TEST_CASE("strings are decoded", "[document][json]") {
  const auto parsed = json(R"(["\u00e9\n\"\\\/", "\ud83d\ude00", ""])");
  REQUIRE(parsed.good());
  CHECK(parsed.scalar("[0]") == Value("\u00e9\n\"\\/"));
  CHECK(parsed.scalar("[1]") == Value("\U0001F600"));
  CHECK(parsed.scalar("[2]") == Value(""));
}

TEST_CASE("of duplicate keys the last one counts, in JSON, too", "[document][json]") {
  CHECK(json(R"({"a": 1, "b": 2, "a": 3})").scalar("a") == Value(3));
  CHECK(json(R"({"a": 1, "\u0061": 4})").scalar("a") == Value(4));
}

TEST_CASE("the limits of depth and nodes are exact", "[document][json][limits]") {
  CHECK(json("{\"a\": [[1]]}", {3, 1000}).good());
  CHECK(json("{\"a\": [[[1]]]}", {3, 1000}).result.status == ParseStatus::undecided);
  CHECK(json("{\"a\": [[[99999999999999999999]]]}", {3, 1000}).result.status == ParseStatus::undecided);
  CHECK(json("{\"a\": [1, 2]}", {3, 5}).good());
  CHECK(json("{\"a\": [1, 2]}", {3, 4}).result.status == ParseStatus::undecided);
  for (const unsigned depth : {1U, 512U, 900U}) {
    CAPTURE(depth);
    const auto nested = [](std::size_t levels) { return std::string(levels, '[') + std::string(levels, ']'); };
    CHECK(json(nested(depth), {depth, 10'000}).good());
    CHECK(json(nested(depth + 1), {depth, 10'000}).result.status == ParseStatus::undecided);
    CHECK(json(nested(depth + 2), {depth, 10'000}).result.status == ParseStatus::undecided);
    CHECK(json(nested(100'000), {depth, 10'000}).result.status == ParseStatus::undecided);
  }
}

TEST_CASE("one parser serves large documents after small ones", "[document][json]") {
  for (const std::size_t items : {1, 100'000, 2, 50}) {
    std::string text = "[0";
    for (std::size_t i = 1; i < items; ++i) text += "," + std::to_string(i);
    const auto parsed = json(text + "]");
    REQUIRE(parsed.good());
    CHECK(parsed.document[Document::root].children == items);
  }
}
