#include "pack/field_test_reader.hpp"

#include <stdexcept>

#include "document/field_test.hpp"
#include "pack/keys.hpp"
#include "pack/regex_reader.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

constexpr auto test_keys = names_of(field_test_keys);

// Reads within "a field test of rule 'x'". Each member function reads the value of one key, or several
// alike, and puts it into the result.
class TestReader {
public:
  TestReader(const Reader& reader, const Node& node) : reader_(reader), node_(node) {}

  std::optional<Value> read() {
    reader_.only_known(node_, test_keys);
    for (const Node::Entry& entry : node_.entries) good_ = good_ && is_known(entry.key);
    read_path();
    for (const std::string_view key : test_keys)
      if (const Node* value = node_.find(key)) read_key(key, *value);
    check_relations();
    if (!good_) return std::nullopt;
    return std::move(result_);
  }

private:
  static bool is_known(std::string_view key) {
    for (const std::string_view known : test_keys)
      if (known == key) return true;
    return false;
  }

  void put(std::string_view key, std::optional<Value> value) {
    if (value)
      result_.set(key, std::move(*value));
    else
      good_ = false;
  }
  void refuse(const Place& place, const std::string& message, std::string suggestion) {
    reader_.error(place, message, std::move(suggestion));
    good_ = false;
  }

  void read_path() {
    const Node::Entry* path = node_.find_entry("path");
    const Node::Entry* paths = node_.find_entry("paths");
    if (path == nullptr && paths == nullptr) good_ = reader_.required(node_, "path") != nullptr;
    if (path != nullptr && paths != nullptr) refuse(paths->place, "'paths' beside 'path'", "one of them");
  }

  void read_key(std::string_view key, const Node& value) {
    if (key == "path") put(key, field_path(value, key));
    else if (key == "paths") put(key, list_of(value, key, &TestReader::field_path));
    else if (key == "contains") put(key, list_of(value, key, &TestReader::scalar));
    else if (key == "equals") put(key, value.is(Node::Kind::list) ? to_value(value) : scalar(value, key));
    else if (key == "type") put(key, type(value));
    else if (key == "regex" || key == "items_regex") put(key, regex(value, key));
    else if (key == "min") put(key, number(value, key));
    else if (key == "min_items" || key == "max_items") put(key, reader_.integer(value, key));
    else put(key, reader_.boolean(value, key));
  }

  std::optional<Value> field_path(const Node& node, std::string_view name) {
    std::optional<std::string> path = reader_.non_empty_text(node, name);
    if (!path) return std::nullopt;
    if (auto error = check_field_path(*path)) {
      reader_.error(node.place, "invalid field path " + in_quotes(*path), std::move(*error));
      return std::nullopt;
    }
    return Value(std::move(*path));
  }

  std::optional<Value> scalar(const Node& node, std::string_view name) {
    if (node.is_text_like()) return to_value(node);
    // A field that is null fails every test but that of its presence.
    reader_.cannot_be(node, name, "expected a text, a number, true or false");
    return std::nullopt;
  }

  std::optional<Value> list_of(const Node& node, std::string_view name,
                               std::optional<Value> (TestReader::*read_item)(const Node&, std::string_view)) {
    Value::List list;
    const std::vector<const Node*> items = items_of(node);
    if (items.empty()) reader_.error(node.place, in_quotes(name) + " cannot be empty", "expected one or more");
    for (const Node* item : items)
      if (std::optional<Value> value = (this->*read_item)(*item, name)) list.push_back(std::move(*value));
    if (list.empty() || list.size() != items.size()) return std::nullopt;
    return Value(std::move(list));
  }

  std::optional<Value> type(const Node& node) {
    const std::optional<std::size_t> index = reader_.choice(node, "type", field_types);
    if (!index) return std::nullopt;
    return Value(field_types[*index]);
  }

  std::optional<Value> regex(const Node& node, std::string_view name) {
    std::optional<std::string> text = read_regex(reader_, node, name);
    if (!text) return std::nullopt;
    return Value(std::move(*text));
  }

  std::optional<Value> number(const Node& node, std::string_view name) {
    if (node.is(Node::Kind::integer) || node.is(Node::Kind::number)) return to_value(node);
    reader_.cannot_be(node, name, "expected a number");
    return std::nullopt;
  }

  void check_relations() {
    const Node::Entry* nocase = node_.find_entry("nocase");
    if (nocase != nullptr && node_.find("regex") == nullptr && node_.find("items_regex") == nullptr)
      refuse(nocase->place, "'nocase' without 'regex'", "it says how 'regex' and 'items_regex' compare");
    const Value* min = result_.find("min_items");
    const Value* max = result_.find("max_items");
    if (min != nullptr && max != nullptr && *min->as_int() > *max->as_int())
      refuse(node_.find("max_items")->place, "'max_items' is below 'min_items'",
             "expected " + std::to_string(*min->as_int()) + " or more");
  }

  const Reader& reader_;
  const Node& node_;
  Value result_;
  bool good_ = true;
};

} // namespace

std::optional<Value> read_field_tests(const Reader& reader, const Node& node) {
  const Reader part = reader.part("a field test");
  if (!reader.is_list(node, "fields")) return std::nullopt;
  if (node.items.empty()) {
    reader.error(node.place, "'fields' cannot be empty", "expected a list of field tests");
    return std::nullopt;
  }
  Value::List tests;
  for (const NodePtr& item : node.items) {
    if (!part.is_map(*item)) continue;
    if (std::optional<Value> test = TestReader(part, *item).read()) tests.push_back(std::move(*test));
  }
  if (tests.size() != node.items.size()) return std::nullopt;
  return Value(std::move(tests));
}

std::optional<std::string> check_field_path(std::string_view path) {
  // A document whose root is no mapping never satisfies a test.
  if (path.starts_with('[')) return "a document is a mapping, so a path starts with a key";
  try {
    const FieldPath parsed(path);
    return std::nullopt;
  } catch (const std::invalid_argument& error) {
    return error.what();
  }
}

} // namespace sotval::core
