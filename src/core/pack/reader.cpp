#include "pack/reader.hpp"

#include <algorithm>

#include "pack/spelling.hpp"

namespace sotval::core {

void Reader::error(const Place& place, const std::string& message, std::string suggestion) const {
  diagnostics_.error(place, message + " in " + where(), std::move(suggestion));
}

std::string Reader::where() const {
  return part_.empty() ? owner_ : part_ + " of " + owner_;
}

void Reader::cannot_be(const Node& node, std::string_view name, std::string expected) const {
  if (node.is(Node::Kind::null))
    error(node.place, in_quotes(name) + " has no value", std::move(expected));
  else if (node.is(Node::Kind::text) && node.text.empty())
    error(node.place, in_quotes(name) + " cannot be empty", std::move(expected));
  else
    error(node.place, in_quotes(name) + " cannot be " + describe(node), std::move(expected));
}

std::string Reader::suggestion(std::string_view word, Names names) const {
  return diagnostics_.full() ? std::string() : suggest(word, names);
}

bool Reader::is_map(const Node& node, std::string_view name) const {
  if (!node.is(Node::Kind::map)) cannot_be(node, name, "expected a mapping");
  return node.is(Node::Kind::map);
}

bool Reader::is_map(const Node& node) const {
  if (!node.is(Node::Kind::map)) diagnostics_.error(node.place, where() + " cannot be " + describe(node), "expected a mapping");
  return node.is(Node::Kind::map);
}

bool Reader::is_list(const Node& node, std::string_view name) const {
  if (!node.is(Node::Kind::list)) cannot_be(node, name, "expected a list");
  return node.is(Node::Kind::list);
}

void Reader::only_known(const Node& map, Names known, std::string_view noun) const {
  for (const Node::Entry& entry : map.entries)
    if (std::find(known.begin(), known.end(), entry.key) == known.end())
      error(entry.place, "unknown " + std::string(noun) + ' ' + in_quotes(entry.key), suggestion(entry.key, known));
}

const Node* Reader::required(const Node& map, std::string_view key, std::string_view noun) const {
  const Node* node = map.find(key);
  if (node == nullptr) error(map.place, "missing " + std::string(noun) + ' ' + in_quotes(key));
  return node;
}

std::optional<std::string> Reader::text(const Node& node, std::string_view name) const {
  if (node.is_text_like()) return node.text;
  cannot_be(node, name, "expected text");
  return std::nullopt;
}

std::optional<std::string> Reader::non_empty_text(const Node& node, std::string_view name) const {
  if (node.is_text_like() && !node.text.empty()) return node.text;
  cannot_be(node, name, "expected text");
  return std::nullopt;
}

std::optional<bool> Reader::boolean(const Node& node, std::string_view name) const {
  if (node.is(Node::Kind::boolean)) return node.text == "true";
  cannot_be(node, name, "expected true or false");
  return std::nullopt;
}

std::optional<std::int64_t> Reader::integer(const Node& node, std::string_view name, std::int64_t min,
                                            std::int64_t max) const {
  if (node.is(Node::Kind::integer)) {
    const std::int64_t value = integer_of(node);
    if (value >= min && value <= max) return value;
  }
  std::string expected = "expected an integer";
  if (min == max)
    expected = "expected " + std::to_string(min);
  else if (max != std::numeric_limits<std::int64_t>::max())
    expected += " from " + std::to_string(min) + " to " + std::to_string(max);
  else if (min != std::numeric_limits<std::int64_t>::min())
    expected += ", " + std::to_string(min) + " or more";
  cannot_be(node, name, std::move(expected));
  return std::nullopt;
}

std::optional<std::size_t> Reader::choice(const Node& node, std::string_view name, Names names) const {
  if (!node.is_text_like() || node.text.empty()) {
    cannot_be(node, name, "expected one of " + join(names));
    return std::nullopt;
  }
  const auto found = std::find(names.begin(), names.end(), node.text);
  if (found != names.end()) return static_cast<std::size_t>(found - names.begin());
  error(node.place, "unknown " + std::string(name) + ' ' + in_quotes(node.text), suggestion(node.text, names));
  return std::nullopt;
}

std::vector<const Node*> items_of(const Node& node) {
  if (!node.is(Node::Kind::list)) return {&node};
  std::vector<const Node*> items;
  items.reserve(node.items.size());
  for (const NodePtr& item : node.items) items.push_back(item.get());
  return items;
}

} // namespace sotval::core
