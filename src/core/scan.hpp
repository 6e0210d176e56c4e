#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>
#include <string>
#include <vector>

#include <sotval/report.hpp>

#include "exclude.hpp"
#include "file_source.hpp"
#include "snapshot.hpp"
#include "tree_walk.hpp"

namespace sotval::core {

struct ScanResult {
  Snapshot snapshot;
  std::vector<UnreadableFile> unreadable_directories; // in path order
};

/// Walks the tree once. Hidden trees are not entered, links are not followed.
/// `progress` is called now and then with the number of entries seen, on the calling thread.
/// After a stop request what was seen so far is returned.
/// Threads: up to `threads`, the calling one included (0 or 1: no other), as far as the tree is worth it and
/// they can be had. All have ended when it returns or throws; the result is the same with any number,
/// but for which nodes have their status with Detail::types.
ScanResult scan(const RootDirectory& root, const ExcludeList& exclude, std::stop_token stop,
                const std::function<void(std::uint64_t)>& progress, unsigned threads, Detail detail = Detail::status);

} // namespace sotval::core
