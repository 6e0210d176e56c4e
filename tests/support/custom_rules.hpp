#pragma once

#include <functional>
#include <memory>
#include <string>
#include <utility>

#include <sotval/rule.hpp>

#include "support/small_run.hpp"

namespace support {

using Evaluate = std::function<sotval::RuleOutcome(const sotval::RepositoryView&, const sotval::Value& parameters)>;

/// A rule that does what a function says.
class FunctionRule final : public sotval::Rule {
public:
  FunctionRule(sotval::RuleInfo info, Evaluate evaluate, sotval::Value parameters = {})
      : info_(std::move(info)), evaluate_(std::move(evaluate)), parameters_(std::move(parameters)) {}
  sotval::RuleInfo info() const override { return info_; }
  sotval::RuleOutcome evaluate(const sotval::RepositoryView& view) const override { return evaluate_(view, parameters_); }

private:
  sotval::RuleInfo info_;
  Evaluate evaluate_;
  sotval::Value parameters_;
};

inline sotval::RuleInfo rule_info(std::string id, unsigned batch = 0, std::vector<std::string> depends_on = {}) {
  sotval::RuleInfo info;
  info.id = std::move(id);
  info.title = "Title";
  info.batch = batch;
  info.depends_on = std::move(depends_on);
  return info;
}

inline void add_rule(sotval::RuleRegistry& registry, std::string name, Evaluate evaluate, sotval::RuleInfo info = rule_info("C")) {
  registry.add(std::move(name), [evaluate = std::move(evaluate), info = std::move(info)](const sotval::Value& parameters) {
    return std::make_unique<FunctionRule>(info, evaluate, parameters);
  });
}

/// A registry of one rule, "r".
inline sotval::RuleRegistry registry_of(Evaluate evaluate) {
  sotval::RuleRegistry registry;
  add_rule(registry, "r", std::move(evaluate));
  return registry;
}

inline sotval::ValidatorOptions with_registry(sotval::ValidatorOptions options, sotval::RuleRegistry registry) {
  options.registry = std::make_shared<const sotval::RuleRegistry>(std::move(registry));
  return options;
}

/// What a single check comes to where these custom rules are registered.
inline sotval::RuleResult judge_custom(std::string_view check, sotval::RuleRegistry registry, const Tree& tree = {{"a.txt", ""}},
                                       const sotval::Limits& limits = {}) {
  const SmallRepository repository(tree);
  sotval::Validator validator(with_registry(repository.options(load_pack(pack_text(rule_text(check))), limits), std::move(registry)));
  return validator.validate_all().results.at(0);
}

} // namespace support
