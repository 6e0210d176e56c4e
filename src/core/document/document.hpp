#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include <sotval/value.hpp>

namespace sotval::core {

/// A parsed YAML or JSON document: nodes in one array, in document order. Scalars keep the text they
/// were written with; what they mean is found out when somebody asks.
class Document {
public:
  enum class Kind : std::uint8_t { plain, quoted, list, map, alias };
  /// What an explicit tag says about a scalar.
  enum class Tag : std::uint8_t { none, text, integer, floating, boolean, null };

  struct Node {
    Kind kind = Kind::plain;
    Tag tag = Tag::none;
    std::uint32_t line = 0, column = 0; // from 1
    std::uint32_t first = none;         // list: first item; map: first key; alias: the node it stands for
    std::uint32_t next = none;          // the next one of the same parent; keys and values alternate
    std::uint32_t children = 0;         // list: items; map: keys and values
    std::uint32_t text_size = 0;
    std::size_t text = 0;
  };
  static constexpr std::uint32_t none = ~std::uint32_t{0};
  static constexpr std::uint32_t root = 0;

  bool empty() const noexcept { return nodes_.empty(); }
  std::size_t size() const noexcept { return nodes_.size(); }
  const Node& operator[](std::uint32_t node) const noexcept { return nodes_[node]; }
  std::string_view text(const Node& node) const noexcept { return std::string_view(texts_).substr(node.text, node.text_size); }

  /// The node itself, or what it is an alias of.
  std::uint32_t resolve(std::uint32_t node) const noexcept {
    return nodes_[node].kind == Kind::alias ? nodes_[node].first : node;
  }
  bool is_map(std::uint32_t node) const noexcept { return nodes_[resolve(node)].kind == Kind::map; }
  bool is_list(std::uint32_t node) const noexcept { return nodes_[resolve(node)].kind == Kind::list; }
  bool is_scalar(std::uint32_t node) const noexcept {
    const Kind kind = nodes_[resolve(node)].kind;
    return kind == Kind::plain || kind == Kind::quoted;
  }

  /// The value of a key, `none` if there is none. Keys are compared as text; of equal keys the last
  /// counts; what is there itself beats what is merged in with `<<`.
  /// Requires: `map` is one.
  std::uint32_t find(std::uint32_t map, std::string_view key) const;
  /// Item `index` of a list, `none` if it is shorter.
  std::uint32_t item(std::uint32_t list, std::uint64_t index) const;

  /// A scalar with its YAML 1.1 type: null, bool, integer, floating-point number or text. An integer
  /// beyond 64 bits becomes a floating-point number.
  Value scalar(std::uint32_t node) const;
  /// Whether the node says what a value says, aliases and merges written out. Types count, the order of
  /// keys does not.
  bool equals(std::uint32_t node, const Value& wanted) const;
  /// Whether a list or map has nothing in it, merged keys included.
  bool is_empty(std::uint32_t node) const;
  /// Short text for messages, e.g. `"1.0" (text)`, `a list of 3`.
  std::string describe(std::uint32_t node) const;

  /// For readers that learn later where a node is and, if it is a plain scalar, how it was written.
  void set_token(std::uint32_t node, std::uint32_t line, std::uint32_t column, std::string_view token);

private:
  friend class DocumentBuilder;
  using Merged = std::unordered_map<std::uint32_t, std::uint32_t>; // by map: what was found in it

  bool is_merge_key(const Node& key) const noexcept;
  std::uint32_t find(std::uint32_t map, std::string_view key, Merged& merged) const;
  template <class Visit> bool all_keys(std::uint32_t map, Visit visit) const;

  std::vector<Node> nodes_;
  std::string texts_;
};

/// Puts a document together from a stream of events, within limits.
class DocumentBuilder {
public:
  DocumentBuilder(Document& document, unsigned max_depth, std::uint64_t max_nodes);

  enum class Status { good, too_deep, too_many_nodes };

  /// Each adds a node to the open list or map (or makes it the root) and returns its number.
  std::uint32_t add_scalar(std::string_view text, Document::Kind kind, Document::Tag tag, std::uint32_t line, std::uint32_t column);
  std::uint32_t add_alias(std::uint32_t target, std::uint32_t line, std::uint32_t column);
  std::uint32_t open(Document::Kind kind, std::uint32_t line, std::uint32_t column);
  void close();

  Status status() const noexcept { return status_; }
  /// The first `<<` whose value is neither a map nor a list of maps; `none` if all are right.
  std::uint32_t find_bad_merge() const;

private:
  // Of a node with its aliases written out.
  struct Extent {
    std::uint64_t nodes = 1;
    std::uint32_t depth = 0; // of lists and maps
  };
  struct Open {
    std::uint32_t node;
    std::uint32_t last_child = Document::none;
  };
  std::uint32_t add(const Document::Node& node, const Extent& extent);
  void enlarge(std::uint32_t parent, std::uint64_t nodes, std::uint32_t depth);

  Document& document_;
  unsigned max_depth_;
  std::uint64_t max_nodes_;
  std::vector<Open> open_;
  std::vector<Extent> extents_; // by node; of lists and maps that are open as far as they are known
  Status status_ = Status::good;
};

} // namespace sotval::core
