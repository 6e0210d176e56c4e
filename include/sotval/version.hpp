#pragma once

#include <string_view>

namespace sotval {

/// Version of the library in use, e.g. "0.1.0" (semantic versioning).
std::string_view version() noexcept;

} // namespace sotval
