#include "pack/rule_reader.hpp"

#include <algorithm>
#include <array>
#include <unordered_set>

#include "pack/keys.hpp"
#include "pack/spelling.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t max_id = 100;

// The rule without its for_each: what is written out.
NodePtr template_of(const Node& rule) {
  auto copy = std::make_shared<Node>(rule);
  std::erase_if(copy->entries, [](const Node::Entry& entry) { return entry.key == "for_each"; });
  return copy;
}

} // namespace

bool is_rule_id(std::string_view id) noexcept {
  const auto good = [](char c) {
    return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') ||
           std::string_view("._-/:").find(c) != std::string_view::npos;
  };
  return !id.empty() && id.size() <= max_id && std::all_of(id.begin(), id.end(), good);
}

std::optional<Severity> read_severity(const Reader& reader, const Node& node) {
  std::array<std::string_view, severities.size()> names;
  std::transform(severities.begin(), severities.end(), names.begin(), [](Severity severity) { return to_string(severity); });
  const std::optional<std::size_t> index = reader.choice(node, "severity", names);
  if (!index) return std::nullopt;
  return severities[*index];
}

void RuleReader::read(const NodePtr& node, std::vector<RuleDraft>& drafts) {
  if (!Reader(diagnostics_, "a rule").is_map(*node)) {
    complete_ = false;
    return;
  }
  const Node* id = node->find("id");
  const std::string label = id != nullptr && id->is_text_like() ? "rule " + in_quotes(id->text) : "a rule";
  const Reader reader(diagnostics_, label);
  const Node* for_each = node->find("for_each");
  if (for_each == nullptr) {
    drafts.push_back(read_rule(reader, *node));
    return;
  }

  std::unique_ptr<Family> family = Family::read(reader, *for_each);
  if (!family) {
    complete_ = false;
    return;
  }
  const NodePtr rule = template_of(*node);
  for (std::size_t entry = 0; entry < family->size() && !budget_.used_up(); ++entry) {
    const Diagnostics::InEntry scope(diagnostics_, &family->repetition(), entry);
    const NodePtr written = family->write_out(reader, rule, entry, budget_);
    if (!written) {
      complete_ = false;
      continue;
    }
    RuleDraft draft = read_rule(reader, *written);
    draft.repetition = &family->repetition();
    draft.entry = entry;
    drafts.push_back(std::move(draft));
  }
  families_.push_back(std::move(family));
}

RuleDraft RuleReader::read_rule(const Reader& reader, const Node& node) {
  RuleDraft draft;
  draft.place = node.place;
  reader.only_known(node, names_of(rule_keys));
  if (const Node* id = reader.required(node, "id")) {
    draft.place = id->place;
    draft.info.id = reader.non_empty_text(*id, "id").value_or("");
    if (!draft.info.id.empty() && !is_rule_id(draft.info.id))
      reader.error(id->place, "invalid id " + in_quotes(draft.info.id),
                   "expected at most 100 letters, digits and '.', '_', '-', '/', ':'");
  }
  draft.label = "rule " + in_quotes(draft.info.id);
  if (const Node* severity = reader.required(node, "severity"))
    draft.info.severity = read_severity(reader, *severity).value_or(Severity::medium);
  if (const Node* batch = node.find("batch"))
    draft.info.batch = static_cast<unsigned>(reader.integer(*batch, "batch", 0, max_batch).value_or(0));
  if (const Node* obligation = node.find("obligation"))
    draft.info.obligation = static_cast<Obligation>(reader.choice(*obligation, "obligation", obligations).value_or(0));
  read_texts(reader, node, draft);
  read_references(reader, node, draft);
  if (const Node* check = reader.required(node, "check")) {
    if (std::optional<Value> value = read_check(reader, *check, sets_)) draft.body.check = std::move(*value);
    if (const Value* kind = draft.body.check.find("kind")) draft.info.kind = *kind->as_string();
  }
  return draft;
}

void RuleReader::read_texts(const Reader& reader, const Node& node, RuleDraft& draft) {
  if (const Node* title = reader.required(node, "title"))
    draft.info.title = reader.non_empty_text(*title, "title").value_or("");
  if (const Node* why = node.find("why")) draft.body.why = reader.text(*why, "why").value_or("");
  if (const Node* fix = node.find("fix")) draft.body.fix = reader.text(*fix, "fix").value_or("");
  const Node* facts = node.find("facts");
  if (facts != nullptr && reader.is_map(*facts, "facts")) draft.body.facts = to_value(*facts);
}

void RuleReader::read_references(const Reader& reader, const Node& node, RuleDraft& draft) {
  if (const Node* category = node.find("category")) {
    draft.info.category = reader.non_empty_text(*category, "category").value_or("");
    if (!draft.info.category.empty() && categories_.complete && !categories_.has(draft.info.category))
      reader.error(category->place, "unknown category " + in_quotes(draft.info.category),
                   categories_.names.empty() ? "the pack has no categories" : reader.suggestion(draft.info.category, categories_.names));
  }
  const Node* depends_on = node.find("depends_on");
  if (depends_on == nullptr) return;
  std::unordered_set<std::string_view> seen;
  for (const Node* item : items_of(*depends_on)) {
    std::optional<std::string> id = reader.non_empty_text(*item, "depends_on");
    if (!id) continue;
    if (!seen.insert(item->text).second) {
      reader.error(item->place, "duplicate dependency " + in_quotes(*id));
      continue;
    }
    draft.info.depends_on.push_back(std::move(*id));
    draft.dependency_places.push_back(item->place);
  }
}

} // namespace sotval::core
