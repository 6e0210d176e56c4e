#pragma once

#include <bitset>

namespace sotval::core {

/// Which bytes may stand at one place.
using ByteSet = std::bitset<256>;

/// How often bytes are met in source code, YAML and prose, roughly, as a part of 1.
double frequency(unsigned char byte) noexcept;
double frequency(const ByteSet& bytes) noexcept;

} // namespace sotval::core
