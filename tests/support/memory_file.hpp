#pragma once

#include <cstddef>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_source.hpp"

namespace support {

constexpr int all_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE | F_SEAL_SEAL;

/// A memfd with that content and those seals: a segment that somebody else made.
inline sotval::core::Descriptor memory_file(std::string_view content, int seals = all_seals) {
  sotval::core::Descriptor fd(memfd_create("test", MFD_CLOEXEC | MFD_ALLOW_SEALING));
  if (!fd || write(fd.get(), content.data(), content.size()) != static_cast<ssize_t>(content.size()) ||
      fcntl(fd.get(), F_ADD_SEALS, seals) != 0)
    throw std::runtime_error("cannot make a memory file");
  return fd;
}

/// All that can be read from a descriptor of a file, from its start.
inline std::string content_of(int fd) {
  struct stat status {};
  if (fstat(fd, &status) != 0) throw std::runtime_error("no file");
  std::string content(static_cast<std::size_t>(status.st_size), '\0');
  if (pread(fd, content.data(), content.size(), 0) != status.st_size) throw std::runtime_error("cannot read the file");
  return content;
}

inline std::span<const std::byte> bytes_of(std::string_view text) { return std::as_bytes(std::span(text)); }

inline std::string text_of(std::span<const std::byte> bytes) {
  return {reinterpret_cast<const char*>(bytes.data()), bytes.size()};
}

/// How many descriptors this process has open.
inline std::size_t open_descriptors() {
  std::size_t count = 0;
  for (int fd = 0; fd < 1024; ++fd) count += fcntl(fd, F_GETFD) >= 0;
  return count;
}

} // namespace support
