#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "snapshot.hpp"

namespace sotval::core {

/// The paths of Selection::findings_in as a snapshot knows them. Rules find fault with directories too, often because something
/// is missing deep below; whoever took it away shall hear of it. So what is listed and not there brings all
/// directories above it into focus.
/// Threads: immutable after construction.
class Focus {
public:
  /// `snapshot` must outlive it.
  /// Throws InputError if a path is absolute or leads out of the root.
  Focus(const Snapshot& snapshot, std::span<const std::string> paths);

  /// Whether a finding with that path is to be shown; one of the whole repository always is.
  bool covers(std::string_view path) const;

  /// Distinct paths that were listed.
  std::size_t size() const noexcept { return size_; }

private:
  const Snapshot& snapshot_;
  std::vector<bool> covered_;               // by node
  std::unordered_set<std::string> missing_; // listed or above what is listed, and not there
  std::size_t size_ = 0;
};

} // namespace sotval::core
