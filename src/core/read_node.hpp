#pragma once

#include "file_reader.hpp"
#include "snapshot.hpp"

namespace sotval::core {

/// The content of a file of the tree: from the disk, or from the snapshot where an overlay has put it there.
inline ReadResult read_node(FileReader& reader, const Snapshot& snapshot, const TreeNode& file) {
  if (const auto bytes = snapshot.content(file)) return reader.read_from(*bytes);
  return reader.read(snapshot.target(file), {file.size, file.mtime, file.inode, file.device});
}

} // namespace sotval::core
