#pragma once

#include "bench/result.hpp"

namespace sotval::cli::bench {

/// What this program runs on, as far as the system tells.
System this_system();

/// True if the compiler was not asked to make the program fast.
bool is_debug_build() noexcept;

} // namespace sotval::cli::bench
