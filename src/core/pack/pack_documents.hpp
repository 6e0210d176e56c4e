#pragma once

#include <filesystem>
#include <vector>

#include "pack/diagnostics.hpp"
#include "pack/node.hpp"
#include "pack/yaml_parser.hpp"

namespace sotval::core {

/// The files of a pack as mappings.
struct PackDocuments {
  NodePtr main;                  ///< the file that was asked for; nullptr if it cannot be read
  std::vector<NodePtr> in_order; ///< included files before the file that includes them; ends with `main`
  bool complete = true;          ///< false: some file could not be read
};

/// Reads a file and what it includes, each file once. Reports what cannot be read, and includes that
/// are no relative paths, lead out of the pack's directory (through links too), or go in circles.
PackDocuments read_documents(const std::filesystem::path& file, Diagnostics& diagnostics, PackBudget& budget);

} // namespace sotval::core
