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

} // namespace

std::string shorten(std::string_view text, std::size_t limit) {
  std::string out;
  for (std::size_t count = 0; !text.empty(); ++count) {
    if (count == limit) return out + "…";
    char32_t code_point = 0;
    const std::size_t length = decode_code_point(text, code_point);
    const bool control = code_point < 0x20 || (code_point >= 0x7F && code_point < 0xA0) || code_point > 0x10FFFF;
    if (control)
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
