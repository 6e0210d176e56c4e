#include "report/json_emitter.hpp"

#include <limits>
#include <sstream>

#include <nlohmann/json.hpp>

#include "support/catch.hpp"

using namespace sotval;
using core::JsonEmitter;
using Json = nlohmann::ordered_json;

namespace {

template <typename Write>
std::string written(Write write, unsigned indent = 0) {
  std::ostringstream out;
  JsonEmitter json(out, indent);
  write(json);
  json.finish();
  return out.str();
}

std::string as_json(const Value& value, unsigned indent = 0) {
  return written([&](JsonEmitter& json) { json.value(value); }, indent);
}

Value nested_value() {
  Value map;
  map.set("empty list", Value::List{});
  map.set("empty map", Value::Map{});
  map.set("list",
          Value::List{Value(1), Value(Value::List{Value("a"), Value()}), Value(Value::Map{{"k", Value(true)}})});
  map.set("text", "say \"hi\" \\ / \n\t\r");
  map.set("last", -1.25);
  return map;
}

} // namespace

TEST_CASE("scalars are written as JSON has them", "[report][json]") {
  CHECK(as_json(Value()) == "null\n");
  CHECK(as_json(Value(true)) == "true\n");
  CHECK(as_json(Value(false)) == "false\n");
  CHECK(as_json(Value(std::numeric_limits<std::int64_t>::min())) == "-9223372036854775808\n");
  CHECK(written([](JsonEmitter& json) { json.integer(std::numeric_limits<std::uint64_t>::max()); }) ==
        "18446744073709551615\n");
  CHECK(as_json(Value("text")) == "\"text\"\n");
}

TEST_CASE("numbers keep their fraction and their value", "[report][json]") {
  CHECK(as_json(Value(100.0)) == "100.0\n");
  CHECK(as_json(Value(0.1)) == "0.1\n");
  CHECK(as_json(Value(0.000000015)) == "0.000000015\n");
  for (const double number : {1.0 / 3, 98.95833333333333, 1e300, 5e-324, -std::numeric_limits<double>::max()})
    CHECK(Json::parse(as_json(Value(number))).get<double>() == number);
  CHECK(as_json(Value(std::numeric_limits<double>::infinity())) == "null\n");
  CHECK(as_json(Value(std::numeric_limits<double>::quiet_NaN())) == "null\n");
}

TEST_CASE("what is written is laid out as another JSON writer does it", "[report][json]") {
  const std::string indented = as_json(nested_value(), 2);
  CHECK(indented == Json::parse(indented).dump(2) + "\n");
  const std::string one_line = as_json(nested_value(), 0);
  CHECK(one_line == Json::parse(one_line).dump() + "\n");
  CHECK(Json::parse(one_line) == Json::parse(indented));
}

TEST_CASE("text reads back as it was if it is UTF-8", "[report][json]") {
  std::string ascii;
  for (int c = 0; c < 0x80; ++c) ascii += static_cast<char>(c);
  for (const std::string& text : {ascii, std::string("Identität ✓ 🙂 \u009b \u202e \u2028 \ufeff")})
    CHECK(Json::parse(as_json(Value(text))).get<std::string>() == text);
}

TEST_CASE("no character that acts on terminals is written as such", "[report][json]") {
  CHECK(as_json(Value("\x1b[2J\x7f\u009b\u202e")) == "\"\\u001b[2J\\u007f\\u009b\\u202e\"\n");
}

TEST_CASE("bytes that are not UTF-8 are shown, keys included", "[report][json]") {
  Value map;
  map.set("k\xff", "v\xe9");
  CHECK(as_json(map) == "{\"k\\\\xff\":\"v\\\\xe9\"}\n");
  CHECK(Json::parse(as_json(map))["k\\xff"] == "v\\xe9");
}

TEST_CASE("output larger than the buffer arrives whole and in order", "[report][json]") {
  Value::List list;
  for (int i = 0; i < 30'000; ++i) list.push_back(Value::List{Value(i), Value("some text to make it long")});
  const Json parsed = Json::parse(as_json(Value(list)));
  REQUIRE(parsed.size() == 30'000);
  CHECK(parsed[0][0] == 0);
  CHECK(parsed[29'999][0] == 29'999);
}

TEST_CASE("a stream that fails is left failed and nothing is thrown", "[report][json]") {
  std::ostringstream out;
  out.setstate(std::ios::badbit);
  JsonEmitter json(out, 2);
  json.value(nested_value());
  json.finish();
  CHECK(out.bad());
  CHECK(out.str().empty());
}
