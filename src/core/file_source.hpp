#pragma once

#include <cstdint>
#include <filesystem>
#include <string>
#include <string_view>
#include <vector>

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

/// Opens paths below a root directory, never outside it and never through a link, whatever happens
/// to the tree meanwhile. Threads: may be used concurrently.
class RootDirectory {
public:
  /// Throws InputError, naming the path and the reason, if it is not a readable directory.
  explicit RootDirectory(const std::filesystem::path& path);

  /// Opens with O_CLOEXEC. On failure the descriptor is empty and errno says why (ELOOP: a link).
  /// Paths longer than the kernel takes in one call are walked in pieces.
  Descriptor open(std::string_view path, int flags) const noexcept;
  Descriptor open_directory(std::string_view path) const noexcept;

  /// Relative path of the regular file below the root that the link at `path` leads to; empty if
  /// there is none (dangling, out of the root, not a regular file).
  std::string resolve_link(std::string_view path) const;

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

/// Reads whole files into one buffer that is used again and again.
/// Threads: one per thread.
class FileReader {
public:
  /// `limit` in bytes, 0: none.
  FileReader(const RootDirectory& root, std::uint64_t limit) : root_(root), limit_(limit) {}

  /// A file that changes while it is read is read again, a few times, then given up.
  ReadResult read(std::string_view path);

  std::uint64_t files_opened() const noexcept { return files_opened_; }
  std::uint64_t bytes_read() const noexcept { return bytes_read_; }

private:
  enum class Attempt { done, changed, failed };
  Attempt read_once(int fd, const struct stat& before, ReadResult& result);

  const RootDirectory& root_;
  std::uint64_t limit_;
  std::vector<char> buffer_;
  std::uint64_t files_opened_ = 0;
  std::uint64_t bytes_read_ = 0;
};

/// The text for an errno value, e.g. "Permission denied". Thread-safe.
std::string error_text(int error);

} // namespace sotval::core
