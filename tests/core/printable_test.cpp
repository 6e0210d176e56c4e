#include "printable.hpp"

#include "support/catch.hpp"
#include "support/random.hpp"
#include "utf8.hpp"

using namespace sotval::core;
using namespace std::string_literals;

TEST_CASE("readable text stays as it is", "[printable]") {
  for (const std::string text : {"", "03_core/a b.py", "Identität ✓ 🙂", "a\\b \"c\""})
    CHECK(printable(text) == text);
}

TEST_CASE("controls become visible", "[printable]") {
  CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(printable("\x1b[2J\a\x7f") == "\\x1b[2J\\x07\\x7f");
  CHECK(printable("a\0b"s) == "a\\x00b");
}

TEST_CASE("controls beyond ASCII and marks of direction become visible", "[printable]") {
  CHECK(printable("\u009b31m") == "\\u009b31m");           // a terminal may take it for ESC [
  CHECK(printable("a\u202egpj.exe") == "a\\u202egpj.exe"); // shown reversed: "exe.jpg"
  CHECK(printable("\u2066x\u2069\u200f\u061c\ufeff\u2028") == "\\u2066x\\u2069\\u200f\\u061c\\ufeff\\u2028");
}

TEST_CASE("bytes that are not UTF-8 become visible one by one", "[printable]") {
  CHECK(printable("caf\xe9") == "caf\\xe9");
  CHECK(printable("\xc3(") == "\\xc3(");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80"); // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");
}

TEST_CASE("text of several lines keeps its lines and nothing else", "[printable]") {
  CHECK(printable_lines("a\n  b\x1b\r\n") == "a\n  b\\x1b\\r\n");
}

TEST_CASE("base16 has two digits per byte", "[printable]") {
  CHECK(base16("") == "");
  CHECK(base16("\x00\x0f\xff"s) == "000fff"s);
  CHECK(base16("caf\xe9") == "636166e9");
}

TEST_CASE("text that can be shown is shown as it is", "[printable]") {
  CHECK(shorten("", 10).empty());
  CHECK(shorten("schön, 10 € 😀", 100) == "schön, 10 € 😀");
  CHECK(shorten("back\\slash \"quoted\"", 100) == "back\\slash \"quoted\"");
}

TEST_CASE("what would break the line or steer a terminal is escaped", "[printable]") {
  CHECK(shorten("a\nb\tc\rd", 100) == "a\\nb\\tc\\rd");
  CHECK(shorten("\x1b[31m", 100) == "\\x1b[31m");
  CHECK(shorten(std::string("\0\x7F", 2), 100) == "\\x00\\x7f");
  CHECK(shorten("\u0080\u009B\u00A0", 100) == "\\u0080\\u009b\u00A0"); // 9b starts a control sequence
  CHECK(shorten("a\u2028b\u2029", 100) == "a\\u2028b\\u2029");
}

TEST_CASE("what would show a text in another order than it has is escaped", "[printable]") {
  for (const std::string mark : {"\u061C", "\u200E", "\u200F", "\u202A", "\u202E", "\u2066", "\u2069"}) {
    INFO(shorten(mark, 9));
    CHECK(shorten("a" + mark + "b", 100).find(mark) == std::string::npos);
  }
  CHECK(shorten("file\u202Etxt.exe", 100) == "file\\u202etxt.exe");
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
