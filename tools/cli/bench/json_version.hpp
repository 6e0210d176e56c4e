#pragma once

namespace sotval::cli::bench {

/// Counts up when a field of the JSON changes its meaning or goes away; new fields leave it as it is.
inline constexpr unsigned bench_version = 1;

} // namespace sotval::cli::bench
