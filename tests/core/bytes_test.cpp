#include "bytes.hpp"

#include <cmath>
#include <limits>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval;
using namespace sotval::core;

TEST_CASE("numbers, texts and reals come back as they were written", "[bytes]") {
  const std::vector<std::uint64_t> numbers{0, 1, 127, 128, 16'383, 16'384, 0xFFFFFFFF, 0x100000000, std::numeric_limits<std::uint64_t>::max()};
  const std::vector<double> reals{0.0, -0.0, 0.4, -1e308, std::numeric_limits<double>::infinity(), std::numeric_limits<double>::denorm_min()};
  ByteWriter writer;
  for (const std::uint64_t number : numbers) writer.number(number);
  for (const double real : reals) writer.real(real);
  writer.real(std::numeric_limits<double>::quiet_NaN());
  writer.text("");
  writer.text(std::string("a\0\xFF", 3));
  writer.text(std::string(300, 'x'));

  ByteReader reader(writer.bytes());
  for (const std::uint64_t number : numbers) CHECK(reader.number() == number);
  for (const double real : reals) {
    const double got = reader.real();
    CHECK(got == real);
    CHECK(std::signbit(got) == std::signbit(real));
  }
  CHECK(std::isnan(reader.real()));
  CHECK(reader.text().empty());
  CHECK(reader.text() == std::string("a\0\xFF", 3));
  CHECK_FALSE(reader.done());
  CHECK(reader.text() == std::string(300, 'x'));
  CHECK(reader.done());
}

TEST_CASE("small numbers take one byte", "[bytes]") {
  ByteWriter writer;
  writer.number(127);
  CHECK(writer.bytes().size() == 1);
  writer.number(128);
  CHECK(writer.bytes().size() == 3);
  CHECK(writer.take().size() == 3);
}

TEST_CASE("a number that ends too early or does not fit is refused", "[bytes]") {
  CHECK_THROWS_AS(ByteReader("").number(), EngineError);
  CHECK_THROWS_AS(ByteReader("\x80").number(), EngineError);
  CHECK_THROWS_AS(ByteReader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01").number(), EngineError); // 71 bits
  CHECK_THROWS_AS(ByteReader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x02").number(), EngineError);     // 65 bits
  CHECK(ByteReader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01").number() == std::numeric_limits<std::uint64_t>::max());

  ByteWriter writer;
  writer.number(0x100000000);
  CHECK_THROWS_AS(ByteReader(writer.bytes()).number32(), EngineError);
}

TEST_CASE("a text or a count that is larger than what is left is refused", "[bytes]") {
  CHECK_THROWS_AS(ByteReader("\x02x").text(), EngineError);
  CHECK_THROWS_AS(ByteReader("\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\xFF\x01x").text(), EngineError);
  CHECK(ByteReader("\x02xy").text() == "xy");
  CHECK_THROWS_AS(ByteReader("\x03xy").count(), EngineError);
  CHECK(ByteReader("\x02xy").count() == 2);
}

TEST_CASE("bytes from elsewhere are read or refused, but never read beyond their end", "[bytes][property]") {
  support::Random random(6);
  for (int round = 0; round < 5'000; ++round) {
    std::string text;
    for (std::size_t length = random.below(24); length > 0; --length) text += static_cast<char>(random.below(random.one_in(2) ? 256 : 8));
    const std::vector<char> exact(text.begin(), text.end()); // so that a sanitizer sees the end
    ByteReader reader({exact.data(), exact.size()});
    std::size_t read = 0;
    try {
      while (!reader.done()) {
        switch (random.below(4)) {
        case 0: reader.number(); break;
        case 1: reader.number32(); break;
        case 2: reader.real(); break;
        default: read += reader.text().size();
        }
        ++read;
      }
    } catch (const EngineError&) {
    }
    if (read > exact.size()) FAIL_CHECK("more read than there is");
  }
}
