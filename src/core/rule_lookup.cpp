#include "rule_lookup.hpp"

#include <vector>

#include "pack/spelling.hpp"

namespace sotval::core {

std::size_t require_rule(const Pack& pack, std::string_view id) {
  const std::size_t rule = pack.find_rule(id);
  if (rule != pack.rules.size()) return rule;
  std::vector<std::string_view> known;
  for (const RuleInfo& info : pack.rules) known.push_back(info.id);
  std::string message = "pack " + in_quotes(pack.name) + " has no rule " + in_quotes(id);
  if (const std::string_view close = nearest(id, known); !close.empty()) message += "; did you mean " + in_quotes(close) + "?";
  throw InputError(message);
}

} // namespace sotval::core
