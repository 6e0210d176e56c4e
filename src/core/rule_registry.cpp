#include <sotval/rule.hpp>

#include <sotval/error.hpp>

#include "pack/spelling.hpp"

namespace sotval {

void RuleRegistry::add(std::string name, RuleFactory factory) {
  if (name.empty()) throw InputError("a custom rule needs a name");
  if (!factory) throw InputError("custom rule " + core::in_quotes(name) + " has no factory");
  const auto [known, fresh] = factories_.try_emplace(std::move(name), std::move(factory));
  if (!fresh) throw InputError("there is a custom rule " + core::in_quotes(known->first) + " already");
}

std::vector<std::string> RuleRegistry::names() const {
  std::vector<std::string> names;
  for (const auto& [name, factory] : factories_) names.push_back(name);
  return names;
}

std::unique_ptr<Rule> RuleRegistry::make(std::string_view name, const Value& parameters) const {
  const auto found = factories_.find(name);
  if (found == factories_.end()) {
    std::vector<std::string_view> known;
    for (const auto& [known_name, factory] : factories_) known.push_back(known_name);
    const std::string suggestion = known.empty() ? "no custom rules are registered" : core::suggest(name, known);
    throw InputError("there is no custom rule " + core::in_quotes(name) + (suggestion.empty() ? "" : "; " + suggestion));
  }
  std::unique_ptr<Rule> rule = found->second(parameters);
  if (!rule) throw InputError("the factory of custom rule " + core::in_quotes(name) + " made no rule");
  return rule;
}

} // namespace sotval
