#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "snapshot.hpp"

namespace sotval::core {

/// The paths of Selection::findings_in as a snapshot knows them. Rules find fault with directories too, most often
/// because something in them is missing or new; who made a change shall see that, and nobody else. So a directory
/// is in focus if all files below it are (it is new), and if it lost an entry that was listed.
/// Threads: immutable after construction.
class Focus {
public:
  /// `snapshot` must outlive it. A listed directory stands for all that is below it.
  /// Throws InputError if a path is absolute or leads out of the root.
  Focus(const Snapshot& snapshot, std::span<const std::string> paths);

  /// Whether a finding with that path is to be shown; one of the whole repository always is.
  bool covers(std::string_view path) const;

  /// Distinct paths that were listed.
  std::size_t size() const noexcept { return size_; }

private:
  void cover_lost(std::string_view path);
  void cover_new_directories();

  const Snapshot& snapshot_;
  std::vector<bool> covered_;               // by node
  std::unordered_set<std::string> missing_; // listed paths that are not there, and what lay between them and the tree
  std::size_t size_ = 0;
};

} // namespace sotval::core
