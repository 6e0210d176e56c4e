#include "pack/node.hpp"

#include "support/catch.hpp"

using namespace sotval::core;
using Kind = Node::Kind;

TEST_CASE("plain scalars have few meanings in a pack", "[pack]") {
  for (const std::string_view text : {"", "~", "null", "Null", "NULL"}) CHECK(kind_of_plain(text) == Kind::null);
  for (const std::string_view text : {"true", "false"}) CHECK(kind_of_plain(text) == Kind::boolean);
  for (const std::string_view text : {"0", "24", "-3", "+5", "9223372036854775807"}) CHECK(kind_of_plain(text) == Kind::integer);
  for (const std::string_view text : {"1.5", ".5", "2.", "-0.25", "1.5e3", "1.e-3", "0.0"}) CHECK(kind_of_plain(text) == Kind::number);
}

TEST_CASE("what looks like a word, a code or a version stays text", "[pack]") {
  for (const std::string_view text :
       {"NO", "no", "yes", "on", "off", "y", "True", "TRUE", "010", "0001", "-01", "00.5", "1e3", "0x1f", "0o17", "1_000", "1.0.0",
        "2024-01-31", "12:30", ".inf", ".nan", ".", "-", "+", "-.", "1.5e", "9223372036854775808", "1.0e999", "a b"}) {
    INFO(text);
    CHECK(kind_of_plain(text) == Kind::text);
  }
}

TEST_CASE("a value survives the way to nodes and back", "[pack]") {
  using sotval::Value;
  const Value value = Value::Map{{"none", Value()},
                                 {"yes", true},
                                 {"numbers", Value::List{-3, 0.1, 1e300, 5.0}},
                                 {"text", "24"},
                                 {"map", Value::Map{{"a", Value::List{}}}}};
  CHECK(to_value(*to_node(value, {})) == value);
}

TEST_CASE("numbers may have a sign", "[pack]") {
  Node node;
  node.text = "+5";
  CHECK(integer_of(node) == 5);
  node.text = "+0.5";
  CHECK(number_of(node) == 0.5);
}
