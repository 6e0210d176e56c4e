#pragma once

#include <cstddef>
#include <string_view>

#include "pack/diagnostics.hpp"
#include "pack/node.hpp"

namespace sotval::core {

/// What a whole pack may amount to: its files together, with aliases and families written out. Packs
/// come from strangers too, and a few lines of aliases can stand for more than any memory holds.
struct PackBudget {
  std::size_t values = 1'000'000;       ///< scalars, lists and maps
  std::size_t bytes = 64 * 1024 * 1024; ///< of text

  static constexpr const char* exceeded = "more than 1000000 values or 64 MiB of text in the pack";

  bool used_up() const noexcept { return values == 0; }

  /// False if there is not that much left; then all is used up.
  bool take(std::size_t value_count, std::size_t byte_count) noexcept {
    if (value_count > values || byte_count > bytes) {
      values = bytes = 0;
      return false;
    }
    values -= value_count;
    bytes -= byte_count;
    return true;
  }
};

inline constexpr std::size_t max_yaml_depth = 64; ///< lists and maps within each other, aliases included

/// The one YAML document of a file, aliases and merge keys (`<<`) resolved. Reports what is wrong with
/// it and returns nullptr if it cannot be read at all. Duplicate keys, tags and keys that are not text
/// are reported too, and the rest is returned.
NodePtr parse_yaml(unsigned file, Diagnostics& diagnostics, PackBudget& budget);

} // namespace sotval::core
