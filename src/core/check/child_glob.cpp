#include "check/child_glob.hpp"

#include <algorithm>

#include "check/support.hpp"

namespace sotval::core {

ChildGlob::ChildGlob(std::string_view glob) {
  for (const std::string& text : expand_braces(glob)) {
    std::vector<std::string> components = split_components(text);
    if (components.back() == "**") components.emplace_back("*"); // x/** is what lies below x, at any depth
    Alternative alternative;
    for (const std::string& component : components)
      alternative.push_back({component == "**", NamePattern(component == "**" ? "*" : component)});
    alternatives_.push_back(std::move(alternative));
  }
}

// ** may stand for nothing, so being at it is being behind it as well.
void ChildGlob::add(State& state, std::size_t alternative, std::size_t component) const {
  for (;; ++component) {
    const Position position{alternative, component};
    if (std::find(state.begin(), state.end(), position) == state.end()) state.push_back(position);
    if (!alternatives_[alternative][component].any_depth) return;
  }
}

bool ChildGlob::matches(const State& state, std::string_view name) const {
  return std::any_of(state.begin(), state.end(), [&](const Position& position) {
    const Alternative& alternative = alternatives_[position.first];
    return position.second + 1 == alternative.size() && alternative.back().name.matches(name);
  });
}

ChildGlob::State ChildGlob::enter(const State& state, std::string_view name) const {
  State next;
  for (const auto& [alternative, component] : state) {
    const Component& here = alternatives_[alternative][component];
    if (here.any_depth)
      add(next, alternative, component);
    else if (component + 1 < alternatives_[alternative].size() && here.name.matches(name))
      add(next, alternative, component + 1);
  }
  return next;
}

std::vector<std::uint32_t> ChildGlob::find(const Snapshot& snapshot, std::uint32_t parent, EntryType type, bool& incomplete) const {
  struct Level {
    std::uint32_t end; // of the directory
    State state;
  };
  std::vector<Level> levels{{snapshot[parent].end, {}}};
  for (std::size_t i = 0; i < alternatives_.size(); ++i) add(levels.front().state, i, 0);
  incomplete |= snapshot[parent].unlistable;
  std::vector<std::uint32_t> found;
  for (std::uint32_t i = parent + 1; i < snapshot[parent].end;) {
    while (levels.back().end <= i) levels.pop_back();
    const TreeNode& node = snapshot[i];
    const std::string_view name = snapshot.name(node);
    if (!node.hidden && has_type(node, type) && matches(levels.back().state, name)) found.push_back(i);
    State below = node.type == NodeType::directory ? enter(levels.back().state, name) : State();
    if (below.empty()) {
      i = node.end;
      continue;
    }
    incomplete |= node.unlistable;
    levels.push_back({node.end, std::move(below)});
    ++i;
  }
  return found;
}

} // namespace sotval::core
