#include "output.hpp"

#include <cerrno>
#include <cstring>
#include <filesystem>
#include <utility>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotval/error.hpp>

namespace sotval::cli {

namespace fs = std::filesystem;

namespace {

[[noreturn]] void fail(const std::string& where, int error) {
  throw EngineError("cannot write " + where + ": " + std::strerror(error));
}

std::string in_quotes(const std::string& file) { return "'" + file + "'"; }

void write_all(int descriptor, std::string_view text, const std::string& where) {
  while (!text.empty()) {
    const ssize_t written = ::write(descriptor, text.data(), text.size());
    if (written == -1 && errno == EINTR) continue;
    if (written == -1) fail(where, errno);
    text.remove_prefix(static_cast<std::size_t>(written));
  }
}

class Descriptor {
public:
  explicit Descriptor(int number) noexcept : number_(number) {}
  Descriptor(const Descriptor&) = delete;
  Descriptor& operator=(const Descriptor&) = delete;
  ~Descriptor() {
    if (number_ != -1) ::close(number_);
  }

  int number() const noexcept { return number_; }
  /// Some file systems tell only now that the disk is full. Returns false if they do.
  bool close() noexcept { return ::close(std::exchange(number_, -1)) == 0; }

private:
  int number_;
};

/// The file that a chain of links leads to, existing or not.
fs::path behind_links(const std::string& file) {
  constexpr int most_links = 40; // as the kernel has it
  fs::path target = file;
  std::error_code error;
  for (int links = 0; fs::is_symlink(fs::symlink_status(target, error)); ++links) {
    if (links == most_links) fail(in_quotes(file), ELOOP);
    const fs::path next = fs::read_symlink(target, error);
    if (error) fail(in_quotes(file), error.value());
    target = target.parent_path() / next; // an absolute `next` stands alone
  }
  return target;
}

/// A new file in the directory of `target`, removed again unless it is renamed.
class Sibling {
public:
  explicit Sibling(const fs::path& target) : target_(target), descriptor_(create()) {}
  Sibling(const Sibling&) = delete;
  Sibling& operator=(const Sibling&) = delete;
  ~Sibling() {
    if (!name_.empty()) ::unlink(name_.c_str());
  }

  void write(std::string_view text) {
    struct stat former {};
    if (::stat(target_.c_str(), &former) == 0) ::fchmod(descriptor_.number(), former.st_mode & 07777);
    write_all(descriptor_.number(), text, in_quotes(target_.string()));
    if (!descriptor_.close()) fail(in_quotes(target_.string()), errno);
  }

  void rename() {
    if (::rename(name_.c_str(), target_.c_str()) == -1) fail(in_quotes(target_.string()), errno);
    name_.clear();
  }

private:
  int create() {
    const std::string stem = (target_.parent_path() / (".sotval-" + std::to_string(::getpid()) + "-")).string();
    for (int attempt = 0;; ++attempt) {
      std::string name = stem + std::to_string(attempt) + ".tmp";
      const int descriptor = ::open(name.c_str(), O_WRONLY | O_CREAT | O_EXCL | O_CLOEXEC, 0666);
      if (descriptor == -1 && errno == EEXIST && attempt < 100) continue; // left by a program that was killed
      if (descriptor == -1) fail(in_quotes(target_.string()), errno);
      name_ = std::move(name);
      return descriptor;
    }
  }

  fs::path target_;
  std::string name_;
  Descriptor descriptor_; // initialised by create(), which sets name_
};

void write_in_place(const std::string& file, std::string_view text) {
  const int descriptor = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | O_NOCTTY);
  if (descriptor == -1) fail(in_quotes(file), errno);
  Descriptor open(descriptor);
  write_all(open.number(), text, in_quotes(file));
  if (!open.close()) fail(in_quotes(file), errno);
}

} // namespace

void write_standard_output(std::string_view text) { write_all(STDOUT_FILENO, text, "to standard output"); }

void check_writable(const std::string& file) {
  std::error_code error;
  if (fs::is_directory(file, error)) fail(in_quotes(file), EISDIR);
  if (!is_replaced(file)) return;
  const fs::path target = behind_links(file);
  const fs::path directory = target.has_parent_path() ? target.parent_path() : ".";
  if (::access(directory.c_str(), W_OK | X_OK) == -1) fail(in_quotes(file), errno);
}

bool is_replaced(const std::string& file) {
  std::error_code error;
  const fs::file_status status = fs::status(file, error);
  return !fs::exists(status) || fs::is_regular_file(status);
}

void write_file(const std::string& file, std::string_view text) {
  if (!is_replaced(file)) return write_in_place(file, text);
  Sibling sibling(behind_links(file));
  sibling.write(text);
  sibling.rename();
}

} // namespace sotval::cli
