#pragma once

#include <string_view>

#include <sotval/export.hpp>

/// \file
/// Which sotval this is.

namespace sotval {

/// Version of the library in use, e.g. "0.1.0" (semantic versioning).
SOTVAL_API std::string_view version() noexcept;

} // namespace sotval
