#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

namespace sotval::core {

/// Decodes the code point at the start of `text`; an invalid byte counts as one code point of its
/// own (its value is above U+10FFFF, so it is in no character set that anybody can write).
/// Returns its length in bytes, at least 1. Requires: `text` is not empty.
std::size_t decode_code_point(std::string_view text, char32_t& code_point) noexcept;

bool is_ascii(std::string_view text) noexcept;

/// True if all of `text` is valid UTF-8.
bool is_valid_utf8(std::string_view text) noexcept;

/// How a text without its invalid bytes relates to the bytes of the file.
class CleanText {
public:
  /// Takes what is not valid UTF-8 out of `bytes`. Looks into `bytes`, which must outlive this object.
  explicit CleanText(std::string_view bytes);
  CleanText(const CleanText&) = delete;
  CleanText& operator=(const CleanText&) = delete;

  std::string_view text() const noexcept { return text_; }
  bool was_clean() const noexcept { return marks_.empty(); }
  /// True if all of text() is ASCII.
  bool is_ascii() const noexcept { return ascii_; }

  /// Offset in the bytes of the file of the character at `offset` of text(); of its end, the end.
  std::size_t original_offset(std::size_t offset) const noexcept;

private:
  struct Mark { // the character at `text` was found at or after `bytes`
    std::size_t text, bytes;
  };

  std::string_view bytes_;
  std::string owned_;
  std::string_view text_;
  bool ascii_ = false;
  std::vector<Mark> marks_; // ascending; none if nothing was taken out
};

} // namespace sotval::core
