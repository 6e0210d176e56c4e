#pragma once

#include <cstdint>
#include <string>

#include "bench/result.hpp"

// What follows from measured figures, and how figures look to people. Used wherever a result is shown,
// so that it says the same everywhere.

namespace sotval::cli::bench {

/// "sequential", "threads x 2".
std::string label_of(const Case& a_case);

/// How many times faster than the sequential case, by medians; 0: cannot be told.
double speed_up(const Result& result, const Case& a_case);
/// 0: cannot be told.
double rules_per_second(const Result& result, const Case& a_case);
/// Such a case is run and shown, but does not tell how sotval scales.
bool more_workers_than_cpus(const Result& result, const Case& a_case);

/// Of each run what worker processes cost altogether; empty if that was not measured.
Series total_of(const Overhead& overhead);
/// Of the time of the case, from 0 to 1, by medians; 0: cannot be told.
double share_of_overhead(const Case& a_case);

/// Three digits that count: "1.23 s", "45.6 ms", "0.002 ms".
std::string time_text(double seconds);
/// "104 MB".
std::string memory_text(double bytes);

} // namespace sotval::cli::bench
