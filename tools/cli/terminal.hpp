#pragma once

#include <cstddef>

#include "command_line.hpp"

namespace sotval::cli {

/// Opens /dev/null in place of standard descriptors that are closed, so that no file of ours gets
/// their number and is written to by mistake. Writing results there fails, as it should.
void occupy_standard_descriptors() noexcept;

/// Colours for results? `to_standard_output`: that is where they go, and not into a file.
bool wants_color(When asked, bool to_standard_output);

/// A progress bar, if it was not switched off? Only for somebody who is watching.
bool shows_progress();

/// Does the terminal behind standard error take UTF-8 and have block characters? As far as the locale tells.
bool shows_unicode();

/// Columns of the terminal behind standard error; 80 if there is none that tells.
std::size_t terminal_width();

} // namespace sotval::cli
