#pragma once

#include <cstddef>
#include <string>

namespace sotval::cli {

/// All that is in a file; "-" is standard input. Throws InputError, which begins with `what`, if not all of it can be read
/// or there are more than 256 MiB.
std::string read_input(const std::string& file, const std::string& what);

/// The same of the first `most` bytes: a file may have no end.
std::string read_start_of_input(const std::string& file, const std::string& what, std::size_t most);

} // namespace sotval::cli
