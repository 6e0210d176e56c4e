#include "cache/listing.hpp"

#include <algorithm>
#include <memory>
#include <optional>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include "file_source.hpp"
#include "names.hpp"
#include "record.hpp"

namespace sotval::cache {

namespace {

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

// The shared lock is let go of when the descriptor is closed. One that is not finished is not tried: its
// maker may be about to take the lock and would find it held.
SegmentState state_of(int fd, bool finished) noexcept {
  if (!finished) return SegmentState::unfinished;
  return ::flock(fd, LOCK_SH | LOCK_NB) == 0 ? SegmentState::left_behind : SegmentState::in_use;
}

std::optional<ListedSegment> look_at(int directory, const char* name) {
  const bool finished = is_segment_name(name);
  if (!finished && !is_unfinished_name(name)) return std::nullopt;
  const core::Descriptor fd(::openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return std::nullopt;
  ListedSegment segment;
  segment.name = name;
  segment.bytes = static_cast<std::uint64_t>(status.st_blocks) * 512;
  if (const auto record = peek_record(fd.get(), static_cast<std::uint64_t>(status.st_size)))
    segment.owner_pid = record->owner;
  segment.state = state_of(fd.get(), finished);
  return segment;
}

} // namespace

std::string_view to_string(SegmentState state) noexcept {
  switch (state) {
  case SegmentState::in_use: return "in use";
  case SegmentState::left_behind: return "left behind";
  case SegmentState::unfinished: break;
  }
  return "unfinished";
}

std::vector<ListedSegment> list_segments() {
  std::vector<ListedSegment> all;
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(shared_memory_directory));
  if (!directory) return all;
  while (const dirent* entry = ::readdir(directory.get()))
    if (auto segment = look_at(::dirfd(directory.get()), entry->d_name)) all.push_back(std::move(*segment));
  std::sort(all.begin(), all.end(), [](const ListedSegment& a, const ListedSegment& b) { return a.name < b.name; });
  return all;
}

} // namespace sotval::cache
