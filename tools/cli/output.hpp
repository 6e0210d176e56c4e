#pragma once

#include <string>
#include <string_view>

// Where results go. All functions throw EngineError if they cannot do what they are for.

namespace sotval::cli {

/// All of the text or an exception. SIGPIPE has its usual effect.
void write_standard_output(std::string_view text);

/// Says early what write_file() could only say after the work is done: that the directory of `file`
/// is missing or closed, or that `file` is a directory. Touches nothing.
void check_writable(const std::string& file);

/// True if writing replaces the file as a whole. False for devices and pipes, which are written to.
bool is_replaced(const std::string& file);

/// Writes a new file beside `file` and renames it, so that `file` has either its former content or
/// all of the new one; a link stays a link.
void write_file(const std::string& file, std::string_view text);

} // namespace sotval::cli
