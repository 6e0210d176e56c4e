#pragma once

#include <cstddef>

namespace sotval::core {

/// How many readable bytes lie behind the bytes of a file: simdjson looks that far past the end.
inline constexpr std::size_t padding = 64;

} // namespace sotval::core
