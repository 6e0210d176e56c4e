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
#include <linux/magic.h>
#include <sys/syscall.h>
#include <sys/vfs.h>
#include <unistd.h>

#include <sotval/error.hpp>

namespace sotval::core {

namespace {

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
  const open_how how = how_below(flags);
  for (;;) {
    const long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    if (errno == EINTR) continue;
    if (errno != ENOSYS && errno != EPERM) return -1;
    return open_step_by_step(root, path, flags);
  }
}

} // namespace

open_how how_below(int flags) noexcept {
  open_how how{};
  how.flags = static_cast<__u64>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  return how;
}

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

namespace {

bool is_local_file_system(int fd) noexcept {
  struct statfs about {};
  if (::fstatfs(fd, &about) != 0) return false;
  switch (static_cast<std::uint32_t>(about.f_type)) {
  case EXT4_SUPER_MAGIC:
  case XFS_SUPER_MAGIC:
  case BTRFS_SUPER_MAGIC:
  case F2FS_SUPER_MAGIC:
  case TMPFS_MAGIC:
  case OVERLAYFS_SUPER_MAGIC: return true;
  default: return false;
  }
}

} // namespace

RootDirectory::RootDirectory(const std::filesystem::path& path) {
  const auto fail = [&](int error) {
    throw InputError(path.string() + ": cannot be used as repository root: " + error_text(error));
  };
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(path.empty() ? "." : path.c_str(), nullptr), std::free);
  if (!real) fail(errno);
  canonical_ = real.get();
  fd_ = Descriptor(::open(canonical_.c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  if (!fd_) fail(errno);
  struct stat status {};
  if (::fstat(fd_.get(), &status) != 0) fail(errno);
  device_ = status.st_dev;
  local_ = is_local_file_system(fd_.get());
}

Descriptor RootDirectory::open_directory(std::string_view path) const noexcept {
  return open(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY);
}

} // namespace sotval::core
