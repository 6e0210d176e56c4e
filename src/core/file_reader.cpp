#include "file_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <cstring>
#include <new>
#include <thread>

#include <unistd.h>

#include "file_time.hpp"
#include "padding.hpp"
#include "prefault.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t kept_buffer = 1024 * 1024;
constexpr std::size_t most_prefaulted = 64 * 1024 * 1024; // a size is what somebody says: there may be less behind it

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

FileIdentity FileIdentity::of(const struct stat& status) noexcept {
  return {static_cast<std::uint64_t>(status.st_size), nanoseconds(status.st_mtim), status.st_ino, status.st_dev};
}

bool FileReader::over_limit(std::uint64_t size, ReadResult& result) const {
  if (limit_ == 0 || size <= limit_) return false;
  result.reason = "is larger than the limit of " + std::to_string(limit_) + " bytes";
  return true;
}

FileReader::FileReader(const RootDirectory& root, std::uint64_t limit) : root_(root), limit_(limit), made_(file_time_now()), ahead_(root) {}

// Where descriptors are wanting, those of files that are open ahead are waited for, but not for ever: who has them may be
// busy with another file.
Descriptor FileReader::open(std::string_view path) {
  constexpr int longest_wait = 10'000; // milliseconds
  std::optional<ReadAhead::Pause> pause;
  for (int waited = 0;; ++waited) {
    const bool some_will_come = !pause || ReadAhead::any_open();
    Descriptor fd = root_.open(path, open_for_reading);
    if (fd || !is_want_of_descriptors(errno) || !some_will_come || waited == longest_wait) return fd;
    if (!pause) {
      pause.emplace();
      ahead_.end();
    } else {
      std::this_thread::sleep_for(std::chrono::milliseconds(1));
    }
  }
}

bool FileReader::is_all(const ReadAhead::Beginning& ahead, const struct stat& now, const FileIdentity& scanned) const {
  const FileIdentity identity = FileIdentity::of(now);
  if (ahead.size != identity.size) return false;
  if (scanned != FileIdentity()) return identity == scanned;
  return identity.device == root_.device() && !may_have_changed_since(made_, identity.mtime, nanoseconds(now.st_ctim));
}

bool FileReader::look_at(int fd, struct stat& now, ReadResult& result) const {
  if (::fstat(fd, &now) != 0) {
    result.reason = error_text(errno);
    return false;
  }
  if (!S_ISREG(now.st_mode)) {
    result.reason = "is not a regular file any more";
    return false;
  }
  return !over_limit(FileIdentity::of(now).size, result);
}

ReadResult FileReader::read(std::string_view path, const FileIdentity& scanned) {
  constexpr int attempts = 3;
  ReadResult result;
  auto ahead = ahead_.take(path);
  for (int attempt = 1;; ++attempt) {
    const Descriptor own = ahead ? Descriptor() : open(path);
    if (!ahead && !own) {
      result.reason = reason_for(errno);
      return result;
    }
    const int fd = ahead ? ahead->fd : own.get();
    FileIdentity before = scanned;
    const bool doubtful = attempt > 1 || scanned == FileIdentity() || over_limit(scanned.size, result);
    struct stat now {};
    const bool to_be_read = !(doubtful || ahead) || look_at(fd, now, result);
    if (attempt == 1 && (to_be_read || !doubtful)) ++files_opened_; // whether or not somebody looked ahead
    if (!to_be_read) return result;
    if (doubtful || ahead) before = FileIdentity::of(now);
    if (ahead && is_all(*ahead, now, scanned)) return done(ahead->bytes, ahead->size);
    switch (read_once(fd, before, result)) {
    case Attempt::done: return done(buffer_.get(), static_cast<std::size_t>(before.size));
    case Attempt::failed: return result;
    case Attempt::changed: break;
    }
    if (attempt == attempts) {
      result.reason = "keeps changing while it is read";
      return result;
    }
    ahead.reset();
  }
}

// Behind the bytes there must be room for the padding.
ReadResult FileReader::done(char* bytes, std::size_t size) {
  bytes_read_ += size;
  std::memset(bytes + size, 0, padding);
  return {true, {}, {bytes, size}};
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
  return Attempt::done;
}

} // namespace sotval::core
