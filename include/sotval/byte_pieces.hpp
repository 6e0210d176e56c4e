#pragma once

#include <cstddef>
#include <span>
#include <vector>

/// \file
/// Bytes in several places.

namespace sotval {

/// One sequence of bytes in pieces, to be read one behind the other, so that what lies in several places need
/// not be copied to be written somewhere. The bytes are borrowed.
using BytePieces = std::vector<std::span<const std::byte>>;

} // namespace sotval
