#pragma once

#include <cstddef>
#include <string>
#include <string_view>
#include <vector>

// Helpers for text of a fixed width. All of them take text that went through printable(); width is
// counted in code points.

namespace sotval::core {

/// A terminal of 80 columns is the smallest that reports are made for.
inline constexpr std::size_t screen_width = 80;

std::size_t width_of(std::string_view text) noexcept;

/// The text, or its beginning and "..." if it is wider than `width`. Requires: width > 3.
std::string clip_end(std::string_view text, std::size_t width);
/// The text, or "..." and its end if it is wider than `width`. Requires: width > 3.
std::string clip_front(std::string_view text, std::size_t width);

/// The text with spaces behind or before it, as far as it is narrower than `width`.
std::string pad_end(std::string_view text, std::size_t width);
std::string pad_front(std::string_view text, std::size_t width);

/// Breaks the text at spaces into lines of at most `width`; a longer word has a line of its own.
std::vector<std::string> wrap(std::string_view text, std::size_t width);

/// "a, b, c" in at most `max_lines` lines, or "a, b and 7 more". Requires: width > 20, max_lines > 0.
std::vector<std::string> enumerate(const std::vector<std::string>& items, std::size_t width, std::size_t max_lines);

/// ANSI colours, or nothing.
class Paint {
public:
  enum class Ink { bold, red, green, yellow, faint };

  explicit Paint(bool on) noexcept : on_(on) {}
  std::string operator()(Ink ink, std::string_view text) const;

private:
  bool on_;
};

} // namespace sotval::core
