#pragma once

#include <memory>
#include <string_view>

#include "pack/pack.hpp"

namespace sotval::core {

/// The pack of that name that is compiled into the library, decoded once; nullptr if there is none.
/// Threads: may be called concurrently.
std::shared_ptr<const Pack> builtin_pack(std::string_view name);

/// The bytes of the SSID pack as encode() wrote them when the library was built.
std::string_view builtin_ssid_bytes() noexcept;

} // namespace sotval::core
