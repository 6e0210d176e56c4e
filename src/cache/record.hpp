#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <type_traits>

// Boost.Interprocess believes whatever lies in a segment: one of another version, or a damaged one, is a
// crash. So the last bytes of each segment are a record of ours that says what the rest is, with a checksum
// over everything but the block's own bytes. It is read with pread, before anything is mapped or believed,
// and costs the same for a large block as for a small one.

namespace sotval::cache {

struct Record {
  char magic[8] = {'s', 'o', 't', 'v', 's', 'e', 'g', '1'};
  std::uint64_t layout = 0;     // layout_hash() of the program that made it
  std::uint64_t file_size = 0;  // of the whole segment, this record included
  std::uint64_t block = 0;      // where the block's bytes are, from the start of the segment
  std::uint64_t block_size = 0; // without padding
  std::int64_t owner = 0;       // process id of the maker, for people
  std::uint64_t number = 0;     // of the segment in its cache
  std::uint64_t checksum = 0;   // of all bytes before the block, all behind it, and this record with a zero here
};
static_assert(sizeof(Record) == 64 && std::is_trivially_copyable_v<Record>, "the format has changed: change the magic");

/// Equal for programs that can use each other's segments: same Boost, same sizes, same format.
std::uint64_t layout_hash() noexcept;

/// Everything but `block_size` bytes at `block` has been written to `fd`: writes the record at its end.
/// Returns false, with errno, if that fails.
bool write_record(int fd, Record record);

/// The record of a segment of `file_size` bytes, checked against all that it covers. Throws EngineError,
/// saying what is wrong, if this is not a segment, is damaged, or comes from another version.
Record read_record(int fd, std::uint64_t file_size);

/// The record as it stands there, unchecked but for its magic: for messages only.
std::optional<Record> peek_record(int fd, std::uint64_t file_size) noexcept;

} // namespace sotval::cache
