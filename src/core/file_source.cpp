#include "file_source.hpp"

#include <algorithm>
#include <cerrno>
#include <climits>
#include <cstdlib>
#include <cstring>
#include <memory>
#include <new>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "prefault.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t padding = 64; // simdjson may look that far past the end
constexpr std::size_t kept_buffer = 1024 * 1024;
constexpr std::size_t most_prefaulted = 64 * 1024 * 1024; // a size is what somebody says: there may be less behind it

// Component by component, so that no link is followed in any of them. Cuts `path` up in place.
int open_step_by_step(int root, char* path, int flags) noexcept {
  Descriptor directory;
  for (char* name = path;;) {
    char* const slash = std::strchr(name, '/');
    if (slash != nullptr) *slash = '\0';
    if (*name == '\0' || std::strcmp(name, "..") == 0) {
      errno = *path == '\0' && slash == nullptr ? ENOENT : EXDEV; // what openat2 says
      return -1;
    }
    const int base = directory ? directory.get() : root;
    const int fd = openat(base, name, (slash != nullptr ? O_PATH | O_DIRECTORY : flags) | O_NOFOLLOW | O_CLOEXEC);
    if (fd < 0) {
      struct stat status {};
      if (errno == ENOTDIR) errno = ::fstatat(base, name, &status, AT_SYMLINK_NOFOLLOW) == 0 && S_ISLNK(status.st_mode) ? ELOOP : ENOTDIR;
      return -1;
    }
    if (slash == nullptr) return fd;
    directory = Descriptor(fd);
    name = slash + 1;
  }
}

// openat2 is missing in old kernels and forbidden in some containers; what it does in one call is then
// done in steps.
int open_beneath(int root, char* path, int flags) noexcept {
  open_how how{};
  how.flags = static_cast<__u64>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  for (;;) {
    const long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    if (errno == EINTR) continue;
    if (errno != ENOSYS && errno != EPERM) return -1;
    return open_step_by_step(root, path, flags);
  }
}

std::string reason_for(int error) {
  switch (error) {
  case ENOENT:
  case ENOTDIR: return "vanished since the scan";
  case ELOOP: return "became a link since the scan";
  case ENXIO: // a socket or a device
  case ENODEV: return "is not a regular file any more";
  case EAGAIN: return "is held by another program"; // a lease: waiting for it could take a minute
  default: return error_text(error);
  }
}

} // namespace

std::string error_text(int error) {
  return std::system_category().message(error);
}

Descriptor& Descriptor::operator=(Descriptor&& other) noexcept {
  if (this == &other) return *this;
  if (fd_ >= 0) ::close(fd_);
  fd_ = other.release();
  return *this;
}

Descriptor::~Descriptor() {
  if (fd_ >= 0) ::close(fd_);
}

int Descriptor::release() noexcept {
  return std::exchange(fd_, -1);
}

Descriptor open_below(int directory, std::string_view path, int flags) noexcept {
  // In pieces of whole components, so that a path may be longer than PATH_MAX.
  Descriptor base;
  char piece[PATH_MAX];
  while (path.size() >= sizeof piece) {
    const std::size_t slash = path.rfind('/', sizeof piece - 1);
    if (slash == std::string_view::npos || slash == 0) {
      errno = ENAMETOOLONG;
      return {};
    }
    path.copy(piece, slash);
    piece[slash] = '\0';
    base = Descriptor(open_beneath(base ? base.get() : directory, piece, O_PATH | O_DIRECTORY));
    if (!base) return {};
    path.remove_prefix(slash + 1);
  }
  path.copy(piece, path.size());
  piece[path.size()] = '\0';
  return Descriptor(open_beneath(base ? base.get() : directory, piece, flags));
}

RootDirectory::RootDirectory(const std::filesystem::path& path) {
  const auto fail = [&](int error) {
    throw InputError(path.string() + ": cannot be used as repository root: " + error_text(error));
  };
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.empty() ? "." : path.c_str(), nullptr), std::free);
  if (!real) fail(errno);
  canonical_ = real.get();
  fd_ = Descriptor(::open(canonical_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd_) fail(errno);
}

Descriptor RootDirectory::open_directory(std::string_view path) const noexcept {
  return open(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY);
}

FileIdentity FileIdentity::of(const struct stat& status) noexcept {
  return {static_cast<std::uint64_t>(status.st_size), std::int64_t{status.st_mtim.tv_sec} * 1'000'000'000 + status.st_mtim.tv_nsec,
          status.st_ino, status.st_dev};
}

bool FileReader::over_limit(std::uint64_t size, ReadResult& result) const {
  if (limit_ == 0 || size <= limit_) return false;
  result.reason = "is larger than the limit of " + std::to_string(limit_) + " bytes";
  return true;
}

ReadResult FileReader::read(std::string_view path, const FileIdentity& scanned) {
  constexpr int attempts = 3;
  ReadResult result;
  for (int attempt = 1;; ++attempt) {
    // O_NONBLOCK: should the file have become a FIFO since the scan, opening it must not wait.
    const Descriptor fd = root_.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (!fd) {
      result.reason = reason_for(errno);
      return result;
    }
    FileIdentity before = scanned;
    if (attempt > 1 || scanned == FileIdentity() || over_limit(scanned.size, result)) {
      struct stat status {};
      if (::fstat(fd.get(), &status) != 0) {
        result.reason = error_text(errno);
        return result;
      }
      if (!S_ISREG(status.st_mode)) {
        result.reason = "is not a regular file any more";
        return result;
      }
      before = FileIdentity::of(status);
      if (over_limit(before.size, result)) return result;
    }
    if (attempt == 1) ++files_opened_;
    switch (read_once(fd.get(), before, result)) {
    case Attempt::done:
      result.ok = true;
      result.reason.clear(); // the scan may have seen a larger file
      return result;
    case Attempt::failed: return result;
    case Attempt::changed: break;
    }
    if (attempt == attempts) {
      result.reason = "keeps changing while it is read";
      return result;
    }
  }
}

ReadResult FileReader::read_from(std::string_view bytes) const {
  ReadResult result;
  if (over_limit(bytes.size(), result)) return result;
  result.ok = true;
  result.bytes = bytes;
  return result;
}

bool FileReader::make_room(std::size_t size) {
  // One outsized file must not cost its memory for the rest of the run.
  const bool outsized = buffer_size_ > kept_buffer && size < kept_buffer / 2;
  if (buffer_size_ >= size + padding && !outsized) return true;
  buffer_.reset();
  buffer_size_ = size + padding + (size < kept_buffer ? size / 2 : 0);
  buffer_.reset(new (std::nothrow) char[buffer_size_]); // not filled: a large file costs what it holds
  if (buffer_)
    prefault(buffer_.get(), std::min(buffer_size_, most_prefaulted));
  else
    buffer_size_ = 0;
  return buffer_ != nullptr;
}

FileReader::Attempt FileReader::read_once(int fd, const FileIdentity& before, ReadResult& result) {
  const auto size = static_cast<std::size_t>(before.size);
  if (!make_room(size)) {
    result.reason = "does not fit into memory";
    return Attempt::failed;
  }
  std::size_t got = 0;
  int error = 0;
  while (got <= size) { // one byte more than expected shows that the file has grown
    const ssize_t n = ::read(fd, buffer_.get() + got, size + 1 - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) error = errno;
    if (n <= 0) break;
    got += static_cast<std::size_t>(n);
    if (got == size) break; // more was asked for than came: that is the end, and a read that says so costs a call
  }
  struct stat after {};
  if (::fstat(fd, &after) != 0) {
    result.reason = error_text(errno);
    return Attempt::failed;
  }
  if (got != size || !S_ISREG(after.st_mode) || FileIdentity::of(after) != before) {
    if (error == 0 || !S_ISREG(after.st_mode)) return Attempt::changed; // looked at more closely the next time
  }
  if (error != 0) {
    result.reason = error_text(error);
    return Attempt::failed;
  }
  bytes_read_ += got;
  std::memset(buffer_.get() + got, 0, padding);
  result.bytes = {buffer_.get(), got};
  return Attempt::done;
}

} // namespace sotval::core
