#pragma once

namespace sotval::core {

/// Why something was not looked at.
inline constexpr const char* not_looked_at = "not looked at: the run was stopped";

} // namespace sotval::core
