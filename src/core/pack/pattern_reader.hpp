#pragma once

#include <optional>

#include <sotval/value.hpp>

#include "pack/reader.hpp"

namespace sotval::core {

/// Reads a text pattern, which is a tree:
///   text | {lit: text} | {word: text} | {re: regex}, the last three with an optional nocase
///   {all: [pattern...]} | {any: [pattern...]} | {not: pattern} | {count: {min: k, of: [pattern...]}}
/// The result has the same form, save that {lit: text} without nocase has become the text. Texts and
/// lists are not empty, regexes are valid for RE2, 1 <= k <= the number of patterns. Nothing if there
/// was an error; it has been reported.
std::optional<Value> read_pattern(const Reader& reader, const Node& node);

} // namespace sotval::core
