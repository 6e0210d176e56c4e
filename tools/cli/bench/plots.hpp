#pragma once

#include <string>

#include "bench/result.hpp"

// The plots of a result. Each is a <figure> with its legend, or nothing where there is too little to see.

namespace sotval::cli::bench {

/// Speed-up over workers beside what is possible. A strategy takes part with two numbers of workers or more.
std::string scaling_plot(const Result& result);
/// What each batch takes alone. Two bars at least.
std::string batches_plot(const Result& result);
/// What the time of each case is made of.
std::string phases_plot(const Result& result);
/// What worker processes cost.
std::string overhead_plot(const Result& result);

} // namespace sotval::cli::bench
