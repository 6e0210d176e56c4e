#pragma once

#include <string>

#include "bench/result.hpp"

namespace sotval::cli::bench {

/// The result for people, 80 columns wide.
std::string to_text(const Result& result);

} // namespace sotval::cli::bench
