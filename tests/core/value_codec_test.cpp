#include "value_codec.hpp"

#include <limits>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

Value nested(unsigned depth) {
  Value value = 1;
  for (unsigned i = 0; i < depth; ++i) value = Value::List{std::move(value)};
  return value;
}

std::string bytes_of(const Value& value) {
  ByteWriter out;
  put_value(out, value);
  return out.take();
}

Value value_of(std::string_view bytes) {
  ByteReader in(bytes);
  Value value = get_value(in);
  CHECK(in.done());
  return value;
}

} // namespace

TEST_CASE("every kind of value makes the trip unchanged", "[value]") {
  using Numbers = std::numeric_limits<std::int64_t>;
  const std::vector<Value> values = {{},
                                     true,
                                     false,
                                     0,
                                     -1,
                                     Numbers::min(),
                                     Numbers::max(),
                                     0.0,
                                     -1.5,
                                     std::numeric_limits<double>::infinity(),
                                     "",
                                     std::string("a\0b\xFF", 4),
                                     Value::List{},
                                     Value::List{1, "two", Value::List{Value()}},
                                     Value::Map{},
                                     Value::Map{{"b", 1}, {"", Value::Map{{"a", 2.5}}}}};
  for (const Value& value : values) CHECK(value_of(bytes_of(value)) == value);
  CHECK(value_of(bytes_of(values)) == Value(values));
}

TEST_CASE("a value may be nested so deep and no deeper", "[value]") {
  CHECK(value_of(bytes_of(nested(max_value_depth))) == nested(max_value_depth));
  CHECK_THROWS_AS(bytes_of(nested(max_value_depth + 1)), EngineError);
  std::string bytes;
  for (std::size_t i = 0; i < 100'000; ++i) bytes += "\x06\x01"; // lists of one
  ByteReader in(bytes);
  CHECK_THROWS_AS(get_value(in), EngineError);
}

TEST_CASE("bytes that are no value are refused", "[value][damage][property]") {
  for (const std::string& bytes : {std::string(), std::string("\x08"), std::string("\x05\x02" "a"), std::string("\x06\x7F"), std::string("\x07\x01\x01")}) {
    ByteReader in(bytes);
    CHECK_THROWS_AS(get_value(in), EngineError);
  }
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) { // whatever happens, nothing is read beyond the end
    support::Random random(seed);
    std::string bytes(random.below(60), '\0');
    for (char& c : bytes) c = static_cast<char>(random.below(random.below(2) == 0 ? 9 : 256));
    ByteReader in(bytes);
    try {
      (void)get_value(in);
    } catch (const EngineError&) {
      continue;
    }
    CHECK(bytes.size() > 0);
  }
}
