#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/value.hpp>

#include "check/kind.hpp"
#include "pack/reader.hpp"

namespace sotval::core {

/// The names that something may refer to.
struct KnownNames {
  std::vector<std::string_view> names; ///< sorted, distinct
  /// False if a part of the pack could not be read: then nobody can say that a name is unknown.
  bool complete = true;

  bool has(std::string_view name) const;
};

/// Reads a check: its kind, its parameters in the order in which the kind lists them, each in the form
/// that its ParameterType promises. Nothing if there was an error; it has been reported.
std::optional<Value> read_check(const Reader& reader, const Node& node, const KnownNames& sets);

/// One parameter of a check.
std::optional<Value> read_parameter(const Reader& reader, const Parameter& parameter, const Node& node,
                                    const KnownNames& sets);

/// A list of globs as sets and global_exclude have it too; a single one needs no list.
std::optional<std::vector<std::string>> read_globs(const Reader& reader, const Node& node, std::string_view name);

} // namespace sotval::core
