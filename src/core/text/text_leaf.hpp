#pragma once

#include <algorithm>
#include <compare>
#include <cstdint>
#include <string>
#include <vector>

namespace sotval::core {

using LeafId = std::uint32_t;

/// A leaf of a text pattern: something that a text contains or not.
struct TextLeaf {
  enum class Kind : std::uint8_t {
    literal,
    word,
    regex,
    any, // several of the others: one of them is enough
  } kind = Kind::literal;
  std::string text;
  bool nocase = false;
  std::vector<TextLeaf> members = {}; ///< any: at least two; the other kinds have none

  /// The one that was found: of `any` that member, otherwise itself. A number that is too large is taken for the last one.
  const TextLeaf& member(std::uint32_t number) const noexcept {
    return members.empty() ? *this : members[std::min<std::size_t>(number, members.size() - 1)];
  }

  friend bool operator==(const TextLeaf&, const TextLeaf&) = default;
  friend std::strong_ordering operator<=>(const TextLeaf&, const TextLeaf&) = default;
};

} // namespace sotval::core
