#include "utf8.hpp"

#include <algorithm>
#include <cstdint>
#include <cstring>
#include <iterator>

#include <simdjson.h>

namespace sotval::core {

namespace {

constexpr char32_t invalid_base = 0x110000;
constexpr std::size_t mark_distance = 1024; // bytes

// Length of the well-formed sequence at the start of `text`, 0 if there is none (Unicode, table 3-7).
std::size_t sequence_length(std::string_view text) noexcept {
  const auto at = [&](std::size_t i) { return static_cast<unsigned char>(text[i]); };
  const auto tail = [&](std::size_t i) { return i < text.size() && (at(i) & 0xC0U) == 0x80U; };
  const unsigned char first = at(0);
  if (first < 0x80) return 1;
  if (first >= 0xC2 && first <= 0xDF) return tail(1) ? 2 : 0;
  if (first >= 0xE0 && first <= 0xEF) {
    if (!tail(1) || !tail(2)) return 0;
    if (first == 0xE0 && at(1) < 0xA0) return 0;
    if (first == 0xED && at(1) > 0x9F) return 0; // surrogates
    return 3;
  }
  if (first >= 0xF0 && first <= 0xF4) {
    if (!tail(1) || !tail(2) || !tail(3)) return 0;
    if (first == 0xF0 && at(1) < 0x90) return 0;
    if (first == 0xF4 && at(1) > 0x8F) return 0;
    return 4;
  }
  return 0;
}

} // namespace

std::size_t decode_code_point(std::string_view text, char32_t& code_point) noexcept {
  const auto byte = [&](std::size_t i) { return static_cast<char32_t>(static_cast<unsigned char>(text[i])); };
  switch (sequence_length(text)) {
  case 1: code_point = byte(0); return 1;
  case 2: code_point = ((byte(0) & 0x1F) << 6) | (byte(1) & 0x3F); return 2;
  case 3: code_point = ((byte(0) & 0x0F) << 12) | ((byte(1) & 0x3F) << 6) | (byte(2) & 0x3F); return 3;
  case 4:
    code_point = ((byte(0) & 0x07) << 18) | ((byte(1) & 0x3F) << 12) | ((byte(2) & 0x3F) << 6) | (byte(3) & 0x3F);
    return 4;
  default: code_point = invalid_base + byte(0); return 1;
  }
}

bool is_ascii(std::string_view text) noexcept {
  // Eight bytes at a time, without a branch for each: most files pass here and need no other check.
  std::uint64_t high = 0;
  std::size_t i = 0;
  for (; i + 8 <= text.size(); i += 8) {
    std::uint64_t word = 0;
    std::memcpy(&word, text.data() + i, 8);
    high |= word;
  }
  for (; i < text.size(); ++i) high |= static_cast<unsigned char>(text[i]);
  return (high & 0x8080808080808080U) == 0;
}

bool is_valid_utf8(std::string_view text) noexcept {
  return simdjson::validate_utf8(text.data(), text.size());
}

CleanText::CleanText(std::string_view bytes) : bytes_(bytes), text_(bytes), ascii_(core::is_ascii(bytes)) {
  if (ascii_ || is_valid_utf8(bytes)) return;
  // An ill-formed sequence loses its bytes one by one: what follows a stray lead byte is looked at
  // afresh, so nothing well-formed is lost. Where each byte came from is found again from marks at
  // even distances: a list of the bytes taken out could be several times as large as the file.
  owned_.reserve(bytes.size());
  std::size_t copied = 0; // what lies between here and `at` is well-formed
  for (std::size_t at = 0, next_mark = 0; at < bytes.size();) {
    if (at >= next_mark) {
      marks_.push_back({owned_.size() + (at - copied), at});
      next_mark = at + mark_distance;
    }
    const std::size_t length = sequence_length(bytes.substr(at));
    if (length != 0) {
      at += length;
      continue;
    }
    owned_.append(bytes, copied, at - copied);
    copied = ++at;
  }
  owned_.append(bytes, copied);
  text_ = owned_;
  ascii_ = core::is_ascii(text_);
}

std::size_t CleanText::original_offset(std::size_t offset) const noexcept {
  if (was_clean()) return offset;
  const auto after = std::upper_bound(marks_.begin(), marks_.end(), offset,
                                      [](std::size_t wanted, const Mark& mark) { return wanted < mark.text; });
  auto [text, at] = *std::prev(after); // the first mark is at the start
  while (at < bytes_.size()) {
    const std::size_t length = sequence_length(bytes_.substr(at));
    if (text + length > offset) return at + (offset - text);
    text += length;
    at += std::max<std::size_t>(length, 1);
  }
  return at;
}

} // namespace sotval::core
