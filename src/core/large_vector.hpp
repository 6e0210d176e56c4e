#pragma once

#include <cstddef>
#include <cstdlib>
#include <new>
#include <vector>

#include <sys/mman.h>

namespace sotval::core {

/// Asks the system for huge pages where a block is large: it is touched for the first time once where it would be 512
/// times, each of which takes microseconds on virtual machines. Where there are none, nothing is lost but a rounding up of
/// addresses. Small blocks are as those of std::allocator.
template <class T> struct LargeBlocks {
  using value_type = T;
  static constexpr std::size_t huge_page = 2 * 1024 * 1024;
  static constexpr std::size_t large = huge_page / 2;
  static_assert(alignof(T) <= alignof(std::max_align_t));

  LargeBlocks() = default;
  template <class U> LargeBlocks(const LargeBlocks<U>&) noexcept {}

  T* allocate(std::size_t count) {
    if (count > ~std::size_t{0} / 2 / sizeof(T)) throw std::bad_array_new_length();
    const std::size_t size = count * sizeof(T);
    if (size < large) return static_cast<T*>(::operator new(size));
    const std::size_t whole = (size + huge_page - 1) / huge_page * huge_page;
    void* const block = std::aligned_alloc(huge_page, whole);
    if (block == nullptr) throw std::bad_alloc();
#if defined(MADV_HUGEPAGE)
    ::madvise(block, whole, MADV_HUGEPAGE);
#endif
    return static_cast<T*>(block);
  }
  void deallocate(T* block, std::size_t count) noexcept {
    if (count * sizeof(T) < large)
      ::operator delete(block);
    else
      std::free(block);
  }
  friend bool operator==(const LargeBlocks&, const LargeBlocks&) noexcept { return true; }
};

/// A vector that may become large and then is written as a whole.
template <class T> using LargeVector = std::vector<T, LargeBlocks<T>>;

} // namespace sotval::core
