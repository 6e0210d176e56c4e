#pragma once

#include <cstdint>
#include <functional>
#include <stop_token>

#include "scan.hpp"
#include "store/fact_image.hpp"

namespace sotval::core {

struct RescanResult {
  ScanResult scanned;
  std::uint64_t directories_listed = 0; ///< because they had changed, or nothing was known of them
};

/// The same as scan(), byte for byte, but what is known from an earlier one is only looked at: each directory and
/// file by one stat, and a directory is listed if it is not clearly the same. Where much has changed the tree is walked.
/// `known` must outlive the result.
/// Threads, progress and stop requests: as scan().
RescanResult rescan(const RootDirectory& root, const ExcludeList& exclude, const FactImage& known, std::stop_token stop,
                    const std::function<void(std::uint64_t)>& progress, unsigned threads);

} // namespace sotval::core
