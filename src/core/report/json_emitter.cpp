#include "report/json_emitter.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <cmath>
#include <ostream>

#include "printable.hpp"
#include "utf8.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t flush_size = 64 * 1024;

// A lambda, because algorithms inline those; most of the bytes of a report pass through it.
constexpr auto is_plain = [](char c) noexcept { return c >= 0x20 && c < 0x7f && c != '"' && c != '\\'; };

template <typename Number>
void append_number(std::string& out, Number value) {
  std::array<char, 24> digits{};
  out.append(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr);
}

} // namespace

void JsonEmitter::key(std::string_view name) {
  next_element();
  append_quoted(name);
  buffer_ += indent_ == 0 ? ":" : ": ";
  after_key_ = true;
}

void JsonEmitter::null() {
  next_element();
  buffer_ += "null";
}

void JsonEmitter::boolean(bool value) {
  next_element();
  buffer_ += value ? "true" : "false";
}

void JsonEmitter::integer(std::int64_t value) {
  next_element();
  append_number(buffer_, value);
}

void JsonEmitter::integer(std::uint64_t value) {
  next_element();
  append_number(buffer_, value);
}

void JsonEmitter::number(double value) {
  if (!std::isfinite(value)) return null();
  next_element();
  std::array<char, 1100> digits{}; // the longest double without exponent has 1,076 characters
  const char* end = std::to_chars(digits.data(), digits.data() + digits.size(), value, std::chars_format::fixed).ptr;
  const std::string_view written(digits.data(), static_cast<std::size_t>(end - digits.data()));
  buffer_ += written;
  // 100.0, not 100: a field should not change its type with its value.
  if (written.find('.') == std::string_view::npos) buffer_ += ".0";
}

void JsonEmitter::text(std::string_view value) {
  next_element();
  append_quoted(value);
}

void JsonEmitter::value(const Value& value) {
  if (const bool* boolean_value = value.as_bool()) return boolean(*boolean_value);
  if (const std::int64_t* integer_value = value.as_int()) return integer(*integer_value);
  if (const double* number_value = value.as_double()) return number(*number_value);
  if (const std::string* text_value = value.as_string()) return text(*text_value);
  if (const Value::List* list = value.as_list()) {
    begin_list();
    for (const Value& item : *list) this->value(item);
    return end_list();
  }
  if (const Value::Map* map = value.as_map()) {
    begin_object();
    for (const auto& [name, item] : *map) {
      key(name);
      this->value(item);
    }
    return end_object();
  }
  null();
}

void JsonEmitter::finish() {
  buffer_ += '\n';
  flush();
  out_.flush();
}

void JsonEmitter::begin(char bracket) {
  next_element();
  buffer_ += bracket;
  ++depth_;
  empty_ = true;
}

void JsonEmitter::end(char bracket) {
  --depth_;
  if (!empty_) new_line();
  buffer_ += bracket;
  empty_ = false; // the surrounding one now holds this one
  if (buffer_.size() > flush_size) flush();
}

void JsonEmitter::next_element() {
  if (after_key_) {
    after_key_ = false;
    return;
  }
  if (!empty_) buffer_ += ',';
  if (depth_ > 0) new_line();
  empty_ = false;
}

void JsonEmitter::new_line() {
  if (indent_ == 0) return;
  buffer_ += '\n';
  buffer_.append(std::size_t{depth_} * indent_, ' ');
}

void JsonEmitter::append_quoted(std::string_view text) {
  buffer_ += '"';
  while (!text.empty()) {
    const auto plain = static_cast<std::size_t>(std::find_if_not(text.begin(), text.end(), is_plain) - text.begin());
    buffer_.append(text.substr(0, plain));
    text.remove_prefix(plain);
    if (text.empty()) break;
    char32_t code_point = 0;
    const std::size_t length = decode_code_point(text, code_point);
    const std::string_view bytes = text.substr(0, length);
    switch (code_point) {
    case '"': buffer_ += "\\\""; break;
    case '\\': buffer_ += "\\\\"; break;
    case '\n': buffer_ += "\\n"; break;
    case '\t': buffer_ += "\\t"; break;
    case '\r': buffer_ += "\\r"; break;
    default:
      if (code_point > 0x10FFFF)
        buffer_ += "\\\\x" + base16(bytes);
      else if (acts_on_terminals(code_point))
        buffer_ +=
            "\\u" + base16(std::string{static_cast<char>(code_point >> 8), static_cast<char>(code_point & 0xFF)});
      else
        buffer_ += bytes;
    }
    text.remove_prefix(length);
  }
  buffer_ += '"';
}

void JsonEmitter::flush() {
  if (out_) out_.write(buffer_.data(), static_cast<std::streamsize>(buffer_.size()));
  buffer_.clear();
}

} // namespace sotval::core
