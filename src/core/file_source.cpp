#include "file_source.hpp"

#include <cerrno>
#include <climits>
#include <cstdlib>
#include <memory>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/syscall.h>
#include <unistd.h>

#include <sotval/error.hpp>

namespace sotval::core {

namespace {

constexpr std::size_t padding = 64; // simdjson may look that far past the end
constexpr std::size_t kept_buffer = 1024 * 1024;

// openat2 keeps even intermediate components from being links. Where it is missing (old kernel) or
// forbidden (some containers), openat with O_NOFOLLOW protects the last component at least.
int open_beneath(int root, const char* path, int flags) noexcept {
  open_how how{};
  how.flags = static_cast<__u64>(flags | O_CLOEXEC);
  how.resolve = RESOLVE_BENEATH | RESOLVE_NO_SYMLINKS;
  for (;;) {
    const long fd = syscall(SYS_openat2, root, path, &how, sizeof how);
    if (fd >= 0) return static_cast<int>(fd);
    if (errno == EAGAIN || errno == EINTR) continue; // the tree was renamed under the look-up
    if (errno != ENOSYS && errno != EPERM) return -1;
    return openat(root, path, flags | O_CLOEXEC | O_NOFOLLOW);
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

Descriptor RootDirectory::open(std::string_view path, int flags) const noexcept {
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
    base = Descriptor(open_beneath(base ? base.get() : fd_.get(), piece, O_PATH | O_DIRECTORY));
    if (!base) return {};
    path.remove_prefix(slash + 1);
  }
  path.copy(piece, path.size());
  piece[path.size()] = '\0';
  return Descriptor(open_beneath(base ? base.get() : fd_.get(), piece, flags));
}

Descriptor RootDirectory::open_directory(std::string_view path) const noexcept {
  return open(path.empty() ? "." : path, O_RDONLY | O_DIRECTORY);
}

std::string RootDirectory::resolve_link(std::string_view path) const {
  const std::string prefix = canonical_ == "/" ? "/" : canonical_ + "/";
  const std::string full = prefix + std::string(path);
  const std::unique_ptr<char, void (*)(void*)> real(::realpath(full.c_str(), nullptr), std::free);
  if (!real) return {};
  const std::string_view target = real.get();
  if (!target.starts_with(prefix) || target.size() == prefix.size()) return {};
  struct stat status {};
  if (::stat(real.get(), &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return std::string(target.substr(prefix.size()));
}

ReadResult FileReader::read(std::string_view path) {
  constexpr int attempts = 3;
  ReadResult result;
  for (int attempt = 1;; ++attempt) {
    // O_NONBLOCK: should the file have become a FIFO since the scan, opening it must not wait.
    const Descriptor fd = root_.open(path, O_RDONLY | O_NONBLOCK | O_NOCTTY);
    if (!fd) {
      result.reason = errno == ENOENT || errno == ENOTDIR ? "vanished since the scan"
                      : errno == ELOOP                    ? "became a link since the scan"
                                                          : error_text(errno);
      return result;
    }
    struct stat before {};
    if (::fstat(fd.get(), &before) != 0) {
      result.reason = error_text(errno);
      return result;
    }
    if (!S_ISREG(before.st_mode)) {
      result.reason = "is not a regular file any more";
      return result;
    }
    if (limit_ != 0 && static_cast<std::uint64_t>(before.st_size) > limit_) {
      result.reason = "is larger than the limit of " + std::to_string(limit_) + " bytes";
      return result;
    }
    if (attempt == 1) ++files_opened_;
    switch (read_once(fd.get(), before, result)) {
    case Attempt::done: result.ok = true; return result;
    case Attempt::failed: return result;
    case Attempt::changed: break;
    }
    if (attempt == attempts) {
      result.reason = "keeps changing while it is read";
      return result;
    }
  }
}

FileReader::Attempt FileReader::read_once(int fd, const struct stat& before, ReadResult& result) {
  const auto size = static_cast<std::size_t>(before.st_size);
  // One outsized file must not cost its memory for the rest of the run.
  if (buffer_.size() > kept_buffer && size < kept_buffer / 2) buffer_ = std::vector<char>();
  if (buffer_.size() < size + padding) buffer_.resize(size + padding + size / 2);

  std::size_t got = 0;
  while (got <= size) { // one byte more than expected shows that the file has grown
    const ssize_t n = ::read(fd, buffer_.data() + got, size + 1 - got);
    if (n < 0 && errno == EINTR) continue;
    if (n < 0) {
      result.reason = error_text(errno);
      return Attempt::failed;
    }
    if (n == 0) break;
    got += static_cast<std::size_t>(n);
  }
  struct stat after {};
  if (::fstat(fd, &after) != 0) {
    result.reason = error_text(errno);
    return Attempt::failed;
  }
  const bool same = got == size && after.st_size == before.st_size && after.st_mtim.tv_sec == before.st_mtim.tv_sec &&
                    after.st_mtim.tv_nsec == before.st_mtim.tv_nsec;
  if (!same) return Attempt::changed;
  bytes_read_ += got;
  result.bytes = {buffer_.data(), got};
  return Attempt::done;
}

} // namespace sotval::core
