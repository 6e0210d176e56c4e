#pragma once

#include <cstdint>
#include <string>
#include <string_view>

#include "document/document.hpp"

namespace sotval::core {

enum class ParseStatus : std::uint8_t {
  parsed,
  unparsable, ///< not YAML or JSON
  undecided,  ///< over a limit: what it says is not known
};

struct ParseResult {
  ParseStatus status = ParseStatus::parsed;
  std::string reason;     // if not parsed: for people
  std::uint32_t line = 0; // from 1, 0: unknown
  std::uint32_t column = 0;
};

struct DocumentLimits {
  unsigned depth = 512;
  std::uint64_t nodes = 10'000'000;
};

/// Parses the first document of a YAML stream; what comes after it is not looked at. An empty stream
/// gives an empty document. `text` must be valid UTF-8.
ParseResult parse_yaml(std::string_view text, const DocumentLimits& limits, Document& document);

/// Parses strict JSON. `text` must be valid UTF-8.
/// Threads: may be called concurrently; each thread keeps a small parser.
ParseResult parse_json(std::string_view text, const DocumentLimits& limits, Document& document);

} // namespace sotval::core
