#pragma once

#include <cstddef>
#include <cstdint>
#include <span>
#include <utility>

#include <sys/mman.h>

namespace sotval::cache {

/// A file mapped from its start; unmaps itself.
class Mapping {
public:
  Mapping() = default;
  /// Empty, with errno, if it cannot be mapped.
  Mapping(int fd, std::size_t size, int protection, int flags) noexcept {
    void* const address = ::mmap(nullptr, size, protection, flags, fd, 0);
    if (address == MAP_FAILED) return;
    data_ = static_cast<std::byte*>(address);
    size_ = size;
  }
  Mapping(Mapping&& other) noexcept : data_(std::exchange(other.data_, nullptr)), size_(std::exchange(other.size_, 0)) {}
  Mapping& operator=(Mapping&& other) noexcept {
    std::swap(data_, other.data_);
    std::swap(size_, other.size_);
    return *this;
  }
  ~Mapping() {
    if (data_ != nullptr) ::munmap(data_, size_);
  }

  explicit operator bool() const noexcept { return data_ != nullptr; }
  std::byte* data() const noexcept { return data_; }
  std::size_t size() const noexcept { return size_; }

private:
  std::byte* data_ = nullptr;
  std::size_t size_ = 0;
};

/// Gives an empty file all the memory that it will need, so that writing to a mapping of it cannot fail. Returns
/// 0 or an error number.
int allocate_file(int fd, std::uint64_t size) noexcept;

/// False if there is less, or it cannot be read.
bool read_fully(int fd, std::span<std::byte> bytes, std::uint64_t offset) noexcept;

/// False, with errno, if not all could be written.
bool write_fully(int fd, std::span<const std::byte> bytes, std::uint64_t offset) noexcept;

} // namespace sotval::cache
