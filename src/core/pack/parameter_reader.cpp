#include <algorithm>
#include <array>

#include "glob.hpp"
#include "pack/check_reader.hpp"
#include "pack/field_test_reader.hpp"
#include "pack/keys.hpp"
#include "pack/pattern_reader.hpp"
#include "pack/regex_reader.hpp"
#include "pack/spelling.hpp"

// One function for each ParameterType, and the switch that chooses among them.

namespace sotval::core {

namespace {

using MaybeValue = std::optional<Value>;
using MaybeText = std::optional<std::string>;

constexpr std::array<std::string_view, 4> require_forms{"every", "none", "{at_least: n}", "{ratio: r}"};

template <typename T> MaybeValue as_value(std::optional<T> value) {
  if (!value) return std::nullopt;
  return MaybeValue(std::in_place, std::move(*value));
}

template <typename T> MaybeValue as_entry(std::string_view key, std::optional<T> value) {
  if (!value) return std::nullopt;
  MaybeValue map(std::in_place);
  map->set(key, *value);
  return map;
}

MaybeText read_glob(const Reader& reader, const Node& node, std::string_view name) {
  MaybeText glob = reader.non_empty_text(node, name);
  if (!glob) return std::nullopt;
  if (auto error = check_glob(*glob)) {
    reader.error(node.place, "invalid glob " + in_quotes(*glob), std::move(*error));
    return std::nullopt;
  }
  return glob;
}

MaybeText read_path_set(const Reader& reader, const Node& node, std::string_view name, const KnownNames& sets) {
  MaybeText text = reader.non_empty_text(node, name);
  if (!text || !text->starts_with('@')) return text ? read_glob(reader, node, name) : std::nullopt;
  const std::string_view set = std::string_view(*text).substr(1);
  if (sets.has(set) || !sets.complete) return text;
  std::string suggestion = sets.names.empty() ? "the pack has no sets" : reader.suggestion(set, sets.names);
  reader.error(node.place, "unknown set " + in_quotes(*text), std::move(suggestion));
  return std::nullopt;
}

MaybeText read_name_glob(const Reader& reader, const Node& node, std::string_view name) {
  MaybeText glob = read_glob(reader, node, name);
  if (!glob || glob->find('/') == std::string::npos) return glob;
  reader.error(node.place, "invalid glob " + in_quotes(*glob), "expected a pattern of names, without '/'");
  return std::nullopt;
}

MaybeText read_child_path(const Reader& reader, const Node& node, std::string_view name) {
  MaybeText path = reader.non_empty_text(node, name);
  if (!path) return std::nullopt;
  const auto refuse = [&](std::string why) {
    reader.error(node.place, "invalid path " + in_quotes(*path), std::move(why));
    return std::nullopt;
  };
  if (path->find_first_of("*?[]{}\\") != std::string::npos) return refuse("expected a plain relative path, without wildcards");
  for (const std::string& component : split_components(*path))
    if (component.empty() || component == "." || component == "..")
      return refuse("expected a relative path below the directory, without '.', '..' and empty parts");
  return path;
}

template <typename ReadItem>
std::optional<std::vector<std::string>> read_texts(const Reader& reader, const Node& node, std::string_view name, ReadItem read_item) {
  const std::vector<const Node*> items = items_of(node);
  std::vector<std::string> texts;
  for (const Node* item : items)
    if (MaybeText text = read_item(*item)) texts.push_back(std::move(*text));
  if (items.empty()) reader.error(node.place, in_quotes(name) + " cannot be empty", "expected one or more");
  if (texts.empty() || texts.size() != items.size()) return std::nullopt;
  return texts;
}

template <typename ReadItem>
MaybeValue read_list(const Reader& reader, const Node& node, std::string_view name, ReadItem read_item) {
  auto texts = read_texts(reader, node, name, read_item);
  if (!texts) return std::nullopt;
  return Value(Value::List(std::make_move_iterator(texts->begin()), std::make_move_iterator(texts->end())));
}

MaybeValue read_choice(const Reader& reader, const Node& node, std::string_view name, Names names) {
  const std::optional<std::size_t> index = reader.choice(node, name, names);
  if (!index) return std::nullopt;
  return Value(names[*index]);
}

MaybeValue read_number_range(const Reader& reader, const Node& node, std::string_view name) {
  if (!node.is(Node::Kind::list) || node.items.size() != 2) {
    reader.error(node.place, in_quotes(name) + " is not a pair", "expected [low, high]");
    return std::nullopt;
  }
  const auto low = reader.integer(*node.items[0], name);
  const auto high = reader.integer(*node.items[1], name);
  if (!low || !high) return std::nullopt;
  if (*low > *high) {
    reader.error(node.place, in_quotes(name) + " goes from " + std::to_string(*low) + " down to " + std::to_string(*high),
                 "expected [low, high]");
    return std::nullopt;
  }
  return Value(Value::List{*low, *high});
}

std::optional<double> read_ratio(const Reader& reader, const Node& node) {
  const bool number = node.is(Node::Kind::integer) || node.is(Node::Kind::number);
  const double ratio = number ? number_of(node) : 0;
  if (ratio > 0 && ratio <= 1) return ratio;
  reader.cannot_be(node, "ratio", "expected a number above 0, at most 1");
  return std::nullopt;
}

// The result is a word, or a map of one entry.
MaybeValue read_require(const Reader& outer, const Node& node) {
  if (node.is(Node::Kind::text) && (node.text == "every" || node.text == "none")) return Value(node.text);
  if (!node.is(Node::Kind::map)) {
    outer.cannot_be(node, "require", outer.suggestion(node.text, require_forms));
    return std::nullopt;
  }
  const Reader reader = outer.part("'require'");
  reader.only_known(node, names_of(require_keys));
  const Node* at_least = node.find("at_least");
  const Node* ratio = node.find("ratio");
  if (node.entries.size() != 1) {
    reader.error(node.place, node.entries.empty() ? "an empty mapping" : "more than one key", "expected {at_least: n} or {ratio: r}");
    return std::nullopt;
  }
  if (at_least != nullptr) return as_entry("at_least", reader.integer(*at_least, "at_least", 1));
  if (ratio != nullptr) return as_entry("ratio", read_ratio(reader, *ratio));
  return std::nullopt; // an unknown key
}

MaybeValue read_checks(const Reader& reader, const Node& node, std::string_view name, const KnownNames& sets) {
  if (!reader.is_list(node, name)) return std::nullopt;
  if (node.items.empty()) reader.error(node.place, in_quotes(name) + " cannot be empty", "expected a list of checks");
  Value::List checks;
  for (const NodePtr& item : node.items)
    if (MaybeValue check = read_check(reader, *item, sets)) checks.push_back(std::move(*check));
  if (checks.empty() || checks.size() != node.items.size()) return std::nullopt;
  return Value(std::move(checks));
}

MaybeText read_argument(const Reader& reader, const Node& node, std::string_view name) {
  MaybeText argument = reader.text(node, name);
  if (!argument || argument->find('\0') == std::string::npos) return argument;
  reader.error(node.place, "invalid argument " + in_quotes(*argument), "a program cannot be given a NUL byte");
  return std::nullopt;
}

// A path that is relative to whatever directory the user happens to be in, or to the repository that is
// checked, would let a stranger choose the program.
MaybeText read_program(const Reader& reader, const Node& node, std::string_view name) {
  MaybeText program = reader.non_empty_text(node, name);
  if (!program || program->starts_with('/') || program->find('/') == std::string::npos) return program;
  reader.error(node.place, "invalid program " + in_quotes(*program), "expected an absolute path, or a name without '/' to look for in PATH");
  return std::nullopt;
}

MaybeValue read_command(const Reader& reader, const Node& node, std::string_view name) {
  const Node* program = items_of(node).empty() ? nullptr : items_of(node).front();
  return read_list(reader, node, name, [&](const Node& item) {
    MaybeText text = &item == program ? read_program(reader, item, name) : MaybeText(std::string());
    return text ? read_argument(reader, item, name) : std::nullopt;
  });
}

} // namespace

std::optional<std::vector<std::string>> read_globs(const Reader& reader, const Node& node, std::string_view name) {
  return read_texts(reader, node, name, [&](const Node& item) { return read_glob(reader, item, name); });
}

MaybeValue read_parameter(const Reader& reader, const Parameter& parameter, const Node& node, const KnownNames& sets) {
  const std::string_view name = parameter.name;
  const auto list = [&](auto read_item) { return read_list(reader, node, name, read_item); };
  switch (parameter.type) {
  case ParameterType::integer: return as_value(reader.integer(node, name));
  case ParameterType::glob: return as_value(read_glob(reader, node, name));
  case ParameterType::globs: return list([&](const Node& item) { return read_glob(reader, item, name); });
  case ParameterType::path_set: return as_value(read_path_set(reader, node, name, sets));
  case ParameterType::path_sets: return list([&](const Node& item) { return read_path_set(reader, item, name, sets); });
  case ParameterType::child_paths: return list([&](const Node& item) { return read_child_path(reader, item, name); });
  case ParameterType::name_globs: return list([&](const Node& item) { return read_name_glob(reader, item, name); });
  case ParameterType::names: return list([&](const Node& item) { return reader.non_empty_text(item, name); });
  case ParameterType::regex: return as_value(read_regex(reader, node, name));
  case ParameterType::entry_type: return read_choice(reader, node, name, entry_types);
  case ParameterType::boolean: return as_value(reader.boolean(node, name));
  case ParameterType::number_range: return read_number_range(reader, node, name);
  case ParameterType::require: return read_require(reader, node);
  case ParameterType::on_empty: return read_choice(reader, node, name, on_empty_values);
  case ParameterType::scope: return read_choice(reader, node, name, scopes);
  case ParameterType::pattern: return read_pattern(reader, node);
  case ParameterType::field_tests: return read_field_tests(reader, node);
  case ParameterType::checks: return read_checks(reader, node, name, sets);
  case ParameterType::text: return as_value(reader.non_empty_text(node, name));
  case ParameterType::values: return reader.is_map(node, name) ? MaybeValue(to_value(node)) : std::nullopt;
  case ParameterType::command: return read_command(reader, node, name);
  }
  return std::nullopt;
}

} // namespace sotval::core
