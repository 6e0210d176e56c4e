#include "document/document.hpp"

#include <algorithm>
#include <unordered_set>
#include <utility>

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
  Merged merged;
  return find(map, key, merged);
}

std::uint32_t Document::find(std::uint32_t map, std::string_view key, Merged& merged) const {
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
  // A map that is merged in many times is looked at once.
  const auto look_at = [&](std::uint32_t source) {
    const auto [known, fresh] = merged.try_emplace(resolve(source), none);
    return fresh ? merged[resolve(source)] = find(source, key, merged) : known->second;
  };
  // Of several merges the last counts, of several maps in one merge the first.
  for (std::uint32_t k = nodes_[resolve(map)].first; k != none; k = nodes_[nodes_[k].next].next) {
    if (!is_merge_key(nodes_[resolve(k)])) continue;
    const std::uint32_t source = nodes_[k].next;
    std::uint32_t here = none;
    if (is_map(source)) {
      here = look_at(source);
    } else {
      for (std::uint32_t i = nodes_[resolve(source)].first; i != none && here == none; i = nodes_[i].next)
        if (is_map(i)) here = look_at(i);
    }
    if (here != none) found = here;
  }
  return found;
}

// Visits the keys of a map and of what is merged into it, until `visit` returns false. Returns whether
// all were visited.
template <class Visit> bool Document::all_keys(std::uint32_t map, Visit visit) const {
  std::vector<std::uint32_t> maps{resolve(map)};
  std::unordered_set<std::uint32_t> known(maps.begin(), maps.end());
  const auto merge = [&](std::uint32_t source) {
    if (is_map(source) && known.insert(resolve(source)).second) maps.push_back(resolve(source));
  };
  for (std::size_t m = 0; m < maps.size(); ++m) {
    for (std::uint32_t k = nodes_[maps[m]].first; k != none; k = nodes_[nodes_[k].next].next) {
      const std::uint32_t value = nodes_[k].next;
      if (!is_merge_key(nodes_[resolve(k)])) {
        if (!visit(resolve(k))) return false;
      } else if (is_list(value)) {
        for (std::uint32_t i = nodes_[resolve(value)].first; i != none; i = nodes_[i].next) merge(i);
      } else {
        merge(value);
      }
    }
  }
  return true;
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

bool Document::equals(std::uint32_t node, const Value& wanted) const {
  const std::uint32_t n = resolve(node);
  if (is_scalar(n)) return scalar(n) == wanted;
  if (nodes_[n].kind == Kind::list) {
    const Value::List* list = wanted.as_list();
    if (list == nullptr || list->size() != nodes_[n].children) return false;
    std::uint32_t item = nodes_[n].first;
    return std::all_of(list->begin(), list->end(), [&](const Value& value) { return equals(std::exchange(item, nodes_[item].next), value); });
  }
  const Value::Map* map = wanted.as_map();
  if (map == nullptr) return false;
  const auto is_there = [&](const Value::Entry& entry) {
    const std::uint32_t value = find(n, entry.first);
    return value != none && equals(value, entry.second);
  };
  return std::all_of(map->begin(), map->end(), is_there) &&
         all_keys(n, [&](std::uint32_t key) { return is_scalar(key) && wanted.find(text(nodes_[key])) != nullptr; });
}

bool Document::is_empty(std::uint32_t node) const {
  return is_map(node) ? all_keys(node, [](std::uint32_t) { return false; }) : nodes_[resolve(node)].children == 0;
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
  // One outsized document must not cost its memory for the rest of the run.
  constexpr std::size_t kept = 1024 * 1024; // bytes
  if (document_.nodes_.capacity() * sizeof(Document::Node) > kept) document_.nodes_ = {};
  if (document_.texts_.capacity() > kept) document_.texts_ = {};
  document_.nodes_.clear();
  document_.texts_.clear();
}

std::uint32_t DocumentBuilder::add(const Document::Node& node, const Extent& extent) {
  auto& nodes = document_.nodes_;
  const auto number = static_cast<std::uint32_t>(nodes.size());
  nodes.push_back(node);
  extents_.push_back(extent);
  if (open_.size() + extent.depth > max_depth_) status_ = Status::too_deep;
  if (nodes.size() > max_nodes_) status_ = Status::too_many_nodes;
  if (open_.empty()) return number;
  Open& parent = open_.back();
  (parent.last_child == Document::none ? nodes[parent.node].first : nodes[parent.last_child].next) = number;
  parent.last_child = number;
  ++nodes[parent.node].children;
  enlarge(parent.node, extent.nodes, extent.depth);
  return number;
}

// What is too large is too large at once, so that nothing can overflow.
void DocumentBuilder::enlarge(std::uint32_t parent, std::uint64_t nodes, std::uint32_t depth) {
  Extent& extent = extents_[parent];
  extent.nodes += nodes;
  extent.depth = std::max(extent.depth, depth + 1);
  if (extent.nodes > max_nodes_) status_ = Status::too_many_nodes;
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
  return add(node, {});
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
  return add(node, within_itself ? Extent{} : extents_[node.first]);
}

std::uint32_t DocumentBuilder::open(Document::Kind kind, std::uint32_t line, std::uint32_t column) {
  Document::Node node;
  node.kind = kind;
  node.line = line;
  node.column = column;
  const std::uint32_t number = add(node, {1, 1});
  open_.push_back({number});
  return number;
}

void DocumentBuilder::close() {
  const std::uint32_t node = open_.back().node;
  open_.pop_back();
  if (open_.empty()) return;
  enlarge(open_.back().node, extents_[node].nodes - 1, extents_[node].depth); // itself was counted when it was opened
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
