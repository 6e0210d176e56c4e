#pragma once

#include <cstdio>
#include <filesystem>
#include <functional>
#include <set>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <sys/file.h>
#include <sys/mount.h>
#include <unistd.h>

#include "support/child.hpp"

namespace support {

/// What a child process found wrong, one a line.
class Expectations {
public:
  void operator()(bool holds, const std::string& what) {
    if (!holds) failed_ += what + "\n";
  }
  const std::string& failed() const noexcept { return failed_; }

private:
  std::string failed_;
};

namespace detail {

inline bool write_file(const char* path, const std::string& text) {
  std::FILE* const file = std::fopen(path, "w");
  if (file == nullptr) return false;
  const bool written = std::fputs(text.c_str(), file) >= 0;
  return std::fclose(file) == 0 && written;
}

inline bool mount_own_shared_memory(std::size_t bytes) {
  if (unshare(CLONE_NEWNS) != 0) {
    const std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER | CLONE_NEWNS) != 0) return false;
    if (!write_file("/proc/self/setgroups", "deny") || !write_file("/proc/self/uid_map", user + " " + user + " 1") ||
        !write_file("/proc/self/gid_map", group + " " + group + " 1"))
      return false;
  }
  const std::string options = "mode=1777,size=" + std::to_string(bytes);
  // The root of a chroot is not a mount, but what is to be covered is one there.
  const bool is_private = mount(nullptr, "/", nullptr, MS_REC | MS_PRIVATE, nullptr) == 0 || mount(nullptr, "/dev/shm", nullptr, MS_PRIVATE, nullptr) == 0;
  return is_private && mount("test", "/dev/shm", "tmpfs", 0, options.c_str()) == 0;
}

} // namespace detail

/// Runs `work` in a child with a /dev/shm of its own, of that size, and returns what it found wrong. Where that is
/// not permitted: with the one that all share, while no other such test runs, or, if it `must` be its own,
/// returns "not permitted".
inline std::string in_own_shared_memory(std::size_t bytes, bool must, const std::function<void(Expectations&)>& work) {
  return in_child([&]() -> std::string {
    if (!detail::mount_own_shared_memory(bytes)) {
      if (must) return "not permitted";
      const int directory = open("/dev/shm", O_RDONLY | O_DIRECTORY | O_CLOEXEC);
      if (directory < 0 || flock(directory, LOCK_EX) != 0) return "no /dev/shm";
    }
    Expectations expect;
    work(expect);
    return expect.failed();
  });
}

/// The entries of /dev/shm whose names start like those of the library.
inline std::set<std::string> shared_memory_entries() {
  std::set<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator("/dev/shm"))
    if (entry.path().filename().string().starts_with("sotval")) names.insert(entry.path().filename().string());
  return names;
}

} // namespace support
