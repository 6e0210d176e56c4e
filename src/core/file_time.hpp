#pragma once

#include <algorithm>
#include <cstdint>

#include <time.h>

// Times of files, in nanoseconds since 1970, and what can be told from them.

namespace sotval::core {

inline constexpr std::int64_t one_second = 1'000'000'000;

inline std::int64_t nanoseconds(const timespec& time) noexcept {
  return std::int64_t{time.tv_sec} * one_second + time.tv_nsec;
}

/// The clock that file systems take their times from.
inline std::int64_t file_time_now() noexcept {
  timespec now{};
  ::clock_gettime(CLOCK_REALTIME_COARSE, &now);
  return nanoseconds(now);
}

/// True if a file with these times may have been changed at `moment` or later. All clocks have a grain: a change just
/// before may have left the same times.
inline bool may_have_changed_since(std::int64_t moment, std::int64_t mtime, std::int64_t ctime) noexcept {
  constexpr std::int64_t grain = 20'000'000;      // of the kernel's clock for files: two ticks of the slowest
  constexpr std::int64_t coarse = 2 * one_second; // of file systems that keep whole seconds, or even ones
  const bool whole_seconds = mtime % one_second == 0 && ctime % one_second == 0;
  return std::max(mtime, ctime) >= moment - (whole_seconds ? coarse : grain);
}

} // namespace sotval::core
