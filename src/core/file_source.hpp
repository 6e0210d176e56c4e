#pragma once

#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <string>
#include <string_view>

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

private:
  Descriptor fd_;
  std::string canonical_; // without a trailing slash, except "/"
};

/// What became of an attempt to read a file.
struct ReadResult {
  bool ok = false;
  std::string reason;         // if not ok: for people
  std::string_view bytes;     // valid until the next read; followed by at least 64 readable bytes
};

/// What a file was when somebody last looked; all zero: nobody did.
struct FileIdentity {
  std::uint64_t size = 0;
  std::int64_t mtime = 0; // nanoseconds
  std::uint64_t inode = 0;
  std::uint64_t device = 0;

  static FileIdentity of(const struct stat& status) noexcept;
  friend bool operator==(const FileIdentity&, const FileIdentity&) = default;
};

/// Reads whole files into one buffer that is used again and again.
/// Threads: one per thread.
class FileReader {
public:
  /// `limit` in bytes, 0: none.
  FileReader(const RootDirectory& root, std::uint64_t limit) : root_(root), limit_(limit) {}

  /// A file that changes while it is read is read again, a few times, then given up. One that still
  /// is what the scan saw in the end was that all the time, which saves a system call.
  ReadResult read(std::string_view path, const FileIdentity& scanned = {});
  /// As if a file with these bytes had been read.
  ReadResult read_from(std::string_view bytes) const;

  std::uint64_t files_opened() const noexcept { return files_opened_; }
  std::uint64_t bytes_read() const noexcept { return bytes_read_; }

private:
  enum class Attempt { done, changed, failed };
  Attempt read_once(int fd, const FileIdentity& before, ReadResult& result);
  bool over_limit(std::uint64_t size, ReadResult& result) const;
  bool make_room(std::size_t size);

  const RootDirectory& root_;
  std::uint64_t limit_;
  std::unique_ptr<char[]> buffer_;
  std::size_t buffer_size_ = 0;
  std::uint64_t files_opened_ = 0;
  std::uint64_t bytes_read_ = 0;
};

/// The text for an errno value, e.g. "Permission denied". Thread-safe.
std::string error_text(int error);

} // namespace sotval::core
