#include "mapping.hpp"

#include <algorithm>
#include <cerrno>

#include <fcntl.h>
#include <unistd.h>

namespace sotval::cache {

int allocate_file(int fd, std::uint64_t size) noexcept {
  int error = 0;
  do error = ::posix_fallocate(fd, 0, static_cast<off_t>(size));
  while (error == EINTR);
  return error;
}

bool read_fully(int fd, std::span<std::byte> bytes, std::uint64_t offset) noexcept {
  while (!bytes.empty()) {
    const ssize_t n = ::pread(fd, bytes.data(), bytes.size(), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return true;
}

bool write_fully(int fd, std::span<const std::byte> bytes, std::uint64_t offset) noexcept {
  constexpr std::size_t largest = std::size_t{1} << 30; // one call takes a little less than 2 GiB
  while (!bytes.empty()) {
    const ssize_t n = ::pwrite(fd, bytes.data(), std::min(bytes.size(), largest), static_cast<off_t>(offset));
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return false;
    bytes = bytes.subspan(static_cast<std::size_t>(n));
    offset += static_cast<std::uint64_t>(n);
  }
  return true;
}

} // namespace sotval::cache
