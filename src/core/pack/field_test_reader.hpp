#pragma once

#include <optional>
#include <string>
#include <string_view>

#include <sotval/value.hpp>

#include "pack/reader.hpp"

namespace sotval::core {

/// Reads a list of field tests, each a mapping with one of path and paths, and any of: optional,
/// non_empty, type (map, list or number), equals, regex, nocase, min, min_items, max_items, contains,
/// items_regex. In the result `paths` and `contains` are lists; the keys of a test come in the order
/// given here. Nothing if there was an error; it has been reported.
std::optional<Value> read_field_tests(const Reader& reader, const Node& node);

/// What is wrong with a field path ("a.b[0].c", or "." for the document itself); nothing if it is valid.
std::optional<std::string> check_field_path(std::string_view path);

} // namespace sotval::core
