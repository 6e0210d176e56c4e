#pragma once

#include <vector>

#include <sotval/overlay.hpp>

#include "command_line.hpp"

namespace sotval::cli {

/// The bytes that are to be taken for the content of paths. Throws InputError if a file cannot be read or a path is none.
Overlay overlay_of(const std::vector<OverlaidPath>& paths);

} // namespace sotval::cli
