#pragma once

#include <filesystem>
#include <string>
#include <system_error>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/random.hpp"
#include "support/temporary_directory.hpp"

namespace support {

/// A directory tree that is changed at random, in the ways in which people and programs change trees. File names are few,
/// so that what is there today was something else yesterday.
class EditedTree {
public:
  explicit EditedTree(std::uint64_t seed) : random_(seed) {
    for (int i = 0; i < 40; ++i) write(path());
  }

  const std::filesystem::path& root() const { return directory_.path(); }
  Random& random() { return random_; }

  void edit() {
    const std::filesystem::path target = path();
    std::error_code ignored;
    switch (random_.below(11)) {
    case 0: std::filesystem::remove_all(target, ignored); break;
    case 1: std::filesystem::rename(path(), target, ignored); break;
    case 2: std::filesystem::create_directories(target, ignored); break;
    case 3:
      std::filesystem::remove_all(target, ignored);
      std::filesystem::create_symlink(random_.pick(names), target, ignored);
      break;
    case 4: rewrite_with_old_times(target); break;
    case 5: touch(target); break;
    case 6: // a directory where a file was, or the other way round
      std::filesystem::remove_all(target, ignored);
      if (random_.one_in(2)) std::filesystem::create_directories(target, ignored);
      else write(target);
      break;
    case 7: replace(target); break;
    default: write(target); break;
    }
  }

private:
  static inline const std::vector<std::string> names{"a.yaml", "b.json", "c.txt", "d", "e"};

  std::filesystem::path path() {
    std::filesystem::path out = directory_.path();
    for (std::size_t depth = 1 + random_.below(3); depth > 0; --depth) out /= random_.pick(names);
    return out;
  }

  std::string content() {
    static const std::vector<std::string> contents{"owner: me\n", "owner: us\n", "secret\n\nsecret\n", "{\"owner\": 1}\n", "owner: [\n", "", "public\n\npublic\n", "- list\n"};
    return random_.pick(contents);
  }

  void write(const std::filesystem::path& file) {
    std::error_code ignored;
    std::filesystem::create_directories(file.parent_path(), ignored);
    std::ofstream(file, std::ios::binary) << content();
  }

  void replace(const std::filesystem::path& file) {
    const auto fresh = directory_.path() / "fresh";
    std::ofstream(fresh, std::ios::binary) << content();
    std::error_code error;
    std::filesystem::rename(fresh, file, error);
    if (error) std::filesystem::remove(fresh);
  }

  void rewrite_with_old_times(const std::filesystem::path& file) {
    struct stat before {};
    if (::stat(file.c_str(), &before) != 0 || !S_ISREG(before.st_mode)) return;
    write(file);
    const timespec times[] = {before.st_atim, before.st_mtim};
    ::utimensat(AT_FDCWD, file.c_str(), times, 0);
  }

  static void touch(const std::filesystem::path& file) { ::utimensat(AT_FDCWD, file.c_str(), nullptr, 0); }

  TemporaryDirectory directory_;
  Random random_;
};

} // namespace support
