#include "report/escape.hpp"

#include "support/catch.hpp"

using namespace sotval::core;
using namespace std::string_literals;

TEST_CASE("readable text stays as it is", "[report][escape]") {
  for (const std::string text : {"", "03_core/a b.py", "Identität ✓ 🙂", "a\\b \"c\""})
    CHECK(printable(text) == text);
}

TEST_CASE("controls become visible", "[report][escape]") {
  CHECK(printable("a\nb\tc\rd") == "a\\nb\\tc\\rd");
  CHECK(printable("\x1b[2J\a\x7f") == "\\x1b[2J\\x07\\x7f");
  CHECK(printable("a\0b"s) == "a\\x00b");
}

TEST_CASE("controls beyond ASCII and marks of direction become visible", "[report][escape]") {
  CHECK(printable("\u009b31m") == "\\u009b31m");           // a terminal may take it for ESC [
  CHECK(printable("a\u202egpj.exe") == "a\\u202egpj.exe"); // shown reversed: "exe.jpg"
  CHECK(printable("\u2066x\u2069\u200f\u061c\ufeff\u2028") == "\\u2066x\\u2069\\u200f\\u061c\\ufeff\\u2028");
}

TEST_CASE("bytes that are not UTF-8 become visible one by one", "[report][escape]") {
  CHECK(printable("caf\xe9") == "caf\\xe9");
  CHECK(printable("\xc3(") == "\\xc3(");
  CHECK(printable("\xed\xa0\x80") == "\\xed\\xa0\\x80"); // a surrogate
  CHECK(printable("\xf4\x90\x80\x80") == "\\xf4\\x90\\x80\\x80");
  CHECK(printable("\xe2\x82") == "\\xe2\\x82");
}

TEST_CASE("text of several lines keeps its lines and nothing else", "[report][escape]") {
  CHECK(printable_lines("a\n  b\x1b\r\n") == "a\n  b\\x1b\\r\n");
}

TEST_CASE("base16 has two digits per byte", "[report][escape]") {
  CHECK(base16("") == "");
  CHECK(base16("\x00\x0f\xff"s) == "000fff"s);
  CHECK(base16("caf\xe9") == "636166e9");
}
