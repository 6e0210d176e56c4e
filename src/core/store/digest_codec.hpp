#pragma once

#include "bytes.hpp"
#include "store/digest.hpp"

namespace sotval::core {

inline void put_digest(ByteWriter& out, const Digest& digest) {
  out.number(digest.low);
  out.number(digest.high);
}

inline Digest get_digest(ByteReader& in) {
  Digest digest;
  digest.low = in.number();
  digest.high = in.number();
  return digest;
}

} // namespace sotval::core
