#pragma once

#include <string>

#include "bench/result.hpp"

namespace sotval::cli::bench {

/// A page of its own: nothing is loaded and nothing is executed. Suits narrow and wide windows, light and
/// dark, and paper.
/// Requires: as to_json().
std::string to_html(const Result& result);

} // namespace sotval::cli::bench
