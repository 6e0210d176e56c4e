#include <cerrno>
#include <ctime>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <dirent.h>
#include <fcntl.h>
#include <sys/file.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotval/shared_cache.hpp>

#include "file_source.hpp"
#include "names.hpp"
#include "record.hpp"

// An entry is a leftover if nobody holds its lock. Between its creation and its lock an entry has another name,
// and is a leftover only when it has not been touched for a minute; what has its final name was locked before it got
// it. The lock is taken here while an entry is removed, so that two who tidy up at once do not report it twice.

namespace sotval {

namespace {

constexpr std::time_t patience = 60; // seconds, for unfinished entries

struct CloseDirectory {
  void operator()(DIR* directory) const noexcept { ::closedir(directory); }
};

std::optional<ReclaimedSegment> reclaim_entry(int directory, const char* name) {
  const bool finished = cache::is_segment_name(name);
  if (!finished && !cache::is_unfinished_name(name)) return std::nullopt;
  const core::Descriptor fd(::openat(directory, name, O_RDONLY | O_NOFOLLOW | O_NONBLOCK | O_CLOEXEC));
  struct stat status {};
  if (!fd || ::fstat(fd.get(), &status) != 0) return std::nullopt;
  if (!S_ISREG(status.st_mode) || status.st_uid != ::geteuid()) return std::nullopt;
  if (!finished && std::time(nullptr) - status.st_mtime < patience) return std::nullopt;
  if (::flock(fd.get(), LOCK_EX | LOCK_NB) != 0) return std::nullopt;
  struct stat named {};
  if (::fstatat(directory, name, &named, AT_SYMLINK_NOFOLLOW) != 0 || named.st_ino != status.st_ino || named.st_dev != status.st_dev) return std::nullopt;
  if (::unlinkat(directory, name, 0) != 0) return std::nullopt;

  ReclaimedSegment reclaimed;
  reclaimed.name = name;
  reclaimed.bytes = static_cast<std::uint64_t>(status.st_blocks) * 512;
  if (const auto record = cache::peek_record(fd.get(), static_cast<std::uint64_t>(status.st_size))) reclaimed.owner_pid = record->owner;
  reclaimed.reason = finished ? "its owner has ended without removing it" : "it was never finished, and nobody is at it";
  return reclaimed;
}

} // namespace

std::vector<ReclaimedSegment> SharedCache::reclaim() {
  std::vector<ReclaimedSegment> all;
  const std::unique_ptr<DIR, CloseDirectory> directory(::opendir(cache::shared_memory_directory));
  if (!directory) return all;
  while (const dirent* entry = ::readdir(directory.get()))
    if (auto reclaimed = reclaim_entry(::dirfd(directory.get()), entry->d_name)) all.push_back(std::move(*reclaimed));
  return all;
}

} // namespace sotval
