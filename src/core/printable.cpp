#include "printable.hpp"

#include <algorithm>
#include <cstdint>

#include "utf8.hpp"

namespace sotval::core {

namespace {

constexpr std::string_view digits = "0123456789abcdef";
constexpr char32_t last_code_point = 0x10FFFF;

// A lambda, because algorithms inline those; most of the bytes of a report pass through it.
constexpr auto is_plain = [](char c) noexcept { return c >= 0x20 && c < 0x7f; };

void append_hexadecimal(std::string& out, std::uint32_t value, unsigned width) {
  for (unsigned shift = 4 * width; shift != 0; shift -= 4) out += digits[(value >> (shift - 4)) & 0xF];
}

void append_visible(std::string& out, char32_t code_point, std::string_view bytes) {
  switch (code_point) {
  case '\n': out += "\\n"; return;
  case '\t': out += "\\t"; return;
  case '\r': out += "\\r"; return;
  default: break;
  }
  if ((code_point <= 0x7f && !is_plain(bytes[0])) || code_point > last_code_point) {
    out += "\\x";
    append_hexadecimal(out, static_cast<unsigned char>(bytes[0]), 2);
  } else if (acts_on_terminals(code_point)) {
    out += "\\u";
    append_hexadecimal(out, code_point, 4);
  } else {
    out += bytes;
  }
}

std::string escape(std::string_view text, bool keep_newlines) {
  std::string out;
  out.reserve(text.size());
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    char32_t code_point = 0;
    const std::size_t length = decode_code_point(text, code_point);
    if (keep_newlines && code_point == '\n')
      out += '\n';
    else
      append_visible(out, code_point, text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

} // namespace

bool acts_on_terminals(char32_t c) noexcept {
  if (c < 0x20 || (c >= 0x7f && c <= 0x9f)) return true;
  return c == 0x061c || c == 0x200e || c == 0x200f || (c >= 0x2028 && c <= 0x202e) || (c >= 0x2066 && c <= 0x2069) ||
         c == 0xfeff;
}

std::string shorten(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::size_t count = 0; !text.empty(); ++count) {
    const auto plain = static_cast<std::size_t>(std::find_if_not(text.begin(), text.begin() + static_cast<std::ptrdiff_t>(std::min(text.size(), limit - count)), is_plain) - text.begin());
    out.append(text.substr(0, plain));
    text.remove_prefix(plain);
    count += plain;
    if (text.empty()) break;
    if (count == limit) return out + "…";
    char32_t code_point = 0;
    const std::size_t length = decode_code_point(text, code_point);
    append_visible(out, code_point, text.substr(0, length));
    text.remove_prefix(length);
  }
  return out;
}

std::string count_of(std::size_t count, std::string_view noun, std::string_view plural) {
  std::string out = std::to_string(count) + " ";
  if (count == 1) return out += noun;
  if (!plural.empty()) return out += plural;
  return (out += noun) += "s";
}

std::string printable(std::string_view text) { return escape(text, false); }

std::string printable_lines(std::string_view text) { return escape(text, true); }

std::string base16(std::string_view bytes) {
  std::string out;
  out.reserve(2 * bytes.size());
  for (const char byte : bytes) append_hexadecimal(out, static_cast<unsigned char>(byte), 2);
  return out;
}

} // namespace sotval::core
