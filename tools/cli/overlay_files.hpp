#pragma once

#include <cstdint>
#include <vector>

#include <sotval/overlay.hpp>

#include "command_line.hpp"

namespace sotval::cli {

/// The bytes that are to be taken for the content of paths. Of a file that is larger than a run reads (`max_file_size`, 0: no
/// limit) no more than shows it is read, as it may have no end. Throws InputError if a file cannot be read or a path is none.
Overlay overlay_of(const std::vector<OverlaidPath>& paths, std::uint64_t max_file_size);

} // namespace sotval::cli
