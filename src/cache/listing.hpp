#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

// What lies in /dev/shm under names of ours, for people.

namespace sotval::cache {

enum class SegmentState : std::uint8_t {
  in_use,      ///< its owner lives
  left_behind, ///< its owner has ended; SharedCache::reclaim() would take it
  unfinished,  ///< being made, or left by somebody who died while at it
};

struct ListedSegment {
  std::string name;
  std::uint64_t bytes = 0;    ///< of memory
  std::int64_t owner_pid = 0; ///< in the owner's pid namespace; 0: unknown
  SegmentState state = SegmentState::unfinished;
};

std::string_view to_string(SegmentState state) noexcept;

/// Those of this user, in ascending order of names. Changes nothing.
std::vector<ListedSegment> list_segments();

} // namespace sotval::cache
