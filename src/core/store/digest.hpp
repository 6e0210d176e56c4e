#pragma once

#include <compare>
#include <cstdint>
#include <functional>
#include <string_view>

namespace sotval::core {

/// XXH3, 128 bits: equal digests are taken for equal bytes. Not for bytes that somebody makes to collide.
struct Digest {
  std::uint64_t low = 0, high = 0;

  static Digest of(std::string_view bytes) noexcept;

  friend bool operator==(const Digest&, const Digest&) = default;
  friend auto operator<=>(const Digest&, const Digest&) = default;
};

struct DigestHash {
  std::size_t operator()(const Digest& digest) const noexcept { return digest.low; }
};

} // namespace sotval::core
