#include "text/required_row.hpp"

#include <string>

#include <re2/re2.h>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval::core;

namespace {

// A row as text: a byte for itself, several as the first and the last of them.
std::string shown(const std::vector<ByteSet>& row) {
  std::string text;
  for (const ByteSet& bytes : row) {
    std::string all;
    for (unsigned byte = 0; byte < bytes.size(); ++byte)
      if (bytes[byte]) all += static_cast<char>(byte);
    text += all.size() == 1 ? all : "<" + all.substr(0, 1) + all.back() + ">";
  }
  return text;
}

std::string row_of(std::string_view regex, bool nocase = false) {
  return shown(required_row(regex, nocase));
}

bool occurs(const std::vector<ByteSet>& row, std::string_view text) {
  for (std::size_t at = 0; at + row.size() <= text.size(); ++at) {
    std::size_t same = 0;
    while (same < row.size() && row[same][static_cast<unsigned char>(text[at + same])]) ++same;
    if (same == row.size()) return true;
  }
  return false;
}

} // namespace

TEST_CASE("what stands in a row in every match is told byte by byte", "[text]") {
  CHECK(row_of("abc") == "abc");
  CHECK(row_of("[0-9]{3}-\\d{2}") == "<09><09><09>-<09><09>");
  CHECK(row_of("a[\\-+x-z]\\.\\s") == "a<+z>.<\t >");
  CHECK(row_of("[]a]b[a-]") == "<]a>b<-a>");
  CHECK(row_of("\\bab^\\Bc$") == "abc");
  CHECK(row_of("a(?:b(c)d)e") == "abcde");
  CHECK(row_of("Ab7", true) == "<Aa><Bb>7");
  CHECK(row_of("a{0}b") == "b");
}

TEST_CASE("a row ends where anything may follow, and the rarest is taken", "[text]") {
  CHECK(row_of("e.zzz") == "zzz");
  CHECK(row_of("zzz.*e") == "zzz");
  CHECK(row_of("ez?qq") == "qq");
  CHECK(row_of("ee+q") == "eq"); // the last of those repeated stands before the q
  CHECK(row_of("e{2,}q") == "eeq");
  CHECK(row_of("e{2,3}?q") == "eeq");
  CHECK(row_of("e[^a]zz") == "zz");
  CHECK(row_of("e\\Wzz") == "zz");
  CHECK(row_of("(zz)+e") == "zz");
  CHECK(row_of("e(zz)?q") == "q");
  CHECK(row_of("e(zz|qq)t") == "t");
  CHECK(row_of("e(z(q|))t") == "ez");
}

TEST_CASE("where an expression is not understood there is no row", "[text]") {
  for (const char* regex : {"", "a|b", "ab|", "(?i)abc", "(?P<name>abc)", "\\pLab", "\\Qab\\E", "\\x41b", "\\x{41}b", "[[:alpha:]]bc", "[\\x41]bc", "caf\xC3\xA9",
                            "[\xC3\xA9]bc", "ab{", "ab{,2}", "a(?:b|c)|d", "\\101bc", "\\Cab"}) {
    CAPTURE(regex);
    CHECK(row_of(regex).empty());
  }
}

TEST_CASE("every text that an expression matches has its row", "[text][property]") {
  const std::vector<std::string> parts = {"a", "b", "-", "7", "\\d", "[a-c]", "[^a]", "[-b7]", ".", "^", "$", "\\b", "\\s", "\\w", "\\W", "\\-", "\n", "a{2}", "b{1,2}", "7{0,1}", "b{2,}",
                                          "\\d+", "a*", "b+?", "c??", "(a)", "(?:ab)", "(ab|7)", "(a-)?", "(b7)+", "(a(b|)7)", "(?:a{2}b){2}", "(-b)*", "(a|b)", "((a)(7)?b)", "^*"};
  const std::vector<std::string> letters = {"a", "b", "c", "7", "-", "A", "B", "\n", " ", "ab", "b7", "aab", "7-"};
  std::size_t matches = 0, rows = 0;
  for (std::uint64_t seed = 1; seed <= 20000; ++seed) {
    support::Random random(seed);
    const std::string regex = random.text(parts, 1 + random.below(6));
    const bool nocase = random.below(4) == 0;
    re2::RE2::Options options;
    options.set_case_sensitive(!nocase);
    options.set_log_errors(false);
    const re2::RE2 compiled("(?m)" + regex, options);
    if (!compiled.ok()) continue;
    const std::vector<ByteSet> row = required_row(regex, nocase);
    rows += !row.empty();
    for (int turn = 0; turn < 4; ++turn) {
      const std::string text = random.text(letters, random.below(16));
      re2::StringPiece match;
      if (!compiled.Match(text, 0, text.size(), re2::RE2::UNANCHORED, &match, 1)) continue;
      ++matches;
      CAPTURE(seed, regex, nocase, text, shown(row));
      REQUIRE(occurs(row, {match.data(), match.size()}));
    }
  }
  CHECK(rows > 10000); // so that there is something to fail
  CHECK(matches > 10000);
}
