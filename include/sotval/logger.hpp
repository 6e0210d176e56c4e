#pragma once

#include <cstdint>
#include <functional>
#include <string_view>

/// \file
/// Where messages for people go. The library itself prints nothing.

namespace sotval {

/// How much a message matters.
enum class LogLevel : std::uint8_t {
  debug,   ///< what the engine notes
  info,    ///< what it decided
  warning, ///< what is not as it was asked for
};

/// Receives messages for people: one line each, UTF-8, without a full stop. May be called from any
/// thread, one call at a time. What it throws is dropped. Empty: messages are dropped.
using Logger = std::function<void(LogLevel, std::string_view)>;

} // namespace sotval
