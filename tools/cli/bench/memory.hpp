#pragma once

#include <cstdint>
#include <stop_token>

#include "bench/result.hpp"
#include "command_line.hpp"

namespace sotval::cli::bench {

/// Runs this program once more, as `validate` with the strategy and workers of that case, and looks at the memory of all
/// processes that takes: a program that has measured before has memory of its own that would count in.
/// Bytes at the peak; 0 if the system does not tell. Throws Stopped after a stop request.
std::uint64_t peak_memory(const CheckOptions& command, const Case& one, const std::stop_token& stop);

} // namespace sotval::cli::bench
