#include "store/digest.hpp"

#include <xxhash.h>

namespace sotval::core {

Digest Digest::of(std::string_view bytes) noexcept {
  const XXH128_hash_t hash = XXH3_128bits(bytes.data(), bytes.size());
  return {hash.low64, hash.high64};
}

} // namespace sotval::core
