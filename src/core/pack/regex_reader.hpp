#pragma once

#include <optional>
#include <string>
#include <string_view>

#include "pack/reader.hpp"

namespace sotval::core {

/// Reads a regular expression; if RE2 does not take it, the message says why in RE2's words.
std::optional<std::string> read_regex(const Reader& reader, const Node& node, std::string_view name);

} // namespace sotval::core
