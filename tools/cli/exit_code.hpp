#pragma once

namespace sotval::cli {

// What the program tells its caller. Help, manual and tests name the same numbers.
inline constexpr int all_hold = 0;   ///< no rule at or above --fail-on failed
inline constexpr int violations = 1; ///< at least one did
inline constexpr int bad_input = 2;  ///< wrong usage, pack, repository or selection: nothing was checked
inline constexpr int incomplete = 3; ///< something could not be decided, or the results could not be written

/// 130 for SIGINT, 143 for SIGTERM, as shells have it.
constexpr int ended_by(int signal) noexcept { return 128 + signal; }

} // namespace sotval::cli
