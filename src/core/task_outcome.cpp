#include "task_outcome.hpp"

#include <algorithm>
#include <limits>

#include "finding_codec.hpp"
#include "printable.hpp"
#include "snapshot.hpp"
#include "value_codec.hpp"

namespace sotval::core {

namespace {

// Cuts lists, and says so beside those that have a name.
void cut_lists(Value& value, std::size_t limit, unsigned depth) {
  if (depth > max_value_depth) throw EngineError("the evidence is nested deeper than " + std::to_string(max_value_depth) + " levels");
  if (Value::List* list = value.as_list()) {
    if (list->size() > limit) list->resize(limit);
    for (Value& item : *list) cut_lists(item, limit, depth + 1);
    return;
  }
  Value::Map* map = value.as_map();
  if (map == nullptr) return;
  std::vector<std::string> cut;
  for (auto& [key, item] : *map) {
    if (const Value::List* list = item.as_list(); list != nullptr && list->size() > limit) cut.push_back(key);
    cut_lists(item, limit, depth + 1);
  }
  for (const std::string& key : cut) value.set(key + "_cut_at", limit);
}

bool comes_before(const Finding& a, const Finding& b) {
  if (a.path != b.path) return path_less(a.path, b.path);
  return a.line != b.line ? a.line < b.line : a.column < b.column;
}

} // namespace

TaskOutcome TaskOutcome::undecided(std::string reason) {
  TaskOutcome outcome;
  outcome.message = printable(reason);
  return outcome;
}

Limits limits_of_outcomes(Limits limits, bool all_findings) {
  if (all_findings) limits.findings = std::numeric_limits<std::size_t>::max();
  return limits;
}

TaskOutcome settle(RuleOutcome outcome, const Limits& limits) {
  TaskOutcome settled;
  settled.kind = outcome.kind;
  settled.message = printable(outcome.message);
  settled.nothing_matched = outcome.nothing_matched;
  settled.finding_count = outcome.findings.size();
  std::stable_sort(outcome.findings.begin(), outcome.findings.end(), comes_before);
  if (outcome.findings.size() > limits.findings) outcome.findings.resize(limits.findings);
  for (Finding& finding : outcome.findings) finding.text = printable(finding.text);
  settled.findings = std::move(outcome.findings);
  if (outcome.evidence.as_map() == nullptr && !outcome.evidence.is_null()) throw EngineError("its evidence is not a map");
  if (!outcome.evidence.is_null()) settled.evidence = std::move(outcome.evidence);
  cut_lists(settled.evidence, limits.evidence_items, 0);
  return settled;
}

void put_outcome(ByteWriter& out, const TaskOutcome& outcome) {
  out.number(static_cast<std::uint64_t>(outcome.kind));
  out.text(outcome.message);
  out.number(outcome.nothing_matched);
  out.number(outcome.finding_count);
  put_findings(out, outcome.findings);
  put_value(out, outcome.evidence);
}

TaskOutcome get_outcome(ByteReader& in) {
  TaskOutcome outcome;
  const std::uint64_t kind = in.number();
  if (kind > static_cast<std::uint64_t>(RuleOutcome::Kind::undecided)) ByteReader::fail();
  outcome.kind = static_cast<RuleOutcome::Kind>(kind);
  outcome.message = in.text();
  const std::uint64_t nothing_matched = in.number();
  if (nothing_matched > 1) ByteReader::fail();
  outcome.nothing_matched = nothing_matched == 1;
  outcome.finding_count = in.number();
  outcome.findings = get_findings(in);
  if (outcome.findings.size() > outcome.finding_count) ByteReader::fail();
  outcome.evidence = get_value(in);
  if (outcome.evidence.as_map() == nullptr) ByteReader::fail();
  return outcome;
}

} // namespace sotval::core
