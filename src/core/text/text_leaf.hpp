#pragma once

#include <cstdint>
#include <string>

namespace sotval::core {

using LeafId = std::uint32_t;

/// A leaf of a text pattern: something that a text contains or not.
struct TextLeaf {
  enum class Kind : std::uint8_t { literal, word, regex } kind = Kind::literal;
  std::string text;
  bool nocase = false;

  friend bool operator==(const TextLeaf&, const TextLeaf&) = default;
  friend auto operator<=>(const TextLeaf&, const TextLeaf&) = default;
};

} // namespace sotval::core
