#include "segment.hpp"

#include <cerrno>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "managed_block.hpp"
#include "mapping.hpp"
#include "memory_limits.hpp"
#include "record.hpp"

#ifndef MFD_NOEXEC_SEAL
#define MFD_NOEXEC_SEAL 0x0008U // headers older than Linux 6.3
#endif

namespace sotval::cache {

namespace {

constexpr int needed_seals = F_SEAL_SHRINK | F_SEAL_GROW | F_SEAL_WRITE;
constexpr std::size_t page = 4096;

core::Descriptor create_memfd() noexcept {
  constexpr unsigned flags = MFD_CLOEXEC | MFD_ALLOW_SEALING;
  int fd = ::memfd_create("sotval", flags | MFD_NOEXEC_SEAL);
  if (fd < 0 && errno == EINVAL) fd = ::memfd_create("sotval", flags); // before 6.3
  return core::Descriptor(fd);
}

// Where /proc is not mounted or does not show us our own descriptors, the one that made it has to do: the
// seals forbid writing through it as well.
core::Descriptor reopen_read_only(core::Descriptor fd) noexcept {
  const std::string path = "/proc/self/fd/" + std::to_string(fd.get());
  core::Descriptor reader(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  return reader ? std::move(reader) : std::move(fd);
}

} // namespace

Segment Segment::create(std::string_view block_name, const BytePieces& pieces) {
  std::size_t block_size = 0;
  for (const auto piece : pieces) block_size += piece.size();
  const std::size_t managed = managed_size(block_name.size(), block_size);
  const std::size_t size = (managed + sizeof(Record) + page - 1) / page * page;
  check_file_size_limit(size);
  check_memory(size);
  core::Descriptor fd = create_memfd();
  if (!fd) fail_call(size, "memfd_create", errno);
  if (const int error = allocate_file(fd.get(), size); error != 0) fail_call(size, "fallocate", error);

  Record record;
  record.file_size = size;
  record.block_size = block_size;
  {
    const Mapping mapping(fd.get(), size, PROT_READ | PROT_WRITE, MAP_SHARED);
    if (!mapping) fail_call(size, "mmap", errno);
    AnonymousMemory memory(boost::interprocess::create_only, mapping.data(), size - sizeof(Record));
    record.block = static_cast<std::uint64_t>(allocate_block(memory, std::string(block_name), block_size) - mapping.data());
  } // a mapping that may be written to stands in the way of the seal
  std::uint64_t at = record.block;
  for (const auto piece : pieces) {
    if (!write_fully(fd.get(), piece, at)) fail_call(size, "write", errno);
    at += piece.size();
  }
  if (!write_record(fd.get(), record)) fail_call(size, "write", errno);
  if (::fcntl(fd.get(), F_ADD_SEALS, needed_seals | F_SEAL_SEAL) != 0) fail_call(size, "sealing", errno);
  ::fchmod(fd.get(), S_IRUSR);
  return Segment(reopen_read_only(std::move(fd)), size);
}

struct AttachedSegment::State {
  Mapping mapping;
  // Boost's lookup is not const, though it only reads in memory without locks.
  mutable AnonymousMemory memory;
};

AttachedSegment::AttachedSegment(int fd) {
  struct stat status {};
  if (::fstat(fd, &status) != 0) throw EngineError("shared memory: " + core::error_text(errno));
  const int seals = S_ISREG(status.st_mode) ? ::fcntl(fd, F_GET_SEALS) : -1;
  if (seals < 0) throw EngineError("shared memory: this is not a segment of sotval");
  if ((seals & needed_seals) != needed_seals) throw EngineError("shared memory: the segment is not sealed, others could change it");
  const auto size = static_cast<std::size_t>(status.st_size);
  read_record(fd, size);

  state_ = std::make_unique<State>();
  state_->mapping = Mapping(fd, size, PROT_READ, MAP_SHARED);
  // Kernels before 6.7 refuse shared mappings of what is sealed against writing, even read-only ones.
  if (!state_->mapping && errno == EPERM) state_->mapping = Mapping(fd, size, PROT_READ, MAP_PRIVATE);
  if (!state_->mapping) fail_call(size, "mmap", errno);
  state_->memory = AnonymousMemory(boost::interprocess::open_only, state_->mapping.data(), size - sizeof(Record));
}

AttachedSegment::AttachedSegment(AttachedSegment&&) noexcept = default;
AttachedSegment& AttachedSegment::operator=(AttachedSegment&&) noexcept = default;
AttachedSegment::~AttachedSegment() = default;

std::span<const std::byte> AttachedSegment::find(std::string_view block_name) const {
  return find_block(state_->memory, std::string(block_name), {state_->mapping.data(), state_->mapping.size()});
}

std::string AttachedSegment::block_name() const {
  return only_block(state_->memory, {state_->mapping.data(), state_->mapping.size()}).first;
}

std::size_t AttachedSegment::size() const noexcept { return state_->mapping.size(); }

} // namespace sotval::cache
