#include "document/scalar_type.hpp"

#include <cmath>
#include <limits>
#include <utility>

#include "support/catch.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

using Tag = Document::Tag;
using Table = std::vector<std::pair<const char*, Value>>;

Value plain(std::string_view text) {
  return typed_scalar(text, true, Tag::none);
}

void check(const Table& table) {
  for (const auto& [text, expected] : table) {
    CAPTURE(text);
    CHECK(plain(text) == expected);
  }
}

void check_text(const std::vector<const char*>& texts) {
  for (const char* text : texts) {
    CAPTURE(text);
    CHECK(plain(text) == Value(text));
  }
}

} // namespace

// What these tables say is what PyYAML 6.0.3's safe loader makes of the scalars, dates aside.

TEST_CASE("plain scalars that are null or true or false", "[document][scalar]") {
  for (const char* text : {"", "~", "null", "Null", "NULL"}) {
    CAPTURE(text);
    CHECK(plain(text).is_null());
  }
  for (const char* text : {"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"}) CHECK(plain(text) == Value(true));
  for (const char* text : {"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"}) CHECK(plain(text) == Value(false));
  check_text({"y", "n", "yEs", "tRUE", "oN", "nULL", "true ", "None", "Y"});
}

TEST_CASE("plain scalars that are integers", "[document][scalar]") {
  check({{"0", 0},       {"-0", 0},       {"+0", 0},       {"00", 0},         {"0_", 0},       {"7", 7},        {"-7", -7},
         {"+7", 7},      {"007", 7},      {"010", 8},      {"-010", -8},      {"+010", 8},     {"0_7", 7},      {"1_000", 1000},
         {"1__0", 10},   {"1_", 1},       {"-1_", -1},     {"0b1", 1},        {"0b101", 5},    {"-0b11", -3},   {"+0b1", 1},
         {"0b1_0", 2},   {"0x1F", 31},    {"0xfF_f", 4095}, {"-0xA", -10},    {"+0xa", 10}});
  check_text({"_0", "08", "09", "018", "_1", "12e", "1 2", "--1", "+-1", "-", "+", "0b", "0b2", "0B1", "0x", "0xG", "0X1", "0o17", "0o8", "v1", "1-2"});
}

TEST_CASE("plain scalars that are integers of base 60", "[document][scalar]") {
  check({{"1:30", 90}, {"1:30:00", 5400}, {"-1:30", -90}, {"+1:5", 65}, {"1:6", 66}, {"1_0:30", 630}, {"190:20:30", 685230},
         {"1:2:3:4", 223384}, {"12:30", 750}, {"24:00", 1440}});
  check_text({"1:60", "01:30", "0:30", "1:3_0", "1:30:", "1::30", ":30", "1:005", "1:5a", "a:1"});
}

TEST_CASE("plain scalars that are floating-point numbers", "[document][scalar]") {
  check({{"1.0", 1.0},     {"1.", 1.0},      {".5", 0.5},        {"-1.5", -1.5},    {"+1.5", 1.5},    {"1._5", 1.5},     {"1_.5", 1.5},
         {"1_0.5_0", 10.5}, {"1.5e+3", 1500.0}, {"1.5E-3", 0.0015}, {".5e+3", 500.0}, {"1.e+2", 100.0}, {"0.0", 0.0},      {"-0.0", -0.0},
         {"00.5", 0.5},    {"08.5", 8.5},    {"1:30.5", 90.5},   {"0:30.", 30.0},   {"00:01.5", 1.5}, {"1:30._5", 90.5}, {"-1:30.5", -90.5},
         {"1_0:30.5", 630.5}, {"0.1", 0.1},  {"123456789.123456789", 123456789.12345679}, {"1.7976931348623157e+308", 1.7976931348623157e+308},
         {"1.0e+400", HUGE_VAL}, {"-1.0e+400", -HUGE_VAL}, {"1.0e-400", 0.0}, {".inf", HUGE_VAL}, {"-.inf", -HUGE_VAL}, {"+.inf", HUGE_VAL},
         {".Inf", HUGE_VAL}, {".INF", HUGE_VAL}});
  for (const char* text : {".nan", ".NaN", ".NAN"}) {
    const Value value = plain(text);
    REQUIRE(value.as_double() != nullptr);
    CHECK(std::isnan(*value.as_double()));
  }
  check_text({".", "..", "-.", "-.5", "+.5", "._5", "1.5e3", "1.5e+", "1.5e", "1e3", "1e+3", "1E5", ".5e3", "1.2.3", "1.0.0", "1.0a", "1:60.5", "1:3_0.5",
              "1:30.5e+3", ".iNF", "inf", "-.nan", "+.nan", ".nAN", "nan", "Infinity"});
}

TEST_CASE("dates and what only looks like syntax are text", "[document][scalar]") {
  check_text({"2001-12-14", "2001-12-14t21:59:43.10-05:00", "=", "<<", "a: b", "!", "*"});
}

TEST_CASE("an integer of more than 64 bits becomes a floating-point number", "[document][scalar]") {
  check({{"9223372036854775807", std::numeric_limits<std::int64_t>::max()},
         {"-9223372036854775808", std::numeric_limits<std::int64_t>::min()},
         {"0x7FFFFFFFFFFFFFFF", std::numeric_limits<std::int64_t>::max()},
         {"153722867280912930:07", std::numeric_limits<std::int64_t>::max()},
         {"9223372036854775808", 9223372036854775808.0},
         {"-9223372036854775809", -9223372036854775808.0},
         {"0xFFFFFFFFFFFFFFFF", 18446744073709551615.0},
         {"0x10000000000000000", 18446744073709551616.0},
         {"1_000_000_000_000_000_000_000", 1e21},
         {"153722867280912931:00", 9223372036854775860.0},
         {"99999999999999999999:00", 99999999999999999999.0 * 60}});
}

TEST_CASE("quoted scalars are text", "[document][scalar]") {
  for (const char* text : {"", "1", "true", "null", "1.5", "<<"}) CHECK(typed_scalar(text, false, Tag::none) == Value(text));
}

TEST_CASE("a tag decides, also on quoted scalars", "[document][scalar]") {
  CHECK(typed_scalar("12", true, Tag::text) == Value("12"));
  CHECK(typed_scalar("", true, Tag::text) == Value(""));
  CHECK(typed_scalar("12", false, Tag::integer) == Value(12));
  CHECK(typed_scalar("5", true, Tag::floating) == Value(5.0));
  CHECK(typed_scalar("1.5", false, Tag::floating) == Value(1.5));
  CHECK(typed_scalar("yes", false, Tag::boolean) == Value(true));
  CHECK(typed_scalar("anything", true, Tag::null).is_null());
}

TEST_CASE("a tag that does not fit leaves text", "[document][scalar]") {
  CHECK(typed_scalar("abc", true, Tag::integer) == Value("abc"));
  CHECK(typed_scalar("0x1p3", true, Tag::floating) == Value("0x1p3"));
  CHECK(typed_scalar("maybe", true, Tag::boolean) == Value("maybe"));
  CHECK(typed_scalar("1", true, Tag::boolean) == Value("1"));
}

TEST_CASE("numbers as JSON writes them", "[document][scalar]") {
  CHECK(typed_scalar("1e5", true, Tag::floating) == Value(100000.0));
  CHECK(typed_scalar("-1.5E2", true, Tag::floating) == Value(-150.0));
  CHECK(typed_scalar("1E-2", true, Tag::floating) == Value(0.01));
  CHECK(typed_scalar("-0", true, Tag::integer) == Value(0));
}
