#pragma once

#include <cstdint>
#include <functional>
#include <stdexcept>
#include <string_view>
#include <vector>

#include <sys/inotify.h>

#include "file_source.hpp"

namespace sotval::core {

/// inotify refuses; what() says for people why, and what would help.
class CannotWatch : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// As inotify(7) has it.
struct WatchEvent {
  int watch = -1; // -1: the queue has overflowed
  std::uint32_t mask = 0;
  std::string_view name; // of an entry of the directory; empty: the directory itself
};

/// An inotify instance that hears of all changes in directories, and not of their being read.
/// Threads: one.
class Inotify {
public:
  /// Throws CannotWatch.
  Inotify();

  /// Watches an open directory, which may be closed then. A directory that is watched already has the same number.
  /// Throws CannotWatch.
  int add(const Descriptor& directory);
  void remove(int watch) noexcept { ::inotify_rm_watch(fd_.get(), watch); }

  /// Hands over some of what is waiting, without waiting. Names are valid during the call.
  void read(const std::function<void(const WatchEvent&)>& take);

  /// Readable when read() would have something.
  int fd() const noexcept { return fd_.get(); }

private:
  Descriptor fd_;
  std::vector<char> buffer_;
};

/// What to tell when a directory cannot be opened for want of descriptors.
CannotWatch out_of_descriptors();

} // namespace sotval::core
