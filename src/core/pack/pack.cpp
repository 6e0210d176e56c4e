#include "pack/pack.hpp"

#include <algorithm>


namespace sotval::core {

const PathSet* Pack::find_set(std::string_view set_name) const noexcept {
  const auto found = std::find_if(sets.begin(), sets.end(), [&](const PathSet& set) { return set.name == set_name; });
  return found != sets.end() ? &*found : nullptr;
}

std::size_t Pack::find_rule(std::string_view id) const noexcept {
  const auto found = std::find_if(rules.begin(), rules.end(), [&](const RuleInfo& rule) { return rule.id == id; });
  return static_cast<std::size_t>(found - rules.begin());
}

} // namespace sotval::core
