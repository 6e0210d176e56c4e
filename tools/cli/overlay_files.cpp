#include "overlay_files.hpp"

#include "input.hpp"

namespace sotval::cli {

Overlay overlay_of(const std::vector<OverlaidPath>& paths) {
  Overlay overlay;
  for (const OverlaidPath& given : paths) {
    if (given.file.empty())
      overlay.remove(given.path);
    else
      overlay.put(given.path, read_input(given.file, "--overlay: "));
  }
  return overlay;
}

} // namespace sotval::cli
