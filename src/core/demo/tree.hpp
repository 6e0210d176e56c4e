#pragma once

#include <cstddef>
#include <filesystem>
#include <map>
#include <string>
#include <string_view>

namespace sotval::core::demo {

/// A repository in memory: text by path (relative, forward slashes), in order of path. Damages are
/// done here, so that the disk sees every file once. A path that should be there and is not is an
/// error of ours: std::logic_error.
class Tree {
public:
  using Files = std::map<std::string, std::string, std::less<>>;

  const Files& files() const noexcept { return files_; }

  void put(std::string path, std::string text) { files_.insert_or_assign(std::move(path), std::move(text)); }
  std::string& text_of(std::string_view path);
  void remove_file(std::string_view path);
  void remove_directory(std::string_view path);
  void rename_directory(std::string_view from, std::string_view to);

private:
  Files::iterator find(std::string_view path);

  Files files_;
};

struct WrittenTree {
  std::size_t files = 0;
  std::size_t directories = 0;
};

/// Writes all files below `directory`, which exists.
/// Throws InputError naming the path that could not be written.
WrittenTree write_tree(const Tree& tree, const std::filesystem::path& directory);

} // namespace sotval::core::demo
