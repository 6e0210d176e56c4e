#pragma once

#include <string>
#include <string_view>

#include "document/document.hpp"
#include "document/field_test.hpp"
#include "document/parse.hpp"

namespace support {

/// A document and what parsing it came to.
struct Parsed {
  sotval::core::ParseResult result;
  sotval::core::Document document;

  bool good() const { return result.status == sotval::core::ParseStatus::parsed; }
  std::string place() const { return std::to_string(result.line) + ":" + std::to_string(result.column); }

  /// The node at a field path; fails the test by throwing if there is none.
  std::uint32_t at(std::string_view path) const {
    std::uint32_t deepest = 0;
    std::size_t depth = 0;
    const std::uint32_t node = sotval::core::FieldPath(path).find(document, deepest, depth);
    if (node == sotval::core::Document::none) throw std::runtime_error("nothing at " + std::string(path));
    return node;
  }
  bool has(std::string_view path) const {
    std::uint32_t deepest = 0;
    std::size_t depth = 0;
    return sotval::core::FieldPath(path).find(document, deepest, depth) != sotval::core::Document::none;
  }
  sotval::Value scalar(std::string_view path) const { return document.scalar(at(path)); }
  /// "line:column" of the node.
  std::string place_of(std::string_view path) const {
    const auto& node = document[at(path)];
    return std::to_string(node.line) + ":" + std::to_string(node.column);
  }
};

inline Parsed yaml(std::string_view text, const sotval::core::DocumentLimits& limits = {}) {
  Parsed parsed;
  parsed.result = sotval::core::parse_yaml(text, limits, parsed.document);
  return parsed;
}

inline Parsed json(std::string_view text, const sotval::core::DocumentLimits& limits = {}) {
  Parsed parsed;
  parsed.result = sotval::core::parse_json(text, limits, parsed.document);
  return parsed;
}

} // namespace support
