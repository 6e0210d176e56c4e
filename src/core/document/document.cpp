#include "document/document.hpp"

#include <algorithm>
#include <cstdio>

#include "document/scalar_type.hpp"
#include "printable.hpp"

namespace sotval::core {

bool Document::is_merge_key(const Node& key) const noexcept {
  return key.kind == Kind::plain && key.tag == Tag::none && text(key) == "<<";
}

void Document::set_token(std::uint32_t node, std::uint32_t line, std::uint32_t column, std::string_view token) {
  Node& n = nodes_[node];
  n.line = line;
  n.column = column;
  if (n.kind != Kind::plain) return;
  n.text = texts_.size();
  n.text_size = static_cast<std::uint32_t>(token.size());
  texts_ += token;
}

std::uint32_t Document::find(std::uint32_t map, std::string_view key) const {
  std::uint32_t found = none;
  bool merges = false;
  for (std::uint32_t k = nodes_[resolve(map)].first; k != none; k = nodes_[nodes_[k].next].next) {
    const Node& node = nodes_[resolve(k)];
    if (node.kind != Kind::plain && node.kind != Kind::quoted) continue;
    if (is_merge_key(node)) {
      merges = true;
    } else if (text(node) == key) {
      found = nodes_[k].next;
    }
  }
  if (found != none || !merges) return found;
  // Of several merges the last counts, of several maps in one merge the first.
  for (std::uint32_t k = nodes_[resolve(map)].first; k != none; k = nodes_[nodes_[k].next].next) {
    if (!is_merge_key(nodes_[resolve(k)])) continue;
    const std::uint32_t source = nodes_[k].next;
    std::uint32_t merged = none;
    if (is_map(source)) {
      merged = find(source, key);
    } else {
      for (std::uint32_t i = nodes_[resolve(source)].first; i != none && merged == none; i = nodes_[i].next)
        if (is_map(i)) merged = find(i, key);
    }
    if (merged != none) found = merged;
  }
  return found;
}

std::uint32_t Document::item(std::uint32_t list, std::uint64_t index) const {
  std::uint32_t node = nodes_[resolve(list)].first;
  while (node != none && index-- > 0) node = nodes_[node].next;
  return node;
}

Value Document::scalar(std::uint32_t node) const {
  const Node& n = nodes_[resolve(node)];
  return typed_scalar(text(n), n.kind == Kind::plain, n.tag);
}

Value Document::value(std::uint32_t node) const {
  const std::uint32_t n = resolve(node);
  if (is_scalar(n)) return scalar(n);
  if (nodes_[n].kind == Kind::list) {
    Value::List list;
    for (std::uint32_t i = nodes_[n].first; i != none; i = nodes_[i].next) list.push_back(value(i));
    return list;
  }
  Value map = Value::Map{};
  for (std::uint32_t k = nodes_[n].first; k != none; k = nodes_[nodes_[k].next].next)
    if (is_scalar(k)) map.set(text(nodes_[resolve(k)]), value(nodes_[k].next));
  return map;
}

std::string Document::describe(std::uint32_t node) const {
  const Node& n = nodes_[resolve(node)];
  if (n.kind == Kind::map) return n.children == 0 ? "an empty map" : "a map of " + std::to_string(n.children / 2);
  if (n.kind == Kind::list) return n.children == 0 ? "an empty list" : "a list of " + std::to_string(n.children);
  const Value typed = scalar(node);
  if (typed.is_null()) return "null";
  const std::string shown = "'" + shorten(text(n), 60) + "'";
  if (typed.as_bool() != nullptr) return shown + " (bool)";
  if (typed.as_int() != nullptr) return shown + " (integer)";
  if (typed.as_double() != nullptr) return shown + " (float)";
  return shown + " (text)";
}

// ---- DocumentBuilder

DocumentBuilder::DocumentBuilder(Document& document, unsigned max_depth, std::uint64_t max_nodes)
    : document_(document), max_depth_(max_depth), max_nodes_(max_nodes) {
  document_.nodes_.clear();
  document_.texts_.clear();
}

std::uint32_t DocumentBuilder::add(const Document::Node& node, std::uint64_t weight) {
  auto& nodes = document_.nodes_;
  const auto number = static_cast<std::uint32_t>(nodes.size());
  nodes.push_back(node);
  weights_.push_back(weight);
  if (!open_.empty()) {
    Open& parent = open_.back();
    (parent.last_child == Document::none ? nodes[parent.node].first : nodes[parent.last_child].next) = number;
    parent.last_child = number;
    ++nodes[parent.node].children;
    weights_[parent.node] += weight;
    // What weighs too much at its parent weighs too much as a whole; nothing can overflow before.
    if (weights_[parent.node] > max_nodes_) status_ = Status::too_many_nodes;
  }
  if (nodes.size() > max_nodes_) status_ = Status::too_many_nodes;
  return number;
}

std::uint32_t DocumentBuilder::add_scalar(std::string_view text, Document::Kind kind, Document::Tag tag,
                                          std::uint32_t line, std::uint32_t column) {
  Document::Node node;
  node.kind = kind;
  node.tag = tag;
  node.line = line;
  node.column = column;
  node.text = document_.texts_.size();
  node.text_size = static_cast<std::uint32_t>(text.size());
  document_.texts_ += text;
  return add(node, 1);
}

std::uint32_t DocumentBuilder::add_alias(std::uint32_t target, std::uint32_t line, std::uint32_t column) {
  Document::Node node;
  node.kind = Document::Kind::alias;
  node.line = line;
  node.column = column;
  node.first = document_.resolve(target);
  const bool within_itself =
      std::any_of(open_.begin(), open_.end(), [&](const Open& open) { return open.node == node.first; });
  if (within_itself) status_ = Status::too_many_nodes; // written out it would have no end
  return add(node, within_itself ? 1 : weights_[node.first]);
}

std::uint32_t DocumentBuilder::open(Document::Kind kind, std::uint32_t line, std::uint32_t column) {
  Document::Node node;
  node.kind = kind;
  node.line = line;
  node.column = column;
  const std::uint32_t number = add(node, 1);
  open_.push_back({number});
  if (open_.size() > max_depth_) status_ = Status::too_deep;
  return number;
}

void DocumentBuilder::close() {
  const std::uint32_t node = open_.back().node;
  open_.pop_back();
  if (open_.empty()) return;
  weights_[open_.back().node] += weights_[node] - 1; // one was counted when it was opened
  if (weights_[open_.back().node] > max_nodes_) status_ = Status::too_many_nodes;
}

std::uint32_t DocumentBuilder::find_bad_merge() const {
  const Document& d = document_;
  for (std::uint32_t map = 0; map < d.size(); ++map) {
    if (d[map].kind != Document::Kind::map) continue;
    for (std::uint32_t k = d[map].first; k != Document::none; k = d[d[k].next].next) {
      if (!d.is_merge_key(d[d.resolve(k)])) continue;
      const std::uint32_t value = d[k].next;
      if (d.is_map(value)) continue;
      bool good = d.is_list(value);
      if (good)
        for (std::uint32_t i = d[d.resolve(value)].first; i != Document::none; i = d[i].next) good &= d.is_map(i);
      if (!good) return k;
    }
  }
  return Document::none;
}

} // namespace sotval::core
