#pragma once

#include <cstddef>
#include <string>
#include <string_view>

namespace sotval::core {

/// One line of valid UTF-8 for messages: control characters, separators of lines, marks that turn the
/// direction of writing and invalid bytes escaped (\n, \x1b), cut after `limit` code points with an
/// ellipsis.
std::string shorten(std::string_view text, std::size_t limit);

/// Counted noun: "1 file", "3 files".
std::string count_of(std::size_t count, std::string_view noun, std::string_view plural = {});

} // namespace sotval::core
