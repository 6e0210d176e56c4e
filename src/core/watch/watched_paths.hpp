#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

namespace sotval::core {

/// Which directory, relative to the root, has which inotify watch. A watch belongs to a directory, not to its path:
/// one that was moved keeps its number.
class WatchedPaths {
public:
  /// Takes the place of whatever the path or the watch stood for. Returns the watch that the path had before, now
  /// without a path; -1: none, or the same.
  int put(int watch, const std::string& path);

  /// Valid until the next change; nullptr if it stands for none.
  const std::string* path_of(int watch) const noexcept;
  bool contains(std::string_view path) const { return by_path_.find(path) != by_path_.end(); }
  std::size_t size() const noexcept { return by_path_.size(); }

  void forget(int watch);
  /// Forgets the directory and all below it, and returns their watches.
  std::vector<int> take_tree(std::string_view path);
  void clear() noexcept;

private:
  using ByPath = std::map<std::string, int, std::less<>>;

  ByPath by_path_;
  std::unordered_map<int, ByPath::iterator> by_watch_;
};

} // namespace sotval::core
