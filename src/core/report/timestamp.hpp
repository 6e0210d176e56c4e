#pragma once

#include <chrono>
#include <string>

namespace sotval::core {

/// ISO 8601 in UTC with milliseconds, e.g. "2025-01-31T23:59:59.999Z".
std::string utc_timestamp(std::chrono::system_clock::time_point time);

} // namespace sotval::core
