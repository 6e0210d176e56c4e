#pragma once

#include <string_view>

namespace sotval::core {

/// What the linker has computed from the content of the program or shared library that this code is part of: another
/// one as soon as anything in it changes. Empty if it computed nothing. Valid for ever.
std::string_view build_id() noexcept;

} // namespace sotval::core
