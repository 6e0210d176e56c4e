#include "watch/inotify.hpp"

#include <cerrno>
#include <cstring>
#include <fstream>
#include <string>

#include <fcntl.h>
#include <unistd.h>

namespace sotval::core {

namespace {

// No IN_ACCESS, IN_OPEN or IN_CLOSE_NOWRITE: a validation must not wake itself. IN_MODIFY, because a file may be
// written for a long time before it is closed. IN_ATTRIB: whether something can be read is part of the report.
constexpr std::uint32_t changes = IN_CREATE | IN_DELETE | IN_MOVED_FROM | IN_MOVED_TO | IN_MODIFY | IN_CLOSE_WRITE | IN_ATTRIB |
                                  IN_DELETE_SELF | IN_MOVE_SELF | IN_ONLYDIR | IN_EXCL_UNLINK;

constexpr std::size_t buffer_size = 64 * 1024;

std::string limit(const char* name) {
  const std::string file = std::string("/proc/sys/fs/inotify/") + name;
  std::string value;
  std::getline(std::ifstream(file), value);
  return file + (value.empty() ? std::string() : ", which is " + value);
}

std::string raise(const char* name, const char* value) {
  return std::string("; raise it as root with: sysctl fs.inotify.") + name + "=" + value;
}

// Two limits have one error.
bool has_descriptors() {
  return static_cast<bool>(Descriptor(::open("/", O_PATH | O_CLOEXEC)));
}

CannotWatch no_instance(int error) {
  if (error != EMFILE) return CannotWatch("inotify is not to be had (" + error_text(error) + ")");
  if (!has_descriptors()) return out_of_descriptors();
  return CannotWatch("this user has as many inotify instances as allowed by " + limit("max_user_instances") +
                     raise("max_user_instances", "1024"));
}

CannotWatch no_watch(int error) {
  if (error != ENOSPC) return CannotWatch("inotify does not take a directory (" + error_text(error) + ")");
  return CannotWatch("it has more directories than this user may still watch by " + limit("max_user_watches") +
                     raise("max_user_watches", "1048576"));
}

} // namespace

CannotWatch out_of_descriptors() {
  return CannotWatch("this program has as many files open as it may; raise the limit with: ulimit -n");
}

Inotify::Inotify() : fd_(::inotify_init1(IN_CLOEXEC | IN_NONBLOCK)), buffer_(buffer_size) {
  if (!fd_) throw no_instance(errno);
}

// By its descriptor: no link is followed, no path is too long, and it is the directory that was opened.
int Inotify::add(const Descriptor& directory) {
  const std::string path = "/proc/self/fd/" + std::to_string(directory.get());
  const int watch = ::inotify_add_watch(fd_.get(), path.c_str(), changes);
  if (watch == -1) throw no_watch(errno);
  return watch;
}

void Inotify::read(const std::function<void(const WatchEvent&)>& take) {
  const ssize_t size = ::read(fd_.get(), buffer_.data(), buffer_.size());
  const char* at = buffer_.data();
  for (const char* const end = at + (size > 0 ? size : 0); at < end;) {
    inotify_event event;
    std::memcpy(&event, at, sizeof event);
    const char* const name = at + sizeof event;
    take({event.wd, event.mask, {name, ::strnlen(name, event.len)}}); // filled up with zeros
    at = name + event.len;
  }
}

} // namespace sotval::core
