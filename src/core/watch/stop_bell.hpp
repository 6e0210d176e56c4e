#pragma once

#include <cerrno>
#include <cstdint>
#include <stop_token>
#include <system_error>

#include <sys/eventfd.h>
#include <unistd.h>

#include "file_source.hpp"

namespace sotval::core {

/// A stop request as something that poll() can wait for.
class StopBell {
public:
  /// Throws std::system_error if there is no descriptor left.
  explicit StopBell(const std::stop_token& stop) : bell_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)), ring_(stop, Ring{bell_.get()}) {
    if (!bell_) throw std::system_error(errno, std::generic_category(), "eventfd");
  }

  /// Readable from the stop request on.
  int fd() const noexcept { return bell_.get(); }

private:
  struct Ring {
    int fd;
    void operator()() const noexcept {
      const std::uint64_t one = 1;
      [[maybe_unused]] const ssize_t written = ::write(fd, &one, sizeof one); // cannot be full: it is rung once
    }
  };

  Descriptor bell_;
  std::stop_callback<Ring> ring_; // goes first
};

} // namespace sotval::core
