#include "utf8.hpp"

#include <optional>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval::core;

namespace {

// Written from the definition: a code point has one encoding, the shortest, and surrogates have none.
std::string encode(char32_t c) {
  std::string out;
  const auto tail = [&](int shift) { out += static_cast<char>(0x80 | (c >> shift & 0x3F)); };
  if (c < 0x80) return std::string(1, static_cast<char>(c));
  if (c < 0x800) {
    out += static_cast<char>(0xC0 | c >> 6);
  } else if (c < 0x10000) {
    out += static_cast<char>(0xE0 | c >> 12);
    tail(6);
  } else {
    out += static_cast<char>(0xF0 | c >> 18);
    tail(12);
    tail(6);
  }
  tail(0);
  return out;
}

// Decodes by trying what encode() could have written; nothing if `text` starts with something else.
std::optional<char32_t> naive_decode(std::string_view text) {
  const auto bits = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  char32_t candidates[4] = {bits(0), 0, 0, 0};
  if (text.size() > 1) candidates[1] = (bits(0) & 0x1F) << 6 | (bits(1) & 0x3F);
  if (text.size() > 2) candidates[2] = (bits(0) & 0x0F) << 12 | (bits(1) & 0x3F) << 6 | (bits(2) & 0x3F);
  if (text.size() > 3)
    candidates[3] = (bits(0) & 0x07) << 18 | (bits(1) & 0x3F) << 12 | (bits(2) & 0x3F) << 6 | (bits(3) & 0x3F);
  for (std::size_t i = 0; i < 4 && i < text.size(); ++i) {
    const char32_t c = candidates[i];
    const bool exists = c <= 0x10FFFF && (c < 0xD800 || c > 0xDFFF);
    if (exists && encode(c).size() == i + 1 && text.starts_with(encode(c))) return c;
  }
  return std::nullopt;
}

struct NaiveCleanText {
  explicit NaiveCleanText(std::string_view bytes) {
    for (std::size_t at = 0; at < bytes.size();) {
      const auto code_point = naive_decode(bytes.substr(at));
      const std::size_t length = code_point ? encode(*code_point).size() : 1;
      for (std::size_t i = 0; code_point && i < length; ++i) {
        text += bytes[at + i];
        offsets.push_back(at + i);
      }
      at += length;
    }
    offsets.push_back(bytes.size());
  }
  std::string text;
  std::vector<std::size_t> offsets; // by offset in text, its end included
};

void check_against_naive(const std::string& bytes) {
  const NaiveCleanText expected(bytes);
  const CleanText clean(bytes);
  bool same = clean.text() == expected.text && clean.was_clean() == (expected.text.size() == bytes.size()) &&
              clean.is_ascii() == is_ascii(expected.text) && is_valid_utf8(bytes) == clean.was_clean();
  for (std::size_t i = 0; i < expected.offsets.size(); ++i) same = same && clean.original_offset(i) == expected.offsets[i];
  if (!same) FAIL_CHECK("wrong about " << bytes.size() << " bytes: " << Catch::StringMaker<std::string>::convert(bytes));
}

std::string repeat(std::string_view text, std::size_t times) {
  std::string out;
  for (std::size_t i = 0; i < times; ++i) out += text;
  return out;
}

} // namespace

TEST_CASE("every code point is decoded to itself", "[utf8]") {
  std::size_t wrong = 0;
  for (char32_t c = 0; c <= 0x10FFFF; ++c) {
    if (c >= 0xD800 && c <= 0xDFFF) continue;
    const std::string text = encode(c) + "x";
    char32_t decoded = 0;
    const std::size_t length = decode_code_point(text, decoded);
    wrong += decoded != c || length != text.size() - 1;
  }
  CHECK(wrong == 0);
}

TEST_CASE("what is not the shortest encoding of a code point is one byte of its own", "[utf8]") {
  // Bytes on both sides of every border of the encoding, in all combinations of up to four.
  const std::string bytes = "\x41\x80\x8F\x90\x9F\xA0\xBF\xC1\xC2\xDF\xE0\xE1\xED\xEF\xF0\xF1\xF4\xF5";
  std::size_t wrong = 0;
  std::string text(4, ' ');
  for (const char a : bytes)
    for (const char b : bytes)
      for (const char c : bytes)
        for (const char d : bytes)
          for (std::size_t length = 1; length <= 4; ++length) {
            text = {a, b, c, d};
            const std::string_view view = std::string_view(text).substr(0, length);
            const auto expected = naive_decode(view);
            char32_t decoded = 0;
            const std::size_t used = decode_code_point(view, decoded);
            wrong += expected ? decoded != *expected || used != encode(*expected).size() : decoded <= 0x10FFFF || used != 1;
          }
  CHECK(wrong == 0);
}

TEST_CASE("a text that is cut short ends with stray bytes", "[utf8]") {
  for (const std::string text : {"ä", "€", "😀"})
    for (std::size_t length = 1; length < text.size(); ++length) {
      char32_t decoded = 0;
      CHECK(decode_code_point(std::string_view(text).substr(0, length), decoded) == 1);
      CHECK(decoded > 0x10FFFF);
      CHECK_FALSE(is_valid_utf8(std::string_view(text).substr(0, length)));
    }
}

TEST_CASE("one high bit anywhere makes a text more than ASCII", "[utf8]") {
  CHECK(is_ascii(""));
  for (std::size_t length = 1; length < 40; ++length) {
    std::string text(length, '\x7F');
    CHECK(is_ascii(text));
    for (std::size_t i = 0; i < length; ++i) {
      text[i] = '\x80';
      CHECK_FALSE(is_ascii(text));
      text[i] = '\0';
    }
  }
}

TEST_CASE("valid text stays where it is", "[utf8]") {
  for (const std::string text : {"", "plain", "schön 😀", "a\nb\r\n"}) {
    const CleanText clean(text);
    CHECK(clean.was_clean());
    CHECK(clean.text().data() == text.data());
    CHECK(clean.text().size() == text.size());
    CHECK(clean.is_ascii() == is_ascii(text));
    CHECK(clean.original_offset(text.size()) == text.size());
  }
  const std::string zeros("a\0b", 3);
  CHECK(CleanText(zeros).text() == zeros);
}

TEST_CASE("only what is not valid is taken out, and what remains never joins to something new", "[utf8]") {
  const auto clean = [](const std::string& bytes) { return std::string(CleanText(bytes).text()); };
  CHECK(clean("a\xFF"
              "b") == "ab");
  CHECK(clean("\xC3\xFF\xA4") == "");           // not ä
  CHECK(clean("\xE2\x82\xC3\xA4") == "ä");      // a € cut short before an ä
  CHECK(clean("\xF0\x9F\x98" "A") == "A");
  CHECK(clean("\xED\xA0\x80") == "");           // a surrogate
  CHECK(clean("\xC0\xAF\xE0\x80\xAF") == "");   // slashes in disguise
  CHECK(clean("\xF4\x90\x80\x80") == "");       // above the last code point
  CHECK(clean("\xEF\xBB\xBF" "a\xFF") == "\xEF\xBB\xBF" "a");
}

TEST_CASE("what remains may be ASCII although the bytes were not", "[utf8]") {
  CHECK(CleanText("plain\xFF").is_ascii());
  CHECK_FALSE(CleanText("schön\xFF").is_ascii());
}

TEST_CASE("every character knows where it was in the file", "[utf8][property]") {
  support::Random random(3);
  const std::vector<std::string> pieces{"a", "\n", "ä", "€", "😀", "\xFF", "\xC3", "\xE2\x82", "\xF0\x9F", "\x80", "\xED\xA0\x80"};
  for (int round = 0; round < 3'000; ++round) check_against_naive(random.text(pieces, random.below(30)));
}

TEST_CASE("long runs of invalid bytes do not move what comes after them", "[utf8][property]") {
  support::Random random(4);
  const std::vector<std::string> pieces{repeat("\xFF", 1), repeat("\x80", 1'023), repeat("\xC3", 1'024), repeat("\xFE", 5'000),
                                        repeat("a", 1'023), repeat("ä", 512), repeat("€\xE2", 700), "b"};
  for (int round = 0; round < 60; ++round) check_against_naive(random.text(pieces, 1 + random.below(7)));
}
