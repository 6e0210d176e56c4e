#pragma once

#include <array>
#include <charconv>
#include <string>

namespace sotval::core {

/// So many digits after the point, rounded, whatever the locale. Requires: at most 30 decimals.
inline std::string with_decimals(double value, int decimals) {
  std::array<char, 352> text{}; // the largest double has 309 digits
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, decimals).ptr};
}

} // namespace sotval::core
