#pragma once

#include <cerrno>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <linux/openat2.h>
#include <sys/stat.h>

namespace sotval::core {

/// A file descriptor that closes itself.
class Descriptor {
public:
  Descriptor() = default;
  explicit Descriptor(int fd) noexcept : fd_(fd) {}
  Descriptor(Descriptor&& other) noexcept : fd_(other.release()) {}
  Descriptor& operator=(Descriptor&& other) noexcept;
  ~Descriptor();

  explicit operator bool() const noexcept { return fd_ >= 0; }
  int get() const noexcept { return fd_; }
  int release() noexcept;

private:
  int fd_ = -1;
};

/// How openat2 opens what lies below a directory, never outside it and never through a link, with O_CLOEXEC.
open_how how_below(int flags) noexcept;

/// Flags for files that are to be read. Should one have become a FIFO since the scan, opening it must not wait.
inline constexpr int open_for_reading = O_RDONLY | O_NONBLOCK | O_NOCTTY;

/// Opens with O_CLOEXEC what lies below a directory, never outside it and never through a link. On failure
/// the descriptor is empty and errno says why (ELOOP: a link; EAGAIN: another program has a lease on the
/// file). Paths longer than the kernel takes in one call are walked in pieces.
Descriptor open_below(int directory, std::string_view path, int flags) noexcept;

/// Where a symbolic link leads.
struct LinkTarget {
  enum class Kind {
    file,      // to a regular file below the root
    elsewhere, // out of the root, to something else, or nowhere
    unknown,   // cannot be told: a part of the way below the root may not be looked at
  };
  Kind kind = Kind::elsewhere;
  std::string path;      // file: relative to the root, free of links
  struct stat status {}; // file
  int error = 0;         // unknown: errno
};

/// What a path is to be taken for.
enum class Presence { as_on_disk, nothing, directory, file };

/// Opens paths below a root directory, never outside it and never through a link, whatever happens
/// to the tree meanwhile. Threads: may be used concurrently.
class RootDirectory {
public:
  /// Throws InputError, naming the path and the reason, if it is not a readable directory.
  explicit RootDirectory(const std::filesystem::path& path);

  /// As open_below().
  Descriptor open(std::string_view path, int flags) const noexcept { return open_below(fd_.get(), path, flags); }
  Descriptor open_directory(std::string_view path) const noexcept;

  /// Where the link at `path` leads, through links and out of the root and back in if need be. `presence` tells of paths
  /// below the root that are to be taken for something else than the disk has there; a file so found has no status.
  LinkTarget resolve_link(std::string_view path, const std::function<Presence(std::string_view)>& presence = {}) const;

  int fd() const noexcept { return fd_.get(); }
  const std::string& canonical_path() const noexcept { return canonical_; }
  /// True if its file system is known to be one of this machine: it answers at once, takes times from this machine's
  /// clock, and its directories tell types. Says nothing of what is mounted below.
  bool is_local() const noexcept { return local_; }
  std::uint64_t device() const noexcept { return device_; }

private:
  Descriptor fd_;
  std::string canonical_; // without a trailing slash, except "/"
  bool local_ = false;
  std::uint64_t device_ = 0;
};

/// True if the process, or the system, has as many descriptors open as it may.
inline bool is_want_of_descriptors(int error) noexcept {
  return error == EMFILE || error == ENFILE;
}

/// The text for an errno value, e.g. "Permission denied". Thread-safe.
std::string error_text(int error);

} // namespace sotval::core
