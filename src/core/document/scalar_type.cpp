#include "document/scalar_type.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>

namespace sotval::core {

namespace {

bool is_digit(char c) {
  return c >= '0' && c <= '9';
}

bool is_one_of(std::string_view text, std::initializer_list<std::string_view> words) {
  return std::find(words.begin(), words.end(), text) != words.end();
}

std::optional<bool> as_bool(std::string_view text) {
  if (is_one_of(text, {"yes", "Yes", "YES", "true", "True", "TRUE", "on", "On", "ON"})) return true;
  if (is_one_of(text, {"no", "No", "NO", "false", "False", "FALSE", "off", "Off", "OFF"})) return false;
  return std::nullopt;
}

bool is_null(std::string_view text) {
  return is_one_of(text, {"", "~", "null", "Null", "NULL"});
}

std::string without_underscores(std::string_view text) {
  std::string out(text);
  std::erase(out, '_');
  return out;
}

// Digits of a base with underscores between them; nothing if it is something else.
std::optional<Value> digits(std::string_view text, int base, bool negative) {
  const std::string plain = without_underscores(text);
  if (plain.empty()) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number, base);
  if (end != plain.data() + plain.size()) return std::nullopt;
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (error == std::errc() && number <= largest)
    return Value(negative ? -static_cast<std::int64_t>(number) : static_cast<std::int64_t>(number));
  double wide = 0; // more than 64 bits: its size is all that a test can ask for
  for (const char c : plain) wide = wide * base + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  return Value(negative ? -wide : wide);
}

// Base 60: 1:30:00 is 5400. Returns the parts as one number; the last may have a fraction.
std::optional<double> sexagesimal(std::string_view text, bool fraction) {
  double total = 0;
  bool first = true;
  while (!text.empty()) {
    const std::size_t colon = text.find(':');
    const bool last = colon == std::string_view::npos;
    std::string part = without_underscores(text.substr(0, colon));
    const std::size_t point = part.find('.');
    if ((point != std::string::npos) != (last && fraction)) return std::nullopt;
    const std::string whole = part.substr(0, point);
    if (whole.empty() || !std::all_of(whole.begin(), whole.end(), is_digit)) return std::nullopt;
    if (!first && (whole.size() > 2 || (whole.size() == 2 && whole[0] > '5'))) return std::nullopt;
    total = total * 60 + std::strtod(part.c_str(), nullptr);
    if (last) return first ? std::nullopt : std::optional(total);
    text.remove_prefix(colon + 1);
    first = false;
  }
  return std::nullopt;
}

std::optional<Value> as_integer(std::string_view text) {
  const bool negative = text.starts_with('-');
  if (text.starts_with('-') || text.starts_with('+')) text.remove_prefix(1);
  if (text.empty() || !is_digit(text[0])) return std::nullopt;
  if (text == "0") return Value(0);
  if (text.starts_with("0b")) return digits(text.substr(2), 2, negative);
  if (text.starts_with("0x")) return digits(text.substr(2), 16, negative);
  if (text[0] == '0') return digits(text, 8, negative);
  if (text.find(':') == std::string_view::npos) return digits(text, 10, negative);
  const auto total = sexagesimal(text, false);
  if (!total) return std::nullopt;
  if (std::abs(*total) > 9.0e18) return Value(negative ? -*total : *total);
  return Value(static_cast<std::int64_t>(negative ? -*total : *total));
}

std::optional<Value> as_float(std::string_view text) {
  std::string_view body = text;
  const bool sign = body.starts_with('-') || body.starts_with('+');
  const bool negative = body.starts_with('-');
  if (sign) body.remove_prefix(1);
  if (is_one_of(body, {".inf", ".Inf", ".INF"})) return Value(negative ? -HUGE_VAL : HUGE_VAL);
  if (!sign && is_one_of(body, {".nan", ".NaN", ".NAN"})) return Value(std::nan(""));
  if (body.find(':') != std::string_view::npos) {
    if (body.empty() || !is_digit(body[0])) return std::nullopt;
    const auto total = sexagesimal(body, true);
    if (!total) return std::nullopt;
    return Value(negative ? -*total : *total);
  }
  // [digits] . [digits] [e sign digits]; digits first unless there is no sign and they follow the point
  std::size_t i = 0;
  const auto skip = [&] {
    while (i < body.size() && (is_digit(body[i]) || body[i] == '_')) ++i;
  };
  if (body.empty()) return std::nullopt;
  const bool leading = is_digit(body[0]);
  if (leading) skip();
  if (i == body.size() || body[i] != '.') return std::nullopt;
  ++i;
  if (!leading && (sign || i == body.size() || !is_digit(body[i]))) return std::nullopt;
  skip();
  if (i < body.size()) {
    if ((body[i] != 'e' && body[i] != 'E') || i + 2 >= body.size()) return std::nullopt;
    if (body[i + 1] != '+' && body[i + 1] != '-') return std::nullopt;
    if (!std::all_of(body.begin() + static_cast<std::ptrdiff_t>(i) + 2, body.end(), is_digit)) return std::nullopt;
  }
  return Value(std::strtod(without_underscores(text).c_str(), nullptr));
}

} // namespace

Value typed_scalar(std::string_view text, bool plain, Document::Tag tag) {
  using Tag = Document::Tag;
  if (tag == Tag::text || (tag == Tag::none && !plain)) return Value(text);
  if ((tag == Tag::none || tag == Tag::null) && is_null(text)) return Value();
  if (tag == Tag::none || tag == Tag::boolean)
    if (const auto b = as_bool(text)) return Value(*b);
  if (tag != Tag::boolean && tag != Tag::null) {
    if (auto number = as_integer(text)) {
      if (tag != Tag::floating) return *number;
      return Value(number->as_int() != nullptr ? static_cast<double>(*number->as_int()) : *number->as_double());
    }
    if (auto number = as_float(text)) return *number;
  }
  if (tag == Tag::floating) { // JSON writes 1e5 as well
    const std::string copy(text);
    char* end = nullptr;
    const double number = std::strtod(copy.c_str(), &end);
    if (!copy.empty() && *end == '\0') return Value(number);
  }
  return Value(text);
}

} // namespace sotval::core
