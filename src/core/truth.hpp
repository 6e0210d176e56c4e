#pragma once

#include <algorithm>
#include <cstdint>

namespace sotval::core {

/// Three-valued logic: what depends on something that could not be read is unknown.
enum class Truth : std::uint8_t { no, unknown, yes };

constexpr Truth truth(bool value) noexcept { return value ? Truth::yes : Truth::no; }
constexpr Truth operator!(Truth t) noexcept {
  return t == Truth::unknown ? t : truth(t == Truth::no);
}
constexpr Truth operator&&(Truth a, Truth b) noexcept { return std::min(a, b); }
constexpr Truth operator||(Truth a, Truth b) noexcept { return std::max(a, b); }

} // namespace sotval::core
