#include "pack/node.hpp"

#include <array>
#include <charconv>
#include <system_error>

#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

std::string_view without_plus(std::string_view text) noexcept {
  return text.starts_with('+') ? text.substr(1) : text;
}

std::size_t digits_at(std::string_view text, std::size_t from) noexcept {
  std::size_t end = from;
  while (end < text.size() && text[end] >= '0' && text[end] <= '9') ++end;
  return end - from;
}

template <typename Number> bool converts(std::string_view text, Number& number) noexcept {
  text = without_plus(text);
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  return error == std::errc{} && end == text.data() + text.size();
}

} // namespace

const Node::Entry* Node::find_entry(std::string_view key) const noexcept {
  for (const Entry& entry : entries)
    if (entry.key == key) return &entry;
  return nullptr;
}

const Node* Node::find(std::string_view key) const noexcept {
  const Entry* entry = find_entry(key);
  return entry != nullptr ? entry->value.get() : nullptr;
}

Node::Kind kind_of_plain(std::string_view text) noexcept {
  using Kind = Node::Kind;
  if (text.empty() || text == "~" || text == "null" || text == "Null" || text == "NULL") return Kind::null;
  if (text == "true" || text == "false") return Kind::boolean;

  std::size_t i = text[0] == '-' || text[0] == '+' ? 1 : 0;
  const std::size_t whole = digits_at(text, i);
  if (whole > 1 && text[i] == '0') return Kind::text;
  i += whole;
  if (i == text.size()) {
    std::int64_t ignored = 0;
    return whole > 0 && converts(text, ignored) ? Kind::integer : Kind::text;
  }
  if (text[i] != '.') return Kind::text;
  const std::size_t fraction = digits_at(text, ++i);
  if (whole + fraction == 0) return Kind::text;
  i += fraction;
  if (i < text.size() && (text[i] == 'e' || text[i] == 'E')) {
    if (++i < text.size() && (text[i] == '-' || text[i] == '+')) ++i;
    const std::size_t exponent = digits_at(text, i);
    if (exponent == 0) return Kind::text;
    i += exponent;
  }
  double ignored = 0;
  return i == text.size() && converts(text, ignored) ? Kind::number : Kind::text;
}

std::int64_t integer_of(const Node& node) noexcept {
  std::int64_t value = 0;
  converts(node.text, value);
  return value;
}

double number_of(const Node& node) noexcept {
  double value = 0;
  converts(node.text, value);
  return value;
}

Value to_value(const Node& node) {
  switch (node.kind) {
  case Node::Kind::null: return {};
  case Node::Kind::boolean: return node.text == "true";
  case Node::Kind::integer: return integer_of(node);
  case Node::Kind::number: return number_of(node);
  case Node::Kind::text: return node.text;
  case Node::Kind::list: {
    Value::List list;
    list.reserve(node.items.size());
    for (const NodePtr& item : node.items) list.push_back(to_value(*item));
    return list;
  }
  case Node::Kind::map: {
    Value::Map map;
    map.reserve(node.entries.size());
    for (const Node::Entry& entry : node.entries) map.emplace_back(entry.key, to_value(*entry.value));
    return map;
  }
  }
  return {};
}

NodePtr to_node(const Value& value, const Place& place) {
  auto node = std::make_shared<Node>();
  node->place = place;
  if (const bool* boolean = value.as_bool()) {
    node->kind = Node::Kind::boolean;
    node->text = *boolean ? "true" : "false";
  } else if (const std::int64_t* integer = value.as_int()) {
    node->kind = Node::Kind::integer;
    node->text = std::to_string(*integer);
  } else if (const double* number = value.as_double()) {
    std::array<char, 32> digits{};
    node->kind = Node::Kind::number;
    node->text.assign(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), *number).ptr);
  } else if (const std::string* text = value.as_string()) {
    node->kind = Node::Kind::text;
    node->quoted = true;
    node->text = *text;
  } else if (const Value::List* list = value.as_list()) {
    node->kind = Node::Kind::list;
    for (const Value& item : *list) node->items.push_back(to_node(item, place));
  } else if (const Value::Map* map = value.as_map()) {
    node->kind = Node::Kind::map;
    for (const auto& [key, entry] : *map) node->entries.push_back({key, place, to_node(entry, place)});
  }
  return node;
}

std::string describe(const Node& node) {
  switch (node.kind) {
  case Node::Kind::null: return "null";
  case Node::Kind::text: return "the text " + in_quotes(node.text);
  case Node::Kind::list: return "a list";
  case Node::Kind::map: return "a mapping";
  default: return node.text;
  }
}

} // namespace sotval::core
