#include "printable.hpp"

#include "support/catch.hpp"
#include "support/random.hpp"
#include "utf8.hpp"

using namespace sotval::core;

TEST_CASE("text that can be shown is shown as it is", "[printable]") {
  CHECK(shorten("", 10).empty());
  CHECK(shorten("schön, 10 € 😀", 100) == "schön, 10 € 😀");
  CHECK(shorten("back\\slash \"quoted\"", 100) == "back\\slash \"quoted\"");
}

TEST_CASE("what would break the line or steer a terminal is escaped", "[printable]") {
  CHECK(shorten("a\nb\tc\rd", 100) == "a\\nb\\tc\\rd");
  CHECK(shorten("\x1b[31m", 100) == "\\x1b[31m");
  CHECK(shorten(std::string("\0\x7F", 2), 100) == "\\x00\\x7f");
  CHECK(shorten("\u0080\u009B\u00A0", 100) == "\\xc2\\x80\\xc2\\x9b\u00A0"); // 9b starts a control sequence
  CHECK(shorten("a\u2028b\u2029", 100) == "a\\xe2\\x80\\xa8b\\xe2\\x80\\xa9");
}

TEST_CASE("what would show a text in another order than it has is escaped", "[printable]") {
  for (const std::string mark : {"\u061C", "\u200E", "\u200F", "\u202A", "\u202E", "\u2066", "\u2069"}) {
    INFO(shorten(mark, 9));
    CHECK(shorten("a" + mark + "b", 100).find(mark) == std::string::npos);
  }
  CHECK(shorten("file\u202Etxt.exe", 100) == "file\\xe2\\x80\\xaetxt.exe");
  CHECK(shorten("\u200D\u2027\u202F\u2065\u206A", 100) == "\u200D\u2027\u202F\u2065\u206A");
}

TEST_CASE("bytes that are no text are escaped one by one", "[printable]") {
  CHECK(shorten("a\xFF\xC3", 100) == "a\\xff\\xc3");
  CHECK(shorten("\xE2\x82", 100) == "\\xe2\\x82");
}

TEST_CASE("the limit counts code points of the text, and three dots say that there is more", "[printable]") {
  CHECK(shorten("abc", 3) == "abc");
  CHECK(shorten("abcd", 3) == "abc…");
  CHECK(shorten("äöü", 3) == "äöü");
  CHECK(shorten("äöüß", 3) == "äöü…");
  CHECK(shorten("\n\n\n", 2) == "\\n\\n…");
  CHECK(shorten("\xFF\xFF", 1) == "\\xff…");
  CHECK(shorten("a", 0) == "…");
  CHECK(shorten("", 0).empty());
}

TEST_CASE("whatever comes in, one line of valid UTF-8 comes out", "[printable][property]") {
  support::Random random(5);
  for (int round = 0; round < 2'000; ++round) {
    std::string text;
    for (std::size_t length = random.below(20); length > 0; --length) text += static_cast<char>(random.below(256));
    const std::string shown = shorten(text, 12);
    bool printable = is_valid_utf8(shown);
    for (const char c : shown) printable = printable && static_cast<unsigned char>(c) >= 0x20 && c != 0x7F;
    if (!printable) FAIL_CHECK("not printable: " << Catch::StringMaker<std::string>::convert(shown));
  }
}

TEST_CASE("one thing has no plural", "[printable]") {
  CHECK(count_of(0, "file") == "0 files");
  CHECK(count_of(1, "file") == "1 file");
  CHECK(count_of(2, "file") == "2 files");
  CHECK(count_of(1, "directory", "directories") == "1 directory");
  CHECK(count_of(3, "directory", "directories") == "3 directories");
}
