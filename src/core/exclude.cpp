#include "exclude.hpp"

#include <algorithm>

namespace sotval::core {

ExcludeList::ExcludeList(std::span<const std::string> globs) {
  for (const std::string& glob : globs) {
    for (const std::string& text : expand_braces(glob)) {
      std::vector<std::string> components = split_components(text);
      if (components.size() < 2 || components.back() != "**") {
        entries_.emplace_back(text);
      } else if (components.size() == 3 && components[0] == "**" && components[1] != "**") {
        tree_names_.emplace_back(components[1]);
      } else {
        trees_.emplace_back(std::string_view(text).substr(0, text.size() - 3));
      }
    }
  }
}

bool ExcludeList::hides_tree(std::string_view path, std::string_view name) const {
  return std::any_of(tree_names_.begin(), tree_names_.end(), [&](const NamePattern& p) { return p.matches(name); }) ||
         std::any_of(trees_.begin(), trees_.end(), [&](const Glob& glob) { return glob.matches(path); });
}

bool ExcludeList::hides(std::string_view path) const {
  return std::any_of(entries_.begin(), entries_.end(), [&](const Glob& glob) { return glob.matches(path); });
}

} // namespace sotval::core
