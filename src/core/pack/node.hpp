#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/value.hpp>

#include "pack/source_file.hpp"

// A YAML document with places: what the readers of the pack see. Immutable once made, and shared:
// aliases and the entries of a family point to the same nodes.
//
// Plain scalars have fewer meanings than in YAML at large, because a pack is about names and texts:
//   true, false              bool; yes, no, on, off are text (a pack may well look for the word NO)
//   null, ~ and nothing      null (also Null and NULL, as YAML has it)
//   24, -3, +5               integer if it fits 64 bits and has no leading zero; 010 and 0001 are text,
//                            because in a pack they are identifiers and not octal numbers
//   1.5, .5, 2., 1.5e3       number; it needs a point: 1e3 is text, as in the documents that are checked
//   everything else          text: dates, 1.0.0, 0x1f, 1_000, .inf
// Quoted and block scalars are text. Where text is asked for, any scalar but null is taken as it is
// written: `version: 1.10` is the text 1.10.

namespace sotval::core {

struct Node;
using NodePtr = std::shared_ptr<const Node>;

struct Node {
  enum class Kind : std::uint8_t { null, boolean, integer, number, text, list, map };

  struct Entry {
    std::string key;
    Place place; ///< of the key
    NodePtr value;
  };

  Kind kind = Kind::null;
  bool quoted = false; ///< a scalar in quotes, or a block
  Place place;
  std::string text;           ///< a scalar as it is written, without quotes
  std::vector<NodePtr> items; ///< of a list
  std::vector<Entry> entries; ///< of a map; keys are distinct

  bool is(Kind wanted) const noexcept { return kind == wanted; }
  bool is_text_like() const noexcept { return kind != Kind::null && kind < Kind::list; }

  /// The value of a key; nullptr if there is none.
  const Node* find(std::string_view key) const noexcept;
  const Entry* find_entry(std::string_view key) const noexcept;
};

/// What a plain scalar means.
Node::Kind kind_of_plain(std::string_view text) noexcept;

/// The integer or number that a scalar of that kind stands for.
std::int64_t integer_of(const Node& node) noexcept;
double number_of(const Node& node) noexcept;

Value to_value(const Node& node);

/// The other way round; every part gets that place.
NodePtr to_node(const Value& value, const Place& place);

/// "a list", "the text 'abc'", "24": for messages.
std::string describe(const Node& node);

} // namespace sotval::core
