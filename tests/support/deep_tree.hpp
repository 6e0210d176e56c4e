#pragma once

#include <cstddef>
#include <filesystem>
#include <stdexcept>
#include <string>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

namespace support {

/// A chain of directories, deeper than paths can be written, with a file in the last one and room for
/// more. Removed at the end of the scope (std::filesystem would need a descriptor for each level).
class DeepTree {
public:
  DeepTree(const std::filesystem::path& root, std::string name, std::size_t depth, const std::string& file, const std::string& text)
      : name_(std::move(name)), depth_(depth), bottom_(::open(root.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC)) {
    for (std::size_t i = 0; i < depth_; ++i) {
      if (::mkdirat(bottom_, name_.c_str(), 0755) != 0) throw std::runtime_error("cannot make a deep tree");
      go(name_.c_str());
    }
    const int fd = ::openat(bottom_, file.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0644);
    if (fd < 0 || ::write(fd, text.data(), text.size()) != static_cast<ssize_t>(text.size()))
      throw std::runtime_error("cannot write below a deep tree");
    ::close(fd);
    files_ = {file};
  }
  DeepTree(const DeepTree&) = delete;
  DeepTree& operator=(const DeepTree&) = delete;
  ~DeepTree() {
    for (const std::string& file : files_) ::unlinkat(bottom_, file.c_str(), 0);
    for (std::size_t i = 0; i < depth_; ++i) {
      go("..");
      ::unlinkat(bottom_, name_.c_str(), AT_REMOVEDIR);
    }
    ::close(bottom_);
  }

  void add_link(const std::string& name, const std::string& target) {
    if (::symlinkat(target.c_str(), bottom_, name.c_str()) != 0) throw std::runtime_error("cannot link below a deep tree");
    files_.push_back(name);
  }

  /// Of the last directory, relative to the root.
  std::string path() const {
    std::string path;
    for (std::size_t i = 0; i < depth_; ++i) path += (i == 0 ? "" : "/") + name_;
    return path;
  }

private:
  void go(const char* name) {
    const int next = ::openat(bottom_, name, O_PATH | O_DIRECTORY | O_NOFOLLOW | O_CLOEXEC);
    if (next < 0) throw std::runtime_error("cannot walk a deep tree");
    ::close(bottom_);
    bottom_ = next;
  }

  std::string name_;
  std::size_t depth_;
  int bottom_;
  std::vector<std::string> files_;
};

} // namespace support
