#include "overlay_files.hpp"

#include <limits>

#include "input.hpp"

namespace sotval::cli {

Overlay overlay_of(const std::vector<OverlaidPath>& paths, std::uint64_t max_file_size) {
  constexpr std::uint64_t all = std::numeric_limits<std::uint64_t>::max();
  const std::uint64_t most = max_file_size == 0 || max_file_size == all ? all : max_file_size + 1;
  Overlay overlay;
  for (const OverlaidPath& given : paths) {
    if (given.file.empty())
      overlay.remove(given.path);
    else
      overlay.put(given.path, read_start_of_input(given.file, "--overlay: ", most));
  }
  return overlay;
}

} // namespace sotval::cli
