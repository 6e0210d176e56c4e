#pragma once

#include <cstddef>
#include <string_view>

#include "pack/pack.hpp"

namespace sotval::core {

/// Index of the rule. Throws InputError, with what was probably meant, if there is none of that id.
std::size_t require_rule(const Pack& pack, std::string_view id);

} // namespace sotval::core
