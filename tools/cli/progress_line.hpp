#pragma once

#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>

// How progress looks. Functions of their arguments alone: no terminal, no clock.

namespace sotval::cli {

/// How far a phase is.
struct Step {
  std::string_view phase;
  std::uint64_t done = 0;
  std::uint64_t total = 0; ///< 0: unknown
  double seconds = 0;      ///< since the phase began
};

/// The bar: at most `width` columns of one line. Where there is little room the rate goes first, then
/// the bar itself, then the remaining time; the phase and how far it is stay longest. Fields keep their
/// columns as long as the total stays the same. `unicode`: the bar is drawn with block characters.
std::string progress_line(const Step& step, std::size_t width, bool unicode);

/// A phase that is over, for a log: "gather: 14,420 files in 0.21 s, 69,000/s".
std::string finished_line(const Step& step);

/// What a rate of progress is for people: two digits that count, "68,000/s", "2.4/s", "1.2 M/s".
std::string rate_text(double per_second);

/// How long it will still take, in one unit: "12 s left", "4 min left"; empty if nobody can tell yet.
std::string remaining_text(const Step& step);

} // namespace sotval::cli
