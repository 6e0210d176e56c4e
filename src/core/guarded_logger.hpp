#pragma once

#include <memory>
#include <mutex>
#include <string_view>
#include <utility>

#include <sotval/logger.hpp>

namespace sotval::core {

/// Keeps what is promised of a Logger whoever logs: it is called by one at a time, and what it throws is dropped, since
/// there is nobody on those threads to take it. Empty stays empty.
inline Logger guarded(Logger logger) {
  if (!logger) return logger;
  return [logger = std::move(logger), mutex = std::make_shared<std::mutex>()](LogLevel level, std::string_view message) noexcept {
    try {
      const std::lock_guard lock(*mutex);
      logger(level, message);
    } catch (...) { // a message was lost, which is the host's business
    }
  };
}

} // namespace sotval::core
