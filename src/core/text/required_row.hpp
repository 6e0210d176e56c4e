#pragma once

#include <string_view>
#include <vector>

#include "text/byte_set.hpp"

namespace sotval::core {

/// What stands in a row in every match of a regular expression, byte by byte: of `\d{3}-\d{2}: .*`, three digits, a dash, two
/// digits, a colon and a space. Where there are several rows it is the one that is met least often in ordinary text. Empty:
/// nothing is known, for there is none, or the expression has something that is not looked into here.
/// Requires: RE2 takes the expression. Not told of are letters beyond ASCII that it takes for k or s without regard to case.
std::vector<ByteSet> required_row(std::string_view regex, bool nocase);

} // namespace sotval::core
