#include "pack/overrides.hpp"

#include <algorithm>
#include <memory>
#include <unordered_map>

#include "pack/keys.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

// The rule's check with the given parameters in place of its own. What was not given has the place of
// the override, for the case that the two do not go together.
NodePtr merged_check(const Value& check, const Node& given) {
  auto merged = std::make_shared<Node>(*to_node(check, given.place));
  for (const Node::Entry& entry : given.entries) {
    const auto same = std::find_if(merged->entries.begin(), merged->entries.end(),
                                   [&](const Node::Entry& own) { return own.key == entry.key; });
    if (same == merged->entries.end())
      merged->entries.push_back(entry);
    else if (entry.value->is(Node::Kind::null))
      merged->entries.erase(same);
    else
      *same = entry;
  }
  return merged;
}

void change_check(const Reader& reader, const Node& given, const KnownNames& sets, RuleDraft& draft) {
  if (!reader.is_map(given, "check")) return;
  const Node* kind = given.find("kind");
  if (kind != nullptr && kind->text != draft.info.kind) {
    reader.error(kind->place, "the kind cannot become " + in_quotes(kind->text),
                 "it is " + in_quotes(draft.info.kind) + "; switch the rule off and write a new one");
    return;
  }
  if (std::optional<Value> check = read_check(reader, *merged_check(draft.body.check, given), sets))
    draft.body.check = std::move(*check);
}

} // namespace

void apply_overrides(Diagnostics& diagnostics, const Node& overrides, const KnownNames& sets, std::vector<RuleDraft>& drafts) {
  std::unordered_map<std::string_view, RuleDraft*> inherited;
  std::vector<std::string_view> ids;
  for (RuleDraft& draft : drafts) {
    if (!draft.inherited) continue;
    inherited.emplace(draft.info.id, &draft);
    ids.push_back(draft.info.id);
  }
  for (const Node::Entry& entry : overrides.entries) {
    const auto found = inherited.find(entry.key);
    if (found == inherited.end()) {
      const Reader reader(diagnostics, "'overrides'");
      reader.error(entry.place, "unknown rule " + in_quotes(entry.key), reader.suggestion(entry.key, ids));
      continue;
    }
    RuleDraft& draft = *found->second;
    const Reader reader(diagnostics, "rule " + in_quotes(entry.key));
    const Node& node = *entry.value;
    if (!Reader(diagnostics, "the override of " + in_quotes(entry.key)).is_map(node)) continue;
    reader.only_known(node, names_of(override_keys));
    if (const Node* enabled = node.find("enabled")) draft.enabled = reader.boolean(*enabled, "enabled").value_or(true);
    if (const Node* severity = node.find("severity"))
      draft.info.severity = read_severity(reader, *severity).value_or(draft.info.severity);
    if (const Node* check = node.find("check")) change_check(reader, *check, sets, draft);
  }
}

} // namespace sotval::core
