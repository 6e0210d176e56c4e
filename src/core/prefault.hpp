#pragma once

#include <cstddef>
#include <cstdint>
#include <vector>

#include <sys/mman.h>

namespace sotval::core {

/// Asks the system for the pages of a block that will be written to as a whole. Each page that is touched for the first time
/// interrupts the program, which takes microseconds on virtual machines; all at once they cost a small part of
/// that. Where the system does not know how, nothing happens. The content is left as it is.
inline void prefault(void* begin, std::size_t size) noexcept {
  constexpr std::uintptr_t page = 4096;
  constexpr std::size_t worth_a_call = 256 * 1024;
  if (size < worth_a_call) return;
#if defined(MADV_POPULATE_WRITE)
  const std::uintptr_t first = (reinterpret_cast<std::uintptr_t>(begin) + page - 1) & ~(page - 1);
  const std::uintptr_t last = (reinterpret_cast<std::uintptr_t>(begin) + size) & ~(page - 1);
  ::madvise(reinterpret_cast<void*>(first), last - first, MADV_POPULATE_WRITE);
#endif
}

/// Room for `count` elements that are about to be written.
template <class T> void reserve_at_once(std::vector<T>& to, std::size_t count) {
  to.reserve(count);
  prefault(to.data(), count * sizeof(T));
}

} // namespace sotval::core
