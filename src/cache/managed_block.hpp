#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <span>
#include <string>
#include <utility>

#include <boost/interprocess/managed_external_buffer.hpp>
#include <boost/interprocess/managed_shared_memory.hpp>

// One named block of bytes in managed memory. Containers with allocators of the segment cost several times
// what flat bytes do, and first touching fresh shared pages through a mapping costs twice what write() does;
// so the block is allocated here and its bytes are written into the file behind the mapping.

namespace sotval::cache {

/// Named lookups in both take no lock while the memory is mapped read-only.
using AnonymousMemory = boost::interprocess::managed_external_buffer;
using NamedMemory = boost::interprocess::managed_shared_memory;

/// What is found by name.
struct NamedBlock {
  boost::interprocess::offset_ptr<const std::byte> bytes;
  std::uint64_t size = 0;
};

inline constexpr std::size_t block_alignment = 64;

/// How much managed memory holds a block: its bytes, its name, the manager's own data, an offset to align.
inline std::size_t managed_size(std::size_t name_size, std::size_t block_size) noexcept { return block_size + name_size + 4096; }

/// Allocates the block and names it; its bytes are not touched. Returns where they are.
template <class Memory> std::byte* allocate_block(Memory& memory, const std::string& name, std::size_t size) {
  NamedBlock* const block = memory.template construct<NamedBlock>(name.c_str())();
  auto* const bytes = static_cast<std::byte*>(memory.allocate_aligned(std::max<std::size_t>(size, 1), block_alignment));
  block->bytes = bytes;
  block->size = size;
  return bytes;
}

/// The block's bytes; empty, with a null pointer, if they are not within the mapped memory.
inline std::span<const std::byte> bytes_of_block(const NamedBlock* block, std::span<const std::byte> mapped) noexcept {
  if (block == nullptr) return {};
  const std::byte* const bytes = block->bytes.get();
  const auto begin = reinterpret_cast<std::uintptr_t>(mapped.data());
  const auto at = reinterpret_cast<std::uintptr_t>(bytes);
  if (at < begin || at - begin > mapped.size() || block->size > mapped.size() - (at - begin)) return {};
  return {bytes, static_cast<std::size_t>(block->size)};
}

/// Empty, with a null pointer, if there is none.
template <class Memory>
std::span<const std::byte> find_block(Memory& memory, const std::string& name, std::span<const std::byte> mapped) {
  return bytes_of_block(memory.template find<NamedBlock>(name.c_str()).first, mapped);
}

/// The block that a segment was made for, and its name. Takes no lock and writes nothing.
template <class Memory>
std::pair<std::string, std::span<const std::byte>> only_block(Memory& memory, std::span<const std::byte> mapped) {
  const auto first = memory.named_begin();
  if (first == memory.named_end()) return {};
  return {std::string(first->name(), first->name_length()), bytes_of_block(static_cast<const NamedBlock*>(first->value()), mapped)};
}

} // namespace sotval::cache
