#include "record.hpp"

#include <bit>
#include <cerrno>
#include <cstring>
#include <span>
#include <string>

#include <unistd.h>
#include <xxhash.h>

#include <boost/version.hpp>

#include <sotval/error.hpp>

#include "managed_block.hpp"
#include "mapping.hpp"

namespace sotval::cache {

namespace {

constexpr std::uint64_t max_bookkeeping = 64 * 1024; // bytes of a segment that are neither block nor record

// Nothing if the numbers in the record are impossible or the bytes cannot be read.
std::optional<std::uint64_t> checksum_of(int fd, Record record) {
  const std::uint64_t end = record.file_size - sizeof(Record);
  if (record.block > max_bookkeeping || record.block > end || record.block_size > end - record.block) return std::nullopt;
  const std::uint64_t behind = record.block + record.block_size;
  if (end - behind > max_bookkeeping) return std::nullopt;
  std::string bytes(static_cast<std::size_t>(record.block + (end - behind)), '\0');
  const auto room = std::as_writable_bytes(std::span(bytes));
  if (!read_fully(fd, room.first(static_cast<std::size_t>(record.block)), 0)) return std::nullopt;
  if (!read_fully(fd, room.subspan(static_cast<std::size_t>(record.block)), behind)) return std::nullopt;
  record.checksum = 0;
  bytes.append(reinterpret_cast<const char*>(&record), sizeof record);
  return XXH3_64bits(bytes.data(), bytes.size());
}

} // namespace

std::uint64_t layout_hash() noexcept {
  const std::uint64_t parts[] = {
      1, // of our own format
      BOOST_VERSION,
      sizeof(void*),
      alignof(std::max_align_t),
      static_cast<std::uint64_t>(std::endian::native == std::endian::little),
      sizeof(NamedBlock),
      sizeof(AnonymousMemory::segment_manager),
      sizeof(NamedMemory::segment_manager),
  };
  return XXH3_64bits(parts, sizeof parts);
}

bool write_record(int fd, Record record) {
  record.layout = layout_hash();
  record.owner = ::getpid();
  const auto checksum = checksum_of(fd, record);
  if (!checksum) return false;
  record.checksum = *checksum;
  ssize_t n = 0;
  do n = ::pwrite(fd, &record, sizeof record, static_cast<off_t>(record.file_size - sizeof record));
  while (n < 0 && errno == EINTR);
  return n == static_cast<ssize_t>(sizeof record);
}

std::optional<Record> peek_record(int fd, std::uint64_t file_size) noexcept {
  Record record;
  const Record right;
  char bytes[sizeof record];
  if (file_size < sizeof record || !read_fully(fd, std::as_writable_bytes(std::span(bytes)), file_size - sizeof record)) return std::nullopt;
  std::memcpy(&record, bytes, sizeof record);
  if (std::memcmp(record.magic, right.magic, sizeof record.magic) != 0) return std::nullopt;
  return record;
}

Record read_record(int fd, std::uint64_t file_size) {
  const auto record = peek_record(fd, file_size);
  if (!record) throw EngineError("shared memory: this is not a segment of sotval");
  if (record->layout != layout_hash())
    throw EngineError("shared memory: the segment was made by another version of sotval or Boost, or for another kind of machine");
  if (record->file_size != file_size) throw EngineError("shared memory: the segment is cut short");
  if (checksum_of(fd, *record) != record->checksum) throw EngineError("shared memory: the segment is damaged");
  return *record;
}

} // namespace sotval::cache
