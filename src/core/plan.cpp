#include "plan.hpp"

#include <algorithm>

#include "bytes.hpp"
#include "check/kind.hpp"
#include "value_codec.hpp"

namespace sotval::core {

namespace {

Digest digest_of_test(const Value& test) {
  ByteWriter out;
  out.number(1); // as opposed to a text, see store/questions.cpp
  put_value(out, test);
  return Digest::of(out.bytes());
}

} // namespace

Plan::Plan(const Pack& pack, std::span<const std::size_t> rules) {
  PlanBuilder builder(pack);
  std::vector<std::unique_ptr<Check>> checks;
  for (const std::size_t rule : rules) checks.push_back(builder.compile_rule(checks.size(), pack.rules[rule].id, pack.bodies[rule].check));
  *this = builder.finish(std::move(checks));
}

ContentNeeds Plan::needs_of(std::span<const SelectorId> selectors) const {
  ContentNeeds all;
  std::map<LeafId, bool> leaves;
  for (const SelectorId id : selectors) {
    for (const LeafRequest& leaf : needs_[id].leaves) leaves[leaf.id] |= leaf.every;
    all.tests.insert(all.tests.end(), needs_[id].tests.begin(), needs_[id].tests.end());
  }
  for (const auto& [leaf, every] : leaves) all.leaves.push_back({leaf, every});
  std::sort(all.tests.begin(), all.tests.end());
  all.tests.erase(std::unique(all.tests.begin(), all.tests.end()), all.tests.end());
  return all;
}

SelectorId PlanBuilder::select(const Value& path_sets, EntryType type, const Value* excludes, bool override_sets) {
  Selector selector;
  const auto add = [&](const std::string& text) {
    if (!text.starts_with('@')) {
      selector.choices.push_back({text, {}, type});
      return;
    }
    const PathSet& set = *pack_.find_set(std::string_view(text).substr(1));
    for (const std::string& glob : set.globs) selector.choices.push_back({glob, set.regex, override_sets ? type : set.type});
  };
  if (const std::string* text = path_sets.as_string()) add(*text);
  if (const Value::List* list = path_sets.as_list())
    for (const Value& text : *list) add(*text.as_string());
  if (excludes != nullptr)
    for (const Value& glob : *excludes->as_list()) selector.excludes.push_back(*glob.as_string());
  const auto [known, fresh] = selector_ids_.try_emplace(selector, static_cast<SelectorId>(plan_.selectors_.size()));
  if (fresh) {
    plan_.selectors_.push_back(std::move(selector));
    plan_.needs_.emplace_back();
  }
  return known->second;
}

LeafId PlanBuilder::intern(const TextLeaf& leaf) {
  const auto [known, fresh] = leaf_ids_.try_emplace(leaf, static_cast<LeafId>(plan_.leaves_.size()));
  if (fresh) plan_.leaves_.push_back(leaf);
  return known->second;
}

LeafId PlanBuilder::want_text(SelectorId files, const TextLeaf& leaf, bool every_place) {
  const LeafId id = intern(leaf);
  auto& leaves = plan_.needs_[files].leaves;
  const auto known = std::find_if(leaves.begin(), leaves.end(), [&](const LeafRequest& r) { return r.id == id; });
  if (known == leaves.end())
    leaves.push_back({id, every_place});
  else
    known->every |= every_place;
  return id;
}

FieldTestId PlanBuilder::want_field(SelectorId files, const Value& test) {
  const Value* path = test.find("path");
  auto& known = test_ids_[path != nullptr ? *path->as_string() : *test.find("paths")->as_list()->front().as_string()];
  auto found = std::find_if(known.begin(), known.end(), [&](const auto& entry) { return entry.first == test; });
  if (found == known.end()) {
    known.emplace_back(test, static_cast<FieldTestId>(plan_.tests_.size()));
    found = std::prev(known.end());
    plan_.tests_.emplace_back(test);
    plan_.test_digests_.push_back(digest_of_test(test));
  }
  auto& tests = plan_.needs_[files].tests;
  if (std::find(tests.begin(), tests.end(), found->second) == tests.end()) tests.push_back(found->second);
  return found->second;
}

std::unique_ptr<Check> PlanBuilder::compile(const Value& check) {
  return find_check_kind(*check.find("kind")->as_string())->compile(check, *this);
}

std::unique_ptr<Check> PlanBuilder::compile_rule(std::size_t position, const std::string& id, const Value& check) {
  rule_ = position;
  rule_id_ = id;
  return compile(check);
}

std::size_t PlanBuilder::want_custom(std::string name, Value parameters) {
  plan_.custom_.push_back({rule_, rule_id_, std::move(name), std::move(parameters)});
  return plan_.custom_.size() - 1;
}

std::size_t PlanBuilder::want_command(CommandTask command) {
  command.rule = rule_;
  command.rule_id = rule_id_;
  plan_.commands_.push_back(std::move(command));
  return plan_.commands_.size() - 1;
}

Plan PlanBuilder::finish(std::vector<std::unique_ptr<Check>> checks) {
  plan_.checks_ = std::move(checks);
  for (const TextLeaf& leaf : plan_.leaves_) plan_.compiled_.push_back(compile_leaf(leaf));
  return std::move(plan_);
}

} // namespace sotval::core
