#include "document/scalar_type.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>
#include <string>
#include <vector>

#include <locale.h>
#include <stdlib.h>

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

bool is_digit_or_underscore(char c) {
  return is_digit(c) || c == '_';
}

std::string without_underscores(std::string_view text) {
  std::string out(text);
  std::erase(out, '_');
  return out;
}

// With a decimal point, whatever locale the program has set. Beyond its range: infinite, or zero.
double to_double(const std::string& text) {
  static const locale_t c_locale = newlocale(LC_ALL_MASK, "C", nullptr);
  return strtod_l(text.c_str(), nullptr, c_locale);
}

// An integer if it has 64 bits; else its size is all that a test can ask for.
Value integer(std::uint64_t magnitude, bool negative) {
  constexpr auto largest = static_cast<std::uint64_t>(std::numeric_limits<std::int64_t>::max());
  if (magnitude <= largest) return negative ? -static_cast<std::int64_t>(magnitude) : static_cast<std::int64_t>(magnitude);
  if (negative && magnitude == largest + 1) return std::numeric_limits<std::int64_t>::min();
  return negative ? -static_cast<double>(magnitude) : static_cast<double>(magnitude);
}

// Digits of a base with underscores between them; nothing if it is something else.
std::optional<Value> digits(std::string_view text, int base, bool negative) {
  const std::string plain = without_underscores(text);
  if (plain.empty()) return std::nullopt;
  std::uint64_t number = 0;
  const auto [end, error] = std::from_chars(plain.data(), plain.data() + plain.size(), number, base);
  if (end != plain.data() + plain.size()) return std::nullopt;
  if (error == std::errc()) return integer(number, negative);
  double wide = base == 10 ? to_double(plain) : 0;
  if (base != 10)
    for (const char c : plain) wide = wide * base + (is_digit(c) ? c - '0' : (c | 0x20) - 'a' + 10);
  return Value(negative ? -wide : wide);
}

// Base 60: the parts of 1:30:00, which is 5400. Only the first may hold underscores or more than two
// digits; with `fraction` the last has a point and what follows it. Nothing if it is something else.
std::optional<std::vector<std::string>> base_60_parts(std::string_view text, bool fraction) {
  std::vector<std::string> parts;
  for (bool last = false; !last;) {
    const std::size_t colon = text.find(':');
    last = colon == std::string_view::npos;
    const std::string_view part = text.substr(0, colon);
    const std::string_view whole = fraction && last ? part.substr(0, part.find('.')) : part;
    std::string_view rest = part.substr(whole.size());
    if (fraction && last) {
      if (rest.empty()) return std::nullopt;
      rest.remove_prefix(1);
    }
    if (whole.empty() || !is_digit(whole[0]) || !std::all_of(rest.begin(), rest.end(), is_digit_or_underscore)) return std::nullopt;
    const bool good = parts.empty() ? std::all_of(whole.begin(), whole.end(), is_digit_or_underscore)
                                    : std::all_of(whole.begin(), whole.end(), is_digit) &&
                                          (whole.size() == 1 || (whole.size() == 2 && whole[0] <= '5'));
    if (!good) return std::nullopt;
    parts.push_back(without_underscores(part));
    if (!last) text.remove_prefix(colon + 1);
  }
  if (parts.size() < 2) return std::nullopt;
  return parts;
}

std::optional<Value> base_60_integer(std::string_view text, bool negative) {
  const auto parts = base_60_parts(text, false);
  if (!parts) return std::nullopt;
  double wide = 0;
  std::uint64_t number = 0;
  bool fits = true;
  for (const std::string& part : *parts) {
    std::uint64_t amount = 0;
    fits = fits && std::from_chars(part.data(), part.data() + part.size(), amount).ec == std::errc() &&
           !__builtin_mul_overflow(number, std::uint64_t{60}, &number) && !__builtin_add_overflow(number, amount, &number);
    wide = wide * 60 + to_double(part);
  }
  if (fits) return integer(number, negative);
  return Value(negative ? -wide : wide);
}

std::optional<Value> base_60_float(std::string_view text, bool negative) {
  const auto parts = base_60_parts(text, true);
  if (!parts) return std::nullopt;
  double total = 0;
  for (const std::string& part : *parts) total = total * 60 + to_double(part);
  return Value(negative ? -total : total);
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
  return base_60_integer(text, negative);
}

std::optional<Value> as_float(std::string_view text) {
  std::string_view body = text;
  const bool sign = body.starts_with('-') || body.starts_with('+');
  const bool negative = body.starts_with('-');
  if (sign) body.remove_prefix(1);
  if (is_one_of(body, {".inf", ".Inf", ".INF"})) return Value(negative ? -HUGE_VAL : HUGE_VAL);
  if (!sign && is_one_of(body, {".nan", ".NaN", ".NAN"})) return Value(std::nan(""));
  if (body.find(':') != std::string_view::npos) return base_60_float(body, negative);
  // [digits] . [digits] [e sign digits]; digits first unless there is no sign and they follow the point
  std::size_t i = 0;
  const auto skip = [&] {
    while (i < body.size() && is_digit_or_underscore(body[i])) ++i;
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
  return Value(to_double(without_underscores(text)));
}

} // namespace

Value typed_scalar(std::string_view text, bool plain, Document::Tag tag) {
  using Tag = Document::Tag;
  if (tag == Tag::text || (tag == Tag::none && !plain)) return Value(text);
  if (tag == Tag::null || (tag == Tag::none && is_null(text))) return Value();
  if (tag == Tag::none || tag == Tag::boolean)
    if (const auto b = as_bool(text)) return Value(*b);
  if (tag != Tag::boolean) {
    if (auto number = as_integer(text)) {
      if (tag != Tag::floating) return *number;
      return Value(number->as_int() != nullptr ? static_cast<double>(*number->as_int()) : *number->as_double());
    }
    if (auto number = as_float(text)) return *number;
  }
  // JSON writes 1e5 as well.
  const bool by_tag = tag == Tag::floating && text.find_first_of("0123456789") != std::string_view::npos &&
                      text.find_first_not_of("0123456789+-.eE") == std::string_view::npos;
  if (by_tag) return Value(to_double(std::string(text)));
  return Value(text);
}

} // namespace sotval::core
