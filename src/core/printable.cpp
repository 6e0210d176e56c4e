#include "printable.hpp"

#include "utf8.hpp"

namespace sotval::core {

namespace {

void append_escaped(std::string& out, unsigned char byte) {
  constexpr char hex[] = "0123456789abcdef";
  switch (byte) {
  case '\n': out += "\\n"; return;
  case '\t': out += "\\t"; return;
  case '\r': out += "\\r"; return;
  default:
    out += "\\x";
    out += hex[byte >> 4];
    out += hex[byte & 15];
  }
}

// What would break the line, steer a terminal or show the text in another order than it has.
bool must_be_escaped(char32_t c) {
  return c < 0x20 || (c >= 0x7F && c < 0xA0) || c == 0x061C || c == 0x200E || c == 0x200F || (c >= 0x2028 && c <= 0x202E) ||
         (c >= 0x2066 && c <= 0x2069) || c > 0x10FFFF;
}

} // namespace

std::string shorten(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == limit) return out + "…";
    char32_t code_point = 0;
    const std::size_t length = decode_code_point(text, code_point);
    if (must_be_escaped(code_point))
      for (std::size_t i = 0; i < length; ++i) append_escaped(out, static_cast<unsigned char>(text[i]));
    else
      out += text.substr(0, length);
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

} // namespace sotval::core
