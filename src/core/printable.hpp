#pragma once

#include <cstddef>
#include <string>
#include <string_view>

// File names and file contents end up in reports, and both may come from somebody who wishes the
// reader ill: a name can hold escape sequences that move the cursor, or marks that reverse the
// reading direction. What is written for people passes through here.

namespace sotval::core {

/// True for characters that act on a terminal instead of showing up on it: C0 and C1 controls, DEL,
/// line separators, and marks of direction.
bool acts_on_terminals(char32_t code_point) noexcept;

/// The text as visible UTF-8 on one line: newline, tab and carriage return become \n, \t and \r,
/// other ASCII controls and bytes that are not UTF-8 \xHH, other characters that act on terminals
/// \uHHHH. Backslashes stay single: this is for reading, not for turning back.
std::string printable(std::string_view text);

/// The same, cut after `limit` code points with an ellipsis: for what messages quote.
std::string shorten(std::string_view text, std::size_t limit);

/// The same as printable() for a text of several lines: newlines stay.
std::string printable_lines(std::string_view text);

/// Two lower-case hexadecimal digits per byte.
std::string base16(std::string_view bytes);

/// Counted noun: "1 file", "3 files".
std::string count_of(std::size_t count, std::string_view noun, std::string_view plural = {});

} // namespace sotval::core
