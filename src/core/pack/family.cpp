#include "pack/family.hpp"

#include <algorithm>
#include <optional>

#include "pack/keys.hpp"
#include "pack/spelling.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

bool is_name(std::string_view text) noexcept {
  const auto letter = [](char c) { return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || c == '_'; };
  const auto good = [&](char c) { return letter(c) || (c >= '0' && c <= '9'); };
  return !text.empty() && letter(text[0]) && std::all_of(text.begin(), text.end(), good);
}

std::string_view text_of(const Node& node) noexcept {
  return node.is_text_like() ? std::string_view(node.text) : std::string_view("...");
}

} // namespace

// ---- reading

std::unique_ptr<Family> Family::read(const Reader& outer, const Node& node) {
  const Reader reader = outer.part("'for_each'");
  std::unique_ptr<Family> family(new Family);
  if (!node.is(Node::Kind::map) && !node.is(Node::Kind::list)) {
    outer.cannot_be(node, "for_each", "expected a list of mappings, or columns and rows");
    return nullptr;
  }
  if (node.is(Node::Kind::map) ? !family->read_table(reader, node) : !family->read_mappings(reader, node)) return nullptr;
  family->repetition_ = {family->size(), [self = family.get()](std::size_t entry) { return self->describe(entry); }};
  return family;
}

bool Family::add_name(const Reader& reader, const std::string& name, const Place& place) {
  if (!is_name(name)) {
    reader.error(place, "invalid name " + in_quotes(name), "expected letters, digits and '_', a letter first");
    return false;
  }
  const auto index = names_.size();
  names_.push_back(name);
  return index_.emplace(names_.back(), index).second;
}

bool Family::read_mappings(const Reader& reader, const Node& list) {
  if (list.items.empty()) {
    reader.error(list.place, "no entries", "expected a list of mappings");
    return false;
  }
  const Reader entry_reader = reader.part("an entry of 'for_each'");
  bool good = true;
  for (const NodePtr& item : list.items) good = entry_reader.is_map(*item) && good;
  if (!good) return false;

  // The first entry says which names there are; the views in index_ need names that stay where they are.
  names_.reserve(list.items.front()->entries.size());
  for (const Node::Entry& entry : list.items.front()->entries) good = add_name(reader, entry.key, entry.place) && good;
  if (!good) return false;
  for (const NodePtr& item : list.items) good = read_mapping(reader, *item) && good;
  return good;
}

bool Family::read_mapping(const Reader& reader, const Node& map) {
  const std::vector<std::string_view> known(names_.begin(), names_.end());
  std::vector<Cell> cells(names_.size());
  bool good = true;
  for (const Node::Entry& entry : map.entries) {
    if (const auto found = index_.find(entry.key); found != index_.end()) {
      cells[found->second] = cell_of(entry.value);
    } else {
      reader.error(entry.place, "unknown name " + in_quotes(entry.key), reader.suggestion(entry.key, known));
      good = false;
    }
  }
  for (std::size_t i = 0; i < cells.size(); ++i) {
    if (cells[i].value) continue;
    reader.error(map.place, "missing name " + in_quotes(names_[i]), "all entries have the names of the first");
    good = false;
  }
  entries_.push_back(std::move(cells));
  return good;
}

bool Family::read_table(const Reader& reader, const Node& table) {
  reader.only_known(table, names_of(table_keys));
  const Node* columns = reader.required(table, "columns");
  const Node* rows = reader.required(table, "rows");
  if (columns == nullptr || rows == nullptr) return false;
  bool good = read_names(reader, *columns);
  if (!reader.is_list(*rows, "rows") || !good) return false;
  if (rows->items.empty()) {
    reader.error(rows->place, "no rows", "expected a list of lists");
    return false;
  }
  for (const NodePtr& row : rows->items) good = read_row(reader, *row) && good;
  return good;
}

bool Family::read_names(const Reader& reader, const Node& names) {
  if (!reader.is_list(names, "columns")) return false;
  if (names.items.empty()) {
    reader.error(names.place, "no columns", "expected a list of names");
    return false;
  }
  bool good = true;
  names_.reserve(names.items.size());
  for (const NodePtr& item : names.items) {
    const std::optional<std::string> name = reader.text(*item, "columns");
    if (name && index_.count(*name) > 0) reader.error(item->place, "duplicate column " + in_quotes(*name));
    good = name && index_.count(*name) == 0 && add_name(reader, *name, item->place) && good;
  }
  return good;
}

bool Family::read_row(const Reader& reader, const Node& row) {
  if (!row.is(Node::Kind::list)) {
    reader.error(row.place, "a row cannot be " + sotval::core::describe(row), "expected a list");
    return false;
  }
  if (row.items.size() != names_.size()) {
    const std::vector<std::string_view> names(names_.begin(), names_.end());
    reader.error(row.place, "a row of " + count_of(row.items.size(), "value"),
                 "expected " + std::to_string(names_.size()) + " (" + join(names) + ")");
    return false;
  }
  std::vector<Cell> cells;
  for (const NodePtr& item : row.items) cells.push_back(cell_of(item));
  entries_.push_back(std::move(cells));
  return true;
}

Family::Cell Family::cell_of(NodePtr value) {
  Cell cell{value, 1, value->text.size()};
  const auto add = [&](const NodePtr& part) {
    const Cell inner = cell_of(part);
    cell.values += inner.values;
    cell.bytes += inner.bytes;
  };
  for (const NodePtr& item : value->items) add(item);
  for (const Node::Entry& entry : value->entries) add(entry.value);
  return cell;
}

std::string Family::describe(std::size_t entry) const {
  std::string out;
  for (std::size_t i = 0; i < names_.size(); ++i) {
    if (i > 0) out += ", ";
    if (i == 4) return out + "...";
    out += shorten(names_[i], 30) + ' ' + shorten(text_of(*entries_[entry][i].value), 30);
  }
  return out;
}

// ---- writing out

class Substitution {
public:
  Substitution(const Family& family, const Reader& reader, std::size_t entry, PackBudget& budget)
      : family_(family), reader_(reader), cells_(family.entries_[entry]), budget_(budget) {}

  bool good() const noexcept { return good_; }

  // The node itself where there is nothing to replace.
  NodePtr apply(const NodePtr& node) {
    if (!good_) return node;
    if (!budget_.take(1, node->text.size())) {
      exceeded(*node);
      return node;
    }
    if (node->is(Node::Kind::text)) return node->text.find("${") == std::string::npos ? node : apply_to_text(*node);
    if (node->items.empty() && node->entries.empty()) return node;

    bool changed = false;
    const auto replaced = [&](const NodePtr& part) {
      NodePtr result = apply(part);
      changed = changed || result != part;
      return result;
    };
    auto copy = std::make_shared<Node>();
    copy->kind = node->kind;
    copy->place = node->place;
    for (const NodePtr& item : node->items) copy->items.push_back(replaced(item));
    for (const Node::Entry& entry : node->entries) copy->entries.push_back({entry.key, entry.place, replaced(entry.value)});
    return changed ? copy : node;
  }

private:
  void fail(const Node& node, const std::string& message, std::string suggestion) {
    reader_.error(node.place, message, std::move(suggestion));
    good_ = false;
  }
  void exceeded(const Node& node) {
    fail(node, std::string(PackBudget::exceeded) + ", its families written out", "");
  }

  const Family::Cell* find(const Node& node, std::string_view name) {
    const auto found = family_.index_.find(name);
    if (found != family_.index_.end()) return &cells_[found->second];
    const std::vector<std::string_view> names(family_.names_.begin(), family_.names_.end());
    fail(node, "unknown name '${" + shorten(name, 60) + "}'", reader_.suggestion(name, names));
    return nullptr;
  }

  NodePtr apply_to_text(const Node& node) {
    const std::string_view text = node.text;
    // Nothing but one ${name}: the value as it is, at the template's place.
    if (text.starts_with("${") && text.find('}') == text.size() - 1) {
      const Family::Cell* cell = find(node, text.substr(2, text.size() - 3));
      if (cell == nullptr) return nullptr;
      if (!budget_.take(cell->values, cell->bytes)) exceeded(node);
      auto copy = std::make_shared<Node>(*cell->value);
      copy->place = node.place;
      return copy;
    }
    auto copy = std::make_shared<Node>();
    copy->kind = Node::Kind::text;
    copy->quoted = true;
    copy->place = node.place;
    append_replaced(copy->text, node);
    return copy;
  }

  void append_replaced(std::string& out, const Node& node) {
    const std::string_view text = node.text;
    std::size_t i = 0;
    while (good_) {
      const std::size_t start = text.find("${", i);
      if (start == std::string_view::npos) break;
      if (start > i && text[start - 1] == '$') { // $${
        out += text.substr(i, start - 1 - i);
        out += "${";
        i = start + 2;
        continue;
      }
      out += text.substr(i, start - i);
      const std::size_t end = text.find('}', start);
      if (end == std::string_view::npos) return fail(node, "'${' without '}'", "a literal '${' is written '$${'");
      append_value(out, node, text.substr(start + 2, end - start - 2));
      i = end + 1;
    }
    out += text.substr(i);
  }

  void append_value(std::string& out, const Node& node, std::string_view name) {
    const Family::Cell* cell = find(node, name);
    if (cell == nullptr) return;
    const Node& value = *cell->value;
    if (!value.is_text_like())
      return fail(node, "'${" + std::string(name) + "}' is " + describe(value) + " within a text", "it can only stand alone");
    if (!budget_.take(0, value.text.size())) return exceeded(node);
    out += value.text;
  }

  const Family& family_;
  const Reader& reader_;
  const std::vector<Family::Cell>& cells_;
  PackBudget& budget_;
  bool good_ = true;
};

NodePtr Family::write_out(const Reader& reader, const NodePtr& rule, std::size_t entry, PackBudget& budget) const {
  Substitution substitution(*this, reader, entry, budget);
  NodePtr result = substitution.apply(rule);
  return substitution.good() ? result : nullptr;
}

} // namespace sotval::core
