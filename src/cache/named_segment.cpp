#include "named_segment.hpp"

#include <cerrno>
#include <cstdio>
#include <utility>

#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <sys/statvfs.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "managed_block.hpp"
#include "mapping.hpp"
#include "memory_limits.hpp"
#include "names.hpp"
#include "record.hpp"

namespace sotval::cache {

namespace {

namespace ipc = boost::interprocess;

constexpr std::size_t page = 4096;
constexpr mode_t only_ours = S_IRUSR | S_IWUSR;

std::size_t whole_pages(std::size_t size) noexcept { return (size + page - 1) / page * page; }

// A file that vanishes again unless it is given its name. Boost leaves one behind when it cannot allocate.
class UnfinishedFile {
public:
  UnfinishedFile() : name_(random_unfinished_name()) {}
  UnfinishedFile(const UnfinishedFile&) = delete;
  UnfinishedFile& operator=(const UnfinishedFile&) = delete;
  ~UnfinishedFile() {
    if (!name_.empty()) ::unlink(path_of(name_).c_str());
  }

  const std::string& name() const noexcept { return name_; }
  bool rename_to(const std::string& name) noexcept {
    if (::rename(path_of(name_).c_str(), path_of(name).c_str()) != 0) return false;
    name_.clear();
    return true;
  }

private:
  std::string name_;
};

[[noreturn]] void fail_in_directory(std::uint64_t needed, std::string_view call, int error) {
  struct statvfs room {};
  if (error == ENOSPC && ::statvfs(shared_memory_directory, &room) == 0)
    fail(needed, "/dev/shm has only " + bytes_text(std::uint64_t{room.f_bavail} * room.f_frsize) + " left of " + bytes_text(std::uint64_t{room.f_blocks} * room.f_frsize),
         "make it larger (its mount option size; of a container, its shm size)");
  if (error == ENOENT || error == EACCES || error == EROFS) fail(needed, "/dev/shm: " + core::error_text(error), "mount it so that it can be written to");
  fail_call(needed, call, error);
}

NamedMemory create_memory(const std::string& name, std::size_t managed, std::size_t whole) {
  ipc::permissions permissions;
  permissions.set_permissions(only_ours);
  try {
    return NamedMemory(ipc::create_only, name.c_str(), managed, nullptr, permissions);
  } catch (const ipc::interprocess_exception& error) {
    fail_in_directory(whole, "shm_open", error.get_native_error());
  }
}

} // namespace

NamedSegmentOwner NamedSegmentOwner::create(std::string_view handle, std::uint64_t number, std::string_view block_name,
                                            std::span<const std::byte> bytes) {
  const std::size_t managed = whole_pages(managed_size(block_name.size(), bytes.size()));
  const std::size_t whole = managed + page; // the record is in the last one, which Boost knows nothing of
  check_file_size_limit(whole);
  check_memory(whole);

  // Opened before Boost is asked, so that most of what can be wrong is told by us and not by an exception of its.
  const core::Descriptor directory(::open(shared_memory_directory, O_PATH | O_DIRECTORY | O_CLOEXEC));
  if (!directory) fail_in_directory(whole, "open", errno);
  UnfinishedFile file;
  Record record;
  record.file_size = whole;
  record.block_size = bytes.size();
  record.number = number;
  core::Descriptor fd;
  {
    NamedMemory memory = create_memory(file.name(), managed, whole);
    fd = core::Descriptor(::openat(directory.get(), file.name().c_str(), O_RDWR | O_NOFOLLOW | O_CLOEXEC));
    if (!fd) fail_in_directory(whole, "open", errno);
    if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) fail_in_directory(whole, "flock", errno);
    if (const int error = allocate_file(fd.get(), whole); error != 0) fail_in_directory(whole, "fallocate", error);
    const std::byte* const block = allocate_block(memory, std::string(block_name), bytes.size());
    const auto start = reinterpret_cast<std::uintptr_t>(memory.get_address()) / page * page;
    record.block = reinterpret_cast<std::uintptr_t>(block) - start;
  }
  if (!write_fully(fd.get(), bytes, record.block) || !write_record(fd.get(), record)) fail_in_directory(whole, "write", errno);
  std::string name = segment_name(handle, number);
  if (!file.rename_to(name)) fail_in_directory(whole, "rename", errno);
  return {std::move(name), std::move(fd)};
}

void NamedSegmentOwner::remove() noexcept {
  if (!lock_) return;
  ::unlink(path_of(name_).c_str());
  lock_ = core::Descriptor();
}

struct NamedSegment::State {
  NamedMemory memory;
  std::size_t size = 0;
  std::string block_name;
  std::span<const std::byte> block;
};

NamedSegment::NamedSegment(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
NamedSegment::NamedSegment(NamedSegment&&) noexcept = default;
NamedSegment& NamedSegment::operator=(NamedSegment&&) noexcept = default;
NamedSegment::~NamedSegment() = default;

const std::string& NamedSegment::block_name() const noexcept { return state_->block_name; }
std::span<const std::byte> NamedSegment::block() const noexcept { return state_->block; }
std::size_t NamedSegment::size() const noexcept { return state_->size; }

std::optional<NamedSegment> NamedSegment::attach(std::string_view handle, std::uint64_t number) {
  const std::string name = segment_name(handle, number);
  const core::Descriptor fd(::open(path_of(name).c_str(), O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  if (!fd && errno == ENOENT) return std::nullopt;
  const auto refuse = [&](const std::string& why) { throw EngineError(name + ": " + why); };
  if (!fd) refuse(core::error_text(errno));
  struct stat status {};
  if (::fstat(fd.get(), &status) != 0) refuse(core::error_text(errno));
  if (!S_ISREG(status.st_mode)) refuse("this is not a segment of sotval");
  if (status.st_uid != ::geteuid()) refuse("the shared memory belongs to another user");
  if ((status.st_mode & 07777) != only_ours) refuse("the shared memory is open to others");
  const auto size = static_cast<std::size_t>(status.st_size);
  // With the record right, so is all that Boost looks at, its mark of a finished segment included, for which it
  // would wait five minutes.
  if (read_record(fd.get(), size).number != number) refuse("the segment is damaged");

  auto state = std::make_unique<State>();
  state->size = size;
  try {
    state->memory = NamedMemory(ipc::open_read_only, name.c_str());
  } catch (const ipc::interprocess_exception& error) {
    if (error.get_error_code() == ipc::not_found_error) return std::nullopt; // removed meanwhile
    fail_call(size, "mmap", error.get_native_error());
  }
  const auto start = reinterpret_cast<std::uintptr_t>(state->memory.get_address()) / page * page;
  const auto [block_name, block] = only_block(state->memory, {reinterpret_cast<const std::byte*>(start), size});
  state->block_name = block_name;
  state->block = block;
  return NamedSegment(std::move(state));
}

} // namespace sotval::cache
