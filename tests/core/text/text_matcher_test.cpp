#include "text/text_matcher.hpp"

#include <algorithm>

#include <re2/re2.h>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval::core;
using namespace std::string_literals;

namespace {

using Kind = TextLeaf::Kind;
struct Hit {
  LeafId leaf = 0;
  std::size_t offset = 0;
  std::uint32_t member = 0;
  friend auto operator<=>(const Hit&, const Hit&) = default;
};
using Hits = std::vector<Hit>;

const std::string kelvin = "\xE2\x84\xAA"; // folds to k
const std::string long_s = "\xC5\xBF";     // folds to s
const std::string bom = "\xEF\xBB\xBF";

bool is_word(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// All places of a leaf, by asking RE2 at every code point whether a match begins there.
std::vector<std::size_t> naive_places(const TextLeaf& leaf, std::string_view text) {
  re2::RE2::Options options;
  options.set_case_sensitive(!leaf.nocase);
  const re2::RE2 regex(leaf.kind == Kind::regex ? "(?m)" + leaf.text : re2::RE2::QuoteMeta(leaf.text), options);
  REQUIRE(regex.ok());
  std::vector<std::size_t> places;
  for (std::size_t at = 0; at <= text.size();) {
    re2::StringPiece match;
    char32_t skipped = 0;
    const std::size_t step = at < text.size() ? decode_code_point(text.substr(at), skipped) : 1;
    bool found = regex.Match({text.data(), text.size()}, at, text.size(), re2::RE2::ANCHOR_START, &match, 1);
    if (found && leaf.kind == Kind::word)
      found = (at == 0 || !is_word(text[at - 1])) && (at + match.size() == text.size() || !is_word(text[at + match.size()]));
    if (found) places.push_back(at);
    at += found && !match.empty() ? match.size() : step;
  }
  return places;
}

// The first of the texts and words or, where there is none, of the first expression that matches.
Hits naive_member(LeafId id, const TextLeaf& leaf, std::string_view text) {
  Hits texts, regexes;
  for (std::uint32_t member = 0; member < leaf.members.size(); ++member) {
    const auto places = naive_places(leaf.members[member], text);
    if (!places.empty()) (leaf.members[member].kind == Kind::regex ? regexes : texts).push_back({id, places.front(), member});
  }
  std::sort(texts.begin(), texts.end());
  Hits& found = texts.empty() ? regexes : texts;
  if (!found.empty()) found.resize(1);
  return found;
}

Hits naive(const std::vector<TextLeaf>& leaves, const std::vector<LeafRequest>& requests, std::string_view text) {
  Hits hits;
  for (const LeafRequest& request : requests) {
    if (leaves[request.id].kind == Kind::any) {
      for (const Hit& hit : naive_member(request.id, leaves[request.id], text)) hits.push_back(hit);
      continue;
    }
    std::vector<std::size_t> places = naive_places(leaves[request.id], text);
    if (!request.every && places.size() > 1) places.resize(1);
    for (const std::size_t place : places) hits.push_back({request.id, place});
  }
  std::sort(hits.begin(), hits.end(), [](const Hit& a, const Hit& b) { return a.offset != b.offset ? a.offset < b.offset : a.leaf < b.leaf; });
  return hits;
}

constexpr std::size_t no_limit = ~std::size_t{0};

TextHits find(const std::vector<TextLeaf>& leaves, const std::vector<LeafRequest>& requests, const CleanText& text, std::size_t most) {
  std::vector<std::shared_ptr<const CompiledLeaf>> compiled;
  for (const TextLeaf& leaf : leaves) compiled.push_back(compile_leaf(leaf));
  const TextMatcher matcher(requests, compiled);
  TextMatcher::Scratch scratch;
  TextHits hits;
  matcher.find(text, most, hits, scratch);
  return hits;
}

Hits match(const std::vector<TextLeaf>& leaves, const std::vector<LeafRequest>& requests, const CleanText& text) {
  Hits hits;
  for (const LeafHit& hit : find(leaves, requests, text, no_limit).listed) hits.push_back({hit.leaf, hit.offset, hit.member});
  return hits;
}

std::vector<std::size_t> places(const TextLeaf& leaf, std::string_view bytes) {
  const CleanText text(bytes);
  std::vector<std::size_t> out;
  for (const auto& hit : match({leaf}, {{0, true}}, text)) out.push_back(hit.offset);
  return out;
}

using Places = std::vector<std::size_t>;

} // namespace

TEST_CASE("many leaves in one pass are found where RE2 finds each by itself", "[text][property]") {
  const std::vector<std::string> pieces = {"key", "Key", "KEY", kelvin + "ey", "set", "SET", long_s + "et", "\u00e9t\u00e9", "\u00c9T\u00c9",
                                           "\n", "\r\n", " ", "_", "-", "k", "s", "a1", "\0"s, bom, "\xFF", "\xE2\x84", "\u00df", "xx", "x"};
  const std::vector<std::string> words = {"key", "KEY", "set", "s", "k", "\u00e9t\u00e9", "\u00c9", "x", "xx", "-k", "a1 ", kelvin, long_s, "\0"s, "e"};
  const std::vector<std::string> regexes = {
      "key", "^key", "key$", "^$", "^", "$", "k+e.", "(?i)key", "(?i:s)et", "k(?-i:EY)", "[ks]e", "[^k]ey", "\\bkey\\b", "\\Bey", "x*", "x+", "(key|set)+",
      "\u00e9t.", "(?i)\u00c9t", "[\u00e9\u00c9]", "\\pL+", "(?s)y.s", "y.s", "(?-m)^key", "(?-m)key$", "\\Akey", "key\\z", "\\x{212A}ey", "\\x{17F}et",
      "a\\d", "\\s", "\\x00", "set|\u00e9|k", "(?:)", "k|", ".", "(?:ke|se)(?:y|t)", "\\r$", "\\w+\\W\\w+", "K", "(?i)ss?", "\\x{FEFF}"};
  for (std::uint64_t seed = 1; seed <= 2500; ++seed) {
    support::Random random(seed);
    std::vector<TextLeaf> leaves;
    std::vector<LeafRequest> requests;
    for (std::size_t i = 1 + random.below(8); i > 0; --i) {
      const auto leaf = [&] {
        const auto kind = static_cast<Kind>(random.below(3));
        return TextLeaf{kind, random.pick(kind == Kind::regex ? regexes : words), random.one_in(2)};
      };
      const bool joined = random.below(3) == 0;
      requests.push_back({static_cast<LeafId>(leaves.size()), !joined && random.one_in(2)});
      leaves.push_back(joined ? TextLeaf{Kind::any, "", false} : leaf());
      if (joined)
        for (std::size_t k = 2 + random.below(4); k > 0; --k) leaves.back().members.push_back(leaf());
    }
    const std::string bytes = random.text(pieces, random.below(25));
    const CleanText text(bytes);
    CAPTURE(seed, bytes);
    CHECK(match(leaves, requests, text) == naive(leaves, requests, text.text()));
  }
}

TEST_CASE("every regular expression is found although only texts with its literals are looked at", "[text][property]") {
  // Expressions put together from parts whose required literals are hard to tell.
  const std::vector<std::string> parts = {"ab", "a?", "(?:abc|d)", "(?:|bc)", "[a-c]", "b*", "c{2}", "(?i:aB)", "(?:ab|b)?", "d+", "[xy][ab]-[cd]", "\\d-[a-d]", "[ab]{3}", "x(?:ab|cd)y", ".", "^", "$", "\\b", "(?:a|bc|bcd)"};
  const std::vector<std::string> letters = {"a", "b", "c", "d", "A", "B", "x", "y", "\n", " ", "abc", "xcdy", "-", "7", "ya-d"};
  for (std::uint64_t seed = 1; seed <= 1500; ++seed) {
    support::Random random(seed);
    std::string regex = random.text(parts, 1 + random.below(4));
    if (random.one_in(2)) regex += "|" + random.text(parts, 1 + random.below(3));
    const std::vector<TextLeaf> leaves = {{Kind::regex, regex, random.below(4) == 0}};
    const std::string bytes = random.text(letters, random.below(20));
    const CleanText text(bytes);
    CAPTURE(seed, regex, bytes);
    CHECK(match(leaves, {{0, true}}, text) == naive(leaves, {{0, true}}, text.text()));
  }
}

TEST_CASE("of a leaf with members the first text is told, or else the first expression in its list", "[text]") {
  const TextLeaf leaf = {Kind::any, "", false, {{Kind::regex, "[0-9]x", false}, {Kind::literal, "two", false}, {Kind::word, "on", false}, {Kind::regex, "z+", false}}};
  const auto found = [&](std::string_view text) { return match({leaf}, {{0, false}}, CleanText(text)); };
  CHECK(found("zz 1x two on") == Hits{{0, 6, 1}});
  CHECK(found("zz 1x one on two") == Hits{{0, 10, 2}});
  CHECK(found("zz 1x") == Hits{{0, 3, 0}});
  CHECK(found("a zz") == Hits{{0, 2, 3}});
  CHECK(found("nothing of it").empty());
}

TEST_CASE("a text that begins earlier is told although a later one is recognised before it", "[text]") {
  // The rarest bytes of the long one are at its end, those of the short one within it.
  const TextLeaf leaf = {Kind::any, "", false, {{Kind::literal, "zq#", false}, {Kind::literal, "eeeeeeeezq#eeeeeeeeeeeeeeeeeeeeeeeeeeee~~~", false}}};
  const std::string text = std::string(20, ' ') + leaf.members[1].text;
  CHECK(match({leaf}, {{0, false}}, CleanText(text)) == Hits{{0, 20, 1}});
  CHECK(match({leaf}, {{0, false}}, CleanText(text.substr(0, text.size() - 1))) == Hits{{0, 28, 0}});
}

TEST_CASE("a leaf that is wanted by itself is found behind the place where its group has ended", "[text]") {
  const TextLeaf two = {Kind::literal, "two", false};
  const TextLeaf group = {Kind::any, "", false, {{Kind::literal, "one", false}, two}};
  const std::string text = "one " + std::string(200, '-') + " two";
  CHECK(match({group, two}, {{0, false}, {1, false}}, CleanText(text)) == Hits{{0, 0, 0}, {1, 205, 0}});
}

TEST_CASE("the letters k and s match KELVIN SIGN and LONG S when case is ignored", "[text]") {
  const std::string text = "x " + kelvin + "i" + long_s + long_s;
  CHECK(places({Kind::literal, "kiss", true}, text) == Places{2});
  CHECK(places({Kind::word, "KISS", true}, text) == Places{2});
  CHECK(places({Kind::regex, "kiss", true}, text) == Places{2});
  CHECK(places({Kind::regex, "(?i)kiss", false}, text) == Places{2});
  CHECK(places({Kind::literal, "kiss", false}, text).empty());
  CHECK(places({Kind::regex, "kiss", false}, text).empty());
}

TEST_CASE("a leaf beyond ASCII is found in upper and lower case", "[text]") {
  CHECK(places({Kind::literal, "stra\u00dfe \u00e4", true}, "STRA\u1e9eE \u00c4") == Places{0});
  CHECK(places({Kind::literal, "\u00e4", false}, "\u00c4 \u00e4") == Places{3});
  CHECK(places({Kind::word, "\u00e4", true}, "a\u00c4 \u00c4_ \u00c4") == Places{8});
}

TEST_CASE("line anchors match before LF only and at the ends of the text", "[text]") {
  CHECK(places({Kind::regex, "b$", false}, "ab\nb\r\nb") == Places{1, 6});
  CHECK(places({Kind::regex, "b\\r?$", false}, "ab\nb\r\nb") == Places{1, 3, 6});
  CHECK(places({Kind::regex, "^b", false}, "ab\nb\rb\r\nb") == Places{3, 8});
  CHECK(places({Kind::regex, "^a", false}, bom + "a").empty()); // the mark is part of the text
  CHECK(places({Kind::regex, "^$", false}, "") == Places{0});
  CHECK(places({Kind::regex, "a.b", false}, "a\nb").empty());
}

TEST_CASE("places do not overlap, and an empty match does not split a character", "[text]") {
  CHECK(places({Kind::literal, "aa", false}, "aaaaa") == Places{0, 2});
  CHECK(places({Kind::regex, "x*", false}, "\u00e9x\u00e9") == Places{0, 2, 3, 5});
}

TEST_CASE("bytes that are not UTF-8 are taken out before matching", "[text]") {
  CHECK(places({Kind::literal, "secret", false}, "sec\xFFret") == Places{0});
  CHECK(places({Kind::regex, "^a.c$", false}, "a\xC3\xA9\xA9"s + "c") == Places{0});
}

TEST_CASE("nothing is left from the text before", "[text]") {
  const std::vector<std::shared_ptr<const CompiledLeaf>> compiled = {compile_leaf({Kind::literal, "one", false}), compile_leaf({Kind::regex, "tw[o]", false})};
  const std::vector<LeafRequest> requests = {{0, false}, {1, true}};
  const TextMatcher matcher(requests, compiled);
  TextMatcher::Scratch scratch;
  TextHits hits;
  matcher.find(CleanText("one two two"), 1, hits, scratch);
  CHECK(hits.listed.size() == 2);
  CHECK(hits.more.size() == 1);
  matcher.find(CleanText("none"), 1, hits, scratch);
  REQUIRE(hits.listed.size() == 1);
  CHECK(hits.listed.back().offset == 1);
  CHECK(hits.more.empty());
}

TEST_CASE("places beyond those asked for are counted, leaf by leaf", "[text]") {
  const std::vector<TextLeaf> leaves = {{Kind::literal, "a", false}, {Kind::regex, "b+", false}, {Kind::word, "c", false}, {Kind::literal, "a", true}};
  const TextHits hits = find(leaves, {{0, true}, {1, true}, {2, true}, {3, false}}, CleanText("a bb a b a b c a"), 2);
  REQUIRE(hits.listed.size() == 6);
  CHECK(hits.listed[0].leaf == 0);
  CHECK(hits.listed[1].leaf == 3); // at the same place
  CHECK(hits.listed.back().leaf == 2);
  REQUIRE(hits.more.size() == 2);
  CHECK(hits.more[0].leaf == 0);
  CHECK(hits.more[0].count == 2);
  CHECK(hits.more[1].leaf == 1);
  CHECK(hits.more[1].count == 1);
}

TEST_CASE("a regex that is too large for RE2 is an input error", "[text]") {
  CHECK_THROWS_AS(compile_leaf({Kind::regex, "\\p{Lu}{1000}", false}), sotval::InputError);
}
