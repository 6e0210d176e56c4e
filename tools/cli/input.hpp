#pragma once

#include <string>

namespace sotval::cli {

/// All that is in a file; "-" is standard input. Throws InputError, which begins with `what`, if not all of it can be read.
std::string read_input(const std::string& file, const std::string& what);

} // namespace sotval::cli
