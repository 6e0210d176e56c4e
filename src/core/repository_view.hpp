#pragma once

#include <memory>

#include <sotval/rule.hpp>
#include <sotval/validator.hpp>

#include "file_source.hpp"
#include "snapshot.hpp"

namespace sotval::core {

/// What rules written in C++ see: the snapshot without what the pack excludes, and the content of its
/// files. All arguments must outlive the view. Making it takes a look at every node.
std::unique_ptr<RepositoryView> make_repository_view(const RootDirectory& root, const Snapshot& snapshot, const Limits& limits);

} // namespace sotval::core
