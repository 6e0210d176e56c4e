#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "glob.hpp"

namespace sotval::core {

/// Globs whose matches are out of sight. A glob that ends in `/**` hides the directory itself as well.
/// Threads: immutable.
class ExcludeList {
public:
  /// Requires: globs accepted by check_glob().
  explicit ExcludeList(std::span<const std::string> globs);

  /// True if the directory and all that is below it are hidden: it need not be listed.
  bool hides_tree(std::string_view path, std::string_view name) const;
  /// True if the entry itself is hidden. Entries below a hidden tree are not asked about.
  bool hides(std::string_view path) const;

private:
  std::vector<NamePattern> tree_names_; // **/name/**, by far the most frequent
  std::vector<Glob> trees_;             // x of x/**
  std::vector<Glob> entries_;           // all others
};

} // namespace sotval::core
