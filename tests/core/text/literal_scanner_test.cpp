#include "text/literal_scanner.hpp"

#include <algorithm>
#include <cstring>
#include <map>
#include <memory>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval::core;
using namespace std::string_literals;

namespace {

using Places = std::map<std::uint32_t, std::size_t>; // by needle

// A text that ends where its memory ends, so that reading on is noticed by the address sanitizer.
class TightText {
public:
  explicit TightText(std::string_view text) : bytes_(new char[text.size()]), size_(text.size()) {
    std::copy(text.begin(), text.end(), bytes_.get());
  }
  std::string_view view() const { return {bytes_.get(), size_}; }

private:
  std::unique_ptr<char[]> bytes_;
  std::size_t size_;
};

Places scan(const std::vector<Needle>& needles, std::string_view text, bool vectorized) {
  const TightText tight(text);
  std::vector<NeedleHit> hits;
  LiteralScanner::Scratch scratch;
  LiteralScanner(needles, vectorized).find(tight.view(), hits, scratch);
  Places places;
  for (const NeedleHit& hit : hits) CHECK(places.emplace(hit.needle, hit.offset).second); // each needle once
  return places;
}

bool is_word(char c) {
  return std::strchr("abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789_", c) != nullptr && c != '\0';
}

std::string lower(std::string text) {
  for (char& c : text)
    if (c >= 'A' && c <= 'Z') c = static_cast<char>(c - 'A' + 'a');
  return text;
}

std::size_t naive_find(const Needle& needle, std::string_view text, std::size_t from = 0) {
  for (; !needle.row.empty(); ++from) {
    std::size_t same = 0;
    while (same < needle.row.size() && from + same < text.size() && needle.row[same][static_cast<unsigned char>(text[from + same])]) ++same;
    if (same == needle.row.size()) return from;
    if (from >= text.size()) return std::string::npos;
  }
  const std::string hay = needle.nocase ? lower(std::string(text)) : std::string(text);
  const std::string bytes = needle.nocase ? lower(needle.bytes) : needle.bytes;
  for (std::size_t at = hay.find(bytes, from); at != std::string::npos; at = hay.find(bytes, at + 1)) {
    const std::size_t end = at + bytes.size();
    if (!needle.word || ((at == 0 || !is_word(hay[at - 1])) && (end == hay.size() || !is_word(hay[end])))) return at;
  }
  return std::string::npos;
}

std::vector<ByteSet> random_row(support::Random& random, const std::vector<std::string>& pieces) {
  std::vector<ByteSet> row(3 + random.below(4));
  for (ByteSet& bytes : row) {
    if (random.below(12) == 0) bytes.set(); // anything
    for (std::size_t i = 1 + random.below(4); i > 0; --i) bytes.set(static_cast<unsigned char>(random.pick(pieces).front()));
  }
  return row;
}

Places naive_scan(const std::vector<Needle>& needles, std::string_view text) {
  Places places;
  for (std::uint32_t i = 0; i < needles.size(); ++i)
    if (const std::size_t at = naive_find(needles[i], text); at != std::string::npos) places.emplace(i, at);
  return places;
}

} // namespace

TEST_CASE("the vectorized, the portable and a naive search find the same first places", "[text][property]") {
  // Few different bytes, so that needles occur, overlap and share their windows.
  const std::vector<std::string> pieces = {"a", "A", "b", "B", "k", "_", "7", "-", ".", "\n", "\0"s, "\xC3", "\xA9", "\xFF", "@", "`", "{", "["};
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    support::Random random(seed);
    std::vector<Needle> needles(1 + random.below(seed % 3 == 0 ? 40 : 6));
    for (Needle& needle : needles) {
      if (seed % 4 == 0 && random.one_in(3))
        needle.row = random_row(random, pieces);
      else
        needle = {random.text(pieces, 1 + random.below(5)), random.one_in(2), random.one_in(2)};
    }
    const std::string text = random.text(pieces, random.below(seed % 5 == 0 ? 300 : 75));
    CAPTURE(seed);
    const Places expected = naive_scan(needles, text);
    CHECK(scan(needles, text, true) == expected);
    CHECK(scan(needles, text, false) == expected);
  }
}

TEST_CASE("a needle is found at every place of texts of every length around the block sizes", "[text]") {
  for (std::size_t needle_size = 1; needle_size <= 5; ++needle_size) {
    const std::string bytes = std::string("zq#7~").substr(0, needle_size);
    for (std::size_t size = needle_size; size <= 70; ++size) {
      for (std::size_t at = 0; at + needle_size <= size; ++at) {
        std::string text(size, 'e');
        text.replace(at, needle_size, bytes);
        for (const bool word : {false, true}) {
          const Places expected = word && (at > 0 || at + needle_size < size) ? Places{} : Places{{0, at}};
          CAPTURE(needle_size, size, at, word);
          CHECK(scan({{bytes, false, word}}, text, true) == expected);
          CHECK(scan({{bytes, false, word}}, text, false) == expected);
        }
      }
    }
  }
}

TEST_CASE("a word has no letter, digit or underscore beside it", "[text]") {
  const auto found = [](std::string_view text) { return scan({{"US", false, true}}, text, true).contains(0); };
  for (const char* text : {"US", "US\n", "-US-", "(US)", "\xC3\xA9US\xC3\xA9", "x US", "USA US"}) {
    CAPTURE(text);
    CHECK(found(text));
  }
  CHECK(found("\0US\0"s));
  for (const char* text : {"USA", "aUS", "US_", "_US", "US1", "0US", "us", "U S", "", "U"}) {
    CAPTURE(text);
    CHECK_FALSE(found(text));
  }
}

TEST_CASE("the first place of a word is behind places where it is a part of another", "[text]") {
  CHECK(scan({{"ab", false, true}, {"ab", false, false}}, "xab abx ab", true) == Places{{0, 8}, {1, 1}});
}

TEST_CASE("without regard to case only ASCII letters fold", "[text]") {
  // '@' and '`', '[' and '{' differ in the bit in which letters differ.
  CHECK(scan({{"@[", true, false}}, "`{ @{ `[", true).empty());
  CHECK(scan({{"aZ", true, false}}, "xx Az", true) == Places{{0, 3}});
  CHECK(scan({{"aZ", true, false}}, "xx Az", false) == Places{{0, 3}});
  CHECK(scan({{"\xC3\x89", true, false}}, "\xC3\xA9", true).empty());
}

TEST_CASE("equal needles, and needles within needles, are all found", "[text]") {
  const std::vector<Needle> needles = {{"aa", false, false}, {"aa", false, false}, {"aaa", false, false}, {"a", false, false}, {"AA", true, false}};
  for (const bool vectorized : {true, false}) {
    CHECK(scan(needles, "baaa", vectorized) == Places{{0, 1}, {1, 1}, {2, 1}, {3, 1}, {4, 1}});
    CHECK(scan(needles, std::string(40, 'b') + "aa", vectorized) == Places{{0, 40}, {1, 40}, {3, 40}, {4, 40}});
  }
}

TEST_CASE("of those that end a group the first is found, and all of a group that does not end", "[text][property]") {
  const std::vector<std::string> pieces = {"a", "b", "z", "#", " ", "~"};
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    support::Random random(seed);
    std::vector<Needle> needles(2 + random.below(8));
    for (Needle& needle : needles) {
      needle = {random.text(pieces, 1 + random.below(random.one_in(3) ? 40 : 4)), false, random.one_in(4)};
      needle.group = static_cast<std::uint32_t>(random.below(3));
      needle.ends_group = needle.group != 0 && !random.one_in(3);
    }
    std::string text = random.text(pieces, random.below(120));
    for (std::size_t i = random.below(3); i > 0; --i) text += random.pick(needles).bytes;
    CAPTURE(seed, text);
    const Places all = naive_scan(needles, text);
    for (const bool vectorized : {true, false}) {
      const Places found = scan(needles, text, vectorized);
      for (const auto& [needle, at] : found) CHECK(all.at(needle) == at);
      for (const auto& [needle, at] : all) {
        const Needle& looked_for = needles[needle];
        const std::size_t before = looked_for.ends_group ? at : text.size();
        const bool ended = std::any_of(all.begin(), all.end(), [&](const auto& other) {
          return needles[other.first].ends_group && needles[other.first].group == looked_for.group && other.second < before;
        });
        if (!ended || looked_for.group == 0) CHECK(found.contains(needle));
      }
    }
  }
}

TEST_CASE("nothing is found in nothing and by nothing", "[text]") {
  CHECK(scan({}, "text", true).empty());
  CHECK(scan({}, "", true).empty());
  CHECK(scan({{"x", false, false}}, "", true).empty());
  CHECK(scan({{"longer than the text", false, false}}, "longer than", true).empty());
}

TEST_CASE("a single needle is found again from any place on", "[text][property]") {
  const std::vector<std::string> pieces = {"a", "A", "b", "_", " ", "\0"s};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    support::Random random(seed);
    const Needle needle{random.text(pieces, 1 + random.below(4)), random.one_in(2), random.one_in(2)};
    const std::string text = random.text(pieces, random.below(40));
    for (std::size_t from = 0; from <= text.size() + 1; ++from) {
      CAPTURE(seed, from);
      CHECK(LiteralScanner::find_one(needle, text, from) == (from > text.size() ? std::string::npos : naive_find(needle, text, from)));
    }
  }
}
