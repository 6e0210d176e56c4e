#include <sotval/rule_pack.hpp>

#include <algorithm>
#include <functional>
#include <set>
#include <sstream>

#include "check/kind.hpp"
#include "pack/builtin.hpp"
#include "pack/loader.hpp"
#include "pack/registered_rules.hpp"
#include "pack/schema.hpp"
#include "pack/spelling.hpp"
#include "plan.hpp"
#include "report/json_emitter.hpp"

namespace sotval {

using namespace core;

namespace {

void add_unique(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
}

// Index of the rule. Throws InputError, with what was probably meant, if there is none of that id.
std::size_t require_rule(const Pack& pack, std::string_view id) {
  const std::size_t rule = pack.find_rule(id);
  if (rule != pack.rules.size()) return rule;
  std::vector<std::string_view> known;
  for (const RuleInfo& info : pack.rules) known.push_back(info.id);
  std::string message = "pack " + in_quotes(pack.name) + " has no rule " + in_quotes(id);
  if (const std::string_view close = nearest(id, known); !close.empty()) message += "; did you mean " + in_quotes(close) + "?";
  throw InputError(message);
}

} // namespace

RulePack RulePack::builtin(std::string_view name) {
  std::shared_ptr<const Pack> pack = builtin_pack(name);
  if (!pack) throw InputError("there is no built-in pack " + in_quotes(name) + "; there is: ssid");
  return RulePack(std::move(pack));
}

RulePack RulePack::load(const std::filesystem::path& file) {
  return RulePack(std::make_shared<const Pack>(load_pack(file, [](std::string_view name) { return builtin_pack(name).get(); })));
}

std::string RulePack::schema() {
  std::ostringstream text;
  JsonEmitter out(text, 2);
  out.value(pack_schema());
  out.finish();
  return text.str();
}

RulePack RulePack::with_rules(const RuleRegistry& registry) const {
  Pack pack = *pack_;
  append_registered_rules(pack, registry);
  return RulePack(std::make_shared<const Pack>(std::move(pack)));
}

const std::string& RulePack::name() const noexcept {
  return pack_->name;
}
const std::string& RulePack::version() const noexcept {
  return pack_->version;
}
const std::string& RulePack::digest() const noexcept {
  return pack_->digest;
}
std::span<const RuleInfo> RulePack::rules() const noexcept {
  return pack_->rules;
}
std::span<const BatchInfo> RulePack::batches() const noexcept {
  return pack_->batches;
}

std::vector<std::size_t> RulePack::select(const Selection& selection) const {
  const Pack& pack = *pack_;
  const std::set<std::string, std::less<>> wanted(selection.rules.begin(), selection.rules.end());
  for (const std::string& id : wanted) require_rule(pack, id);
  const auto has_batch = [&](unsigned batch) {
    return std::any_of(pack.rules.begin(), pack.rules.end(), [&](const RuleInfo& rule) { return rule.batch == batch; });
  };
  if (selection.batch && !has_batch(*selection.batch)) {
    std::string known;
    for (const BatchInfo& batch : pack.batches) known += (known.empty() ? "" : ", ") + std::to_string(batch.batch);
    throw InputError("pack '" + pack.name + "' has no batch " + std::to_string(*selection.batch) + "; it has " + known);
  }
  std::vector<std::size_t> rules;
  for (std::size_t i = 0; i < pack.rules.size(); ++i) {
    const RuleInfo& rule = pack.rules[i];
    if (!wanted.empty() && !wanted.contains(rule.id)) continue;
    if (selection.batch && rule.batch != *selection.batch) continue;
    if (selection.severity && !at_least(rule.severity, *selection.severity)) continue;
    rules.push_back(i);
  }
  if (rules.empty()) throw InputError("the selection is empty: no rule of pack '" + pack.name + "' meets all its conditions");
  return rules;
}

RuleExplanation RulePack::explain(std::string_view rule_id) const {
  const std::size_t rule = require_rule(*pack_, rule_id);
  const RuleBody& body = pack_->bodies[rule];
  RuleExplanation out;
  out.rule = pack_->rules[rule];
  find_check_kind(out.rule.kind)->explain(body.check, out.checks);

  PlanBuilder plan(*pack_);
  plan.compile(body.check);
  for (std::size_t i = 0; i < plan.selectors().size(); ++i)
    for (const Choice& choice : plan.selectors()[i].choices)
      add_unique(plan.needs()[i].empty() ? out.lists : out.reads, choice.regex.empty() ? choice.glob : choice.glob + "  named /" + choice.regex + "/");

  out.why = body.why;
  if (out.why.empty()) {
    const auto category = std::find_if(pack_->categories.begin(), pack_->categories.end(),
                                       [&](const Category& c) { return c.name == out.rule.category; });
    if (category != pack_->categories.end()) out.why = category->about;
  }
  out.fix = !body.fix.empty() ? body.fix : "Make what is listed under 'checks' true; the findings of a run name the places.";
  return out;
}

} // namespace sotval
