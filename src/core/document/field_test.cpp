#include "document/field_test.hpp"

#include <algorithm>
#include <array>
#include <charconv>
#include <stdexcept>

#include <re2/re2.h>

#include <sotval/error.hpp>

#include "printable.hpp"

namespace sotval::core {

namespace {

std::unique_ptr<re2::RE2> compile(const Value& regex, bool nocase) {
  re2::RE2::Options options;
  options.set_case_sensitive(!nocase);
  options.set_log_errors(false);
  auto compiled = std::make_unique<re2::RE2>(*regex.as_string(), options);
  // The loader compiled the regex with regard to case; without, it may grow beyond what RE2 takes.
  if (!compiled->ok()) throw InputError("regex /" + shorten(*regex.as_string(), 120) + "/ is too large" + (nocase ? " without regard to case" : ""));
  return compiled;
}

bool matches(const re2::RE2& regex, std::string_view text) {
  return re2::RE2::PartialMatch(re2::StringPiece(text.data(), text.size()), regex);
}

bool is_truthy(const Value& value) {
  if (value.is_null()) return false;
  if (const auto* b = value.as_bool()) return *b;
  if (const auto* i = value.as_int()) return *i != 0;
  if (const auto* d = value.as_double()) return *d != 0;
  return !value.as_string()->empty();
}

std::optional<double> number_of(const Value& value) {
  if (const auto* i = value.as_int()) return static_cast<double>(*i);
  if (const auto* d = value.as_double()) return *d;
  return std::nullopt;
}

bool is_at_least(const Value& value, const Value& min) {
  if (value.as_int() != nullptr && min.as_int() != nullptr) return *value.as_int() >= *min.as_int();
  const auto number = number_of(value);
  return number && *number >= *number_of(min);
}

// The regex of a test, in messages.
std::string words(const re2::RE2& regex) {
  return shorten(regex.pattern(), 120);
}

// As a pack would have it: 24.0 is not 24.
std::string show_double(double number) {
  std::array<char, 32> digits{};
  std::string text(digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), number).ptr);
  return text.find_first_not_of("-0123456789") == std::string::npos ? text + ".0" : text;
}

std::string label(const FieldPath& path) {
  return path.text() == "." ? "the document" : "'" + shorten(path.text(), 80) + "'";
}

// A value as it would be written in a pack.
std::string show(const Value& value) {
  if (value.is_null()) return "null";
  if (const auto* b = value.as_bool()) return *b ? "true" : "false";
  if (const auto* i = value.as_int()) return std::to_string(*i);
  if (const auto* d = value.as_double()) return show_double(*d);
  if (const auto* s = value.as_string()) return "'" + shorten(*s, 120) + "'";
  std::string out = value.as_list() != nullptr ? "[" : "{";
  if (const auto* list = value.as_list())
    for (const Value& item : *list) out += (out.size() > 1 ? ", " : "") + show(item);
  if (const auto* map = value.as_map())
    for (const auto& [key, item] : *map) out += (out.size() > 1 ? ", " : "") + shorten(key, 120) + ": " + show(item);
  return out + (value.as_list() != nullptr ? "]" : "}");
}

} // namespace

// ---- FieldPath

FieldPath::FieldPath(std::string_view text) : text_(text) {
  if (text == ".") return;
  if (text.empty()) throw std::invalid_argument("empty field path: write '.' for the document itself");
  bool expect_key = true;
  while (!text.empty()) {
    if (text[0] == '[') {
      if (expect_key && !steps_.empty()) throw std::invalid_argument("a key is missing before '['");
      const std::size_t end = text.find(']');
      const std::string_view digits = text.substr(1, end == std::string_view::npos ? end : end - 1);
      const bool good = end != std::string_view::npos && !digits.empty() && digits.size() < 10 &&
                        std::all_of(digits.begin(), digits.end(), [](char c) { return c >= '0' && c <= '9'; });
      if (!good) throw std::invalid_argument("a list item is written [n], counted from 0");
      steps_.push_back({{}, std::stoull(std::string(digits)), true});
      text.remove_prefix(end + 1);
      expect_key = false;
      continue;
    }
    if (text[0] == '.') {
      if (expect_key) throw std::invalid_argument("a key is missing before '.'");
      text.remove_prefix(1);
      expect_key = true;
      if (text.empty()) throw std::invalid_argument("a key is missing after the last '.'");
      continue;
    }
    if (!expect_key) throw std::invalid_argument("'.' or '[' expected after ']'");
    const std::size_t end = std::min(text.find_first_of(".["), text.size());
    steps_.push_back({std::string(text.substr(0, end)), 0, false});
    text.remove_prefix(end);
    expect_key = false;
  }
}

std::uint32_t FieldPath::find(const Document& document, std::uint32_t& deepest, std::size_t& depth) const {
  std::uint32_t node = Document::root;
  deepest = node;
  depth = 0;
  for (const Step& step : steps_) {
    if (step.is_index)
      node = document.is_list(node) ? document.item(node, step.index) : Document::none;
    else
      node = document.is_map(node) ? document.find(node, step.key) : Document::none;
    if (node == Document::none) return node;
    deepest = node;
    ++depth;
  }
  return node;
}

std::string FieldPath::prefix(std::size_t depth) const {
  std::string out;
  for (std::size_t i = 0; i < depth; ++i) {
    if (steps_[i].is_index)
      out += "[" + std::to_string(steps_[i].index) + "]";
    else
      out += (out.empty() ? "" : ".") + steps_[i].key;
  }
  return out;
}

// ---- FieldTest

FieldTest::FieldTest(const Value& parameters) {
  const bool* nocase = nullptr;
  if (const Value* v = parameters.find("nocase")) nocase = v->as_bool();
  const bool fold = nocase != nullptr && *nocase;
  if (const Value* v = parameters.find("path")) paths_.emplace_back(*v->as_string());
  if (const Value* v = parameters.find("paths"))
    for (const Value& path : *v->as_list()) paths_.emplace_back(*path.as_string());
  if (const Value* v = parameters.find("optional")) optional_ = *v->as_bool();
  if (const Value* v = parameters.find("non_empty")) non_empty_ = *v->as_bool();
  if (const Value* v = parameters.find("type")) type_ = *v->as_string();
  if (const Value* v = parameters.find("equals")) equals_ = *v;
  if (const Value* v = parameters.find("regex")) regex_ = compile(*v, fold);
  if (const Value* v = parameters.find("items_regex")) items_regex_ = compile(*v, fold);
  if (const Value* v = parameters.find("min")) min_ = *v;
  if (const Value* v = parameters.find("min_items")) min_items_ = static_cast<std::uint64_t>(*v->as_int());
  if (const Value* v = parameters.find("max_items")) max_items_ = static_cast<std::uint64_t>(*v->as_int());
  if (const Value* v = parameters.find("contains")) contains_ = *v->as_list();
}

FieldTest::~FieldTest() = default;
FieldTest::FieldTest(FieldTest&&) noexcept = default;

std::optional<FieldFailure> FieldTest::apply(const Document& document) const {
  std::uint32_t deepest = Document::root;
  std::size_t depth = 0;
  for (const FieldPath& path : paths_) {
    const std::uint32_t node = path.find(document, deepest, depth);
    if (node == Document::none) continue;
    auto reason = complaint(document, node);
    if (!reason) return std::nullopt;
    return FieldFailure{label(path) + " " + *reason, document[node].line, document[node].column};
  }
  if (optional_) return std::nullopt;
  paths_.front().find(document, deepest, depth);
  FieldFailure failure{label(paths_.front()) + " is absent", 0, 0};
  for (std::size_t i = 1; i < paths_.size(); ++i) failure.text += ", and so is " + label(paths_[i]);
  if (depth > 0) { // the place where it ought to be
    failure.text += ": there is '" + shorten(paths_.front().prefix(depth), 80) + "' without it";
    failure.line = document[deepest].line;
    failure.column = document[deepest].column;
  }
  return failure;
}

std::optional<std::string> FieldTest::complaint(const Document& document, std::uint32_t node) const {
  const auto is = [&](std::string_view expected) { return "is " + document.describe(node) + ", expected " + std::string(expected); };
  const bool is_map = document.is_map(node), is_list = document.is_list(node);
  const Value typed = is_map || is_list ? Value() : document.scalar(node);
  if (type_ == "map" && !is_map) return is("a map");
  if (type_ == "list" && !is_list) return is("a list");
  if (type_ == "number" && !number_of(typed)) return is("a number");
  if (non_empty_) {
    const bool empty = is_map || is_list ? document.is_empty(node) : !is_truthy(typed);
    if (empty) return is("a value that is not empty");
  }
  if (equals_ && !document.equals(node, *equals_)) return is(show(*equals_));
  if (regex_) {
    const bool scalar = !is_map && !is_list && !typed.is_null();
    if (!scalar || !matches(*regex_, document.text(document[document.resolve(node)])))
      return is("text that matches " + words(*regex_));
  }
  if (min_ && !is_at_least(typed, *min_)) return is("a number of at least " + show(*min_));
  return list_complaint(document, node);
}

std::optional<std::string> FieldTest::list_complaint(const Document& document, std::uint32_t node) const {
  if (!min_items_ && !max_items_ && contains_.empty() && !items_regex_) return std::nullopt;
  const auto is = [&](const std::string& expected) { return "is " + document.describe(node) + ", expected " + expected; };
  if (!document.is_list(node)) return is("a list");
  const Document::Node& list = document[document.resolve(node)];
  if (min_items_ && list.children < *min_items_) return is("at least " + count_of(*min_items_, "item"));
  if (max_items_ && list.children > *max_items_) return is("at most " + count_of(*max_items_, "item"));
  for (const Value& wanted : contains_) {
    bool found = false;
    for (std::uint32_t i = list.first; i != Document::none && !found; i = document[i].next)
      found = document.equals(i, wanted);
    if (!found) return "does not contain " + show(wanted);
  }
  if (!items_regex_) return std::nullopt;
  for (std::uint32_t i = list.first; i != Document::none; i = document[i].next)
    if (!document.is_scalar(i) || document.scalar(i).is_null() || !matches(*items_regex_, document.text(document[document.resolve(i)])))
      return "holds " + document.describe(i) + ", expected items that match " + words(*items_regex_);
  return std::nullopt;
}

std::string FieldTest::describe() const {
  std::string out = paths_.front().text() == "." ? "the document" : paths_.front().text();
  for (std::size_t i = 1; i < paths_.size(); ++i) out += " or " + paths_[i].text();
  std::string conditions;
  const auto add = [&](const std::string& text) { conditions += (conditions.empty() ? " " : " and ") + text; };
  if (type_ == "map") add("is a map");
  if (type_ == "list") add("is a list");
  if (type_ == "number") add("is a number");
  if (non_empty_) add("is not empty");
  if (equals_) add("is " + show(*equals_));
  if (regex_) add("matches " + words(*regex_));
  if (min_) add("is at least " + show(*min_));
  if (min_items_) add("has at least " + count_of(*min_items_, "item"));
  if (max_items_) add("has at most " + count_of(*max_items_, "item"));
  for (const Value& item : contains_) add("contains " + show(item));
  if (items_regex_) add("has only items that match " + words(*items_regex_));
  if (conditions.empty()) conditions = " is present";
  return out + conditions + (optional_ ? " (or is absent)" : "");
}

} // namespace sotval::core
