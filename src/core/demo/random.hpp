#pragma once

#include <cstddef>
#include <cstdint>

namespace sotval::core::demo {

/// splitmix64: the standard library's distributions may differ between systems, and a seed has to
/// give the same repository everywhere.
class Random {
public:
  explicit Random(std::uint64_t seed) noexcept : state_(seed) {}

  std::uint64_t next() noexcept {
    std::uint64_t z = state_ += 0x9e3779b97f4a7c15u;
    z = (z ^ (z >> 30)) * 0xbf58476d1ce4e5b9u;
    z = (z ^ (z >> 27)) * 0x94d049bb133111ebu;
    return z ^ (z >> 31);
  }

  /// Below `bound`, which is not 0; the bias of the remainder is far below anyone's notice.
  std::size_t below(std::size_t bound) noexcept { return static_cast<std::size_t>(next() % bound); }

private:
  std::uint64_t state_;
};

} // namespace sotval::core::demo
