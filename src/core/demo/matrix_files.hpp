#pragma once

#include "tree.hpp"

namespace sotval::core::demo {

/// Puts the files of all roots and shards: everything of the demo repository that repeats.
void add_matrix_files(Tree& tree);

} // namespace sotval::core::demo
