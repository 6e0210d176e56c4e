#pragma once

#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include "file_source.hpp"
#include "read_ahead.hpp"

namespace sotval::core {

/// What became of an attempt to read a file.
struct ReadResult {
  bool ok = false;
  std::string reason;         // if not ok: for people
  std::string_view bytes;     // valid until the next read; followed by at least `padding` readable bytes
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

/// Reads whole files into memory that is used again and again.
/// Threads: one per thread.
class FileReader {
public:
  /// `root` is borrowed. `limit` in bytes, 0: none.
  FileReader(const RootDirectory& root, std::uint64_t limit);

  /// These files will be read next, in that order: a hint. The texts must live until all are read, or something else
  /// is expected.
  void expect(std::vector<std::string_view> paths) { ahead_.expect(std::move(paths)); }

  /// A file that changes while it is read is read again, a few times, then given up. One that still
  /// is what the scan saw in the end was that all the time, as is one that was last changed before there was
  /// this reader: that saves a system call.
  ReadResult read(std::string_view path, const FileIdentity& scanned = {});
  /// As if a file with these bytes had been read.
  ReadResult read_from(std::string_view bytes) const;

  std::uint64_t files_opened() const noexcept { return files_opened_; }
  std::uint64_t bytes_read() const noexcept { return bytes_read_; }

private:
  enum class Attempt { done, changed, failed };
  Descriptor open(std::string_view path);
  bool is_all(const ReadAhead::Beginning& ahead, const struct stat& now, const FileIdentity& scanned) const;
  Attempt read_once(int fd, const FileIdentity& before, ReadResult& result);
  ReadResult done(char* bytes, std::size_t size);
  bool over_limit(std::uint64_t size, ReadResult& result) const;
  bool look_at(int fd, struct stat& now, ReadResult& result) const;
  bool make_room(std::size_t size);

  const RootDirectory& root_;
  std::uint64_t limit_;
  const std::int64_t made_; // as file times are told
  ReadAhead ahead_;
  std::unique_ptr<char[]> buffer_;
  std::size_t buffer_size_ = 0;
  std::uint64_t files_opened_ = 0;
  std::uint64_t bytes_read_ = 0;
};

} // namespace sotval::core
