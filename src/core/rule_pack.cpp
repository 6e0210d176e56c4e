#include <sotval/rule_pack.hpp>

#include <algorithm>

#include "check/kind.hpp"
#include "pack/builtin.hpp"
#include "pack/loader.hpp"
#include "pack/spelling.hpp"
#include "plan.hpp"
#include "rule_lookup.hpp"

namespace sotval {

using namespace core;

namespace {

void add_unique(std::vector<std::string>& list, const std::string& text) {
  if (std::find(list.begin(), list.end(), text) == list.end()) list.push_back(text);
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

RuleExplanation RulePack::explain(std::string_view rule_id) const {
  const std::size_t rule = require_rule(*pack_, rule_id);
  const RuleBody& body = pack_->bodies[rule];
  RuleExplanation out;
  out.rule = pack_->rules[rule];
  find_check_kind(out.rule.kind)->explain(body.check, out.checks);

  PlanBuilder plan(*pack_);
  plan.compile(body.check);
  for (std::size_t i = 0; i < plan.selectors().size(); ++i)
    for (const Choice& choice : plan.selectors()[i].choices) add_unique(plan.needs()[i].empty() ? out.lists : out.reads, choice.glob);

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
