#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

/// \file
/// Where messages for people go. The library itself prints nothing.

namespace sotval {

enum class LogLevel : std::uint8_t { debug, info, warning };

/// Receives messages for people: one line each, UTF-8, without a full stop. May be called from any
/// thread, one call at a time. What it throws is dropped. Empty: messages are dropped.
using Logger = std::function<void(LogLevel, std::string_view)>;

} // namespace sotval
