#pragma once

#include <cstddef>
#include <cstdint>
#include <random>
#include <string>
#include <string_view>

namespace support {

/// Numbers that look random and are the same on every system for the same seed (the distributions of
/// the standard library are not).
class Random {
public:
  explicit Random(std::uint64_t seed) : engine_(seed) {}

  /// Requires: limit > 0.
  std::size_t below(std::size_t limit) { return static_cast<std::size_t>(engine_() % limit); }
  bool one_in(std::size_t n) { return below(n) == 0; }
  template <class Range> const auto& pick(const Range& range) { return *(std::begin(range) + static_cast<std::ptrdiff_t>(below(std::size(range)))); }

  /// `length` of the pieces, one after the other.
  template <class Range> std::string text(const Range& pieces, std::size_t length) {
    std::string out;
    for (std::size_t i = 0; i < length; ++i) out += pick(pieces);
    return out;
  }

private:
  std::mt19937_64 engine_;
};

} // namespace support
