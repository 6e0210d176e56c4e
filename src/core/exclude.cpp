#include "exclude.hpp"

#include <algorithm>

namespace sotval::core {

namespace {

std::string join(const std::vector<std::string>& components) {
  std::string glob = components.front();
  for (std::size_t i = 1; i < components.size(); ++i) glob += "/" + components[i];
  return glob;
}

} // namespace

ExcludeList::ExcludeList(std::span<const std::string> globs) {
  for (const std::string& glob : globs) {
    for (const std::string& text : expand_braces(glob)) {
      std::vector<std::string> components = split_components(text);
      const std::size_t written = components.size();
      while (!components.empty() && components.back() == "**") components.pop_back();
      if (components.size() == 2 && components[0] == "**" && written > 2) {
        tree_names_.emplace_back(components[1]);
      } else if (components.empty() || components.size() == written) {
        entries_.emplace_back(text);
        if (components.empty()) trees_.emplace_back(text); // all there is
      } else {
        trees_.emplace_back(join(components));
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
