#include "report/text_layout.hpp"

#include "support/catch.hpp"

using namespace sotval::core;
using Lines = std::vector<std::string>;

namespace {

Lines numbered(int count) {
  Lines items;
  for (int i = 1; i <= count; ++i) items.push_back("R" + std::to_string(i));
  return items;
}

} // namespace

TEST_CASE("width counts code points", "[report][text]") {
  CHECK(width_of("") == 0);
  CHECK(width_of("abc") == 3);
  CHECK(width_of("äöü✓") == 4);
}

TEST_CASE("text is clipped between characters, at the end or in front", "[report][text]") {
  CHECK(clip_end("abcdef", 6) == "abcdef");
  CHECK(clip_end("abcdefg", 6) == "abc...");
  CHECK(clip_end("äöüäöüä", 6) == "äöü...");
  CHECK(clip_front("abcdef", 6) == "abcdef");
  CHECK(clip_front("abcdefg", 6) == "...efg");
  CHECK(clip_front("äöüäöüß", 6) == "...öüß");
}

TEST_CASE("text is wrapped at spaces and long words stay whole", "[report][text]") {
  CHECK(wrap("", 10) == Lines{""});
  CHECK(wrap("one two three", 7) == Lines{"one two", "three"});
  CHECK(wrap("one  two ", 20) == Lines{"one two"});
  CHECK(wrap("a extraordinarily b", 5) == Lines{"a", "extraordinarily", "b"});
}

TEST_CASE("an enumeration that fits is complete", "[report][text]") {
  CHECK(enumerate({}, 30, 1) == Lines{""});
  CHECK(enumerate({"one"}, 30, 1) == Lines{"one"});
  CHECK(enumerate({"one", "two", "three"}, 30, 1) == Lines{"one, two, three"});
  CHECK(enumerate(numbered(8), 21, 2) == Lines{"R1, R2, R3, R4, R5,", "R6, R7, R8"});
}

TEST_CASE("an enumeration that does not fit says how much is missing", "[report][text]") {
  CHECK(enumerate(numbered(9), 21, 1) == Lines{"R1, R2, R3 and 6 more"});
  CHECK(enumerate(numbered(100), 21, 2) == Lines{"R1, R2, R3, R4, R5,", "R6, R7 and 93 more"});
  for (const std::string& line : enumerate({std::string(200, 'x'), "y", "z"}, 40, 1)) CHECK(width_of(line) <= 40);
}

TEST_CASE("paint is used only if asked for", "[report][text]") {
  CHECK(Paint(false)(Paint::Ink::red, "x") == "x");
  CHECK(Paint(true)(Paint::Ink::red, "x") == "\x1b[1;31mx\x1b[0m");
}

TEST_CASE("text is padded to a width in code points, and never cut by that", "[report][text]") {
  CHECK(pad_end("\xC3\xA4" "b", 4) == "\xC3\xA4" "b  ");
  CHECK(pad_front("\xC3\xA4" "b", 4) == "  \xC3\xA4" "b");
  CHECK(pad_end("wider", 3) == "wider");
  CHECK(pad_front("wider", 3) == "wider");
  CHECK(pad_end("", 2) == "  ");
}
