#include "report_changes.hpp"

#include <string_view>
#include <unordered_map>

namespace sotval::cli {

namespace {

std::vector<VerdictChange>& list_for(ReportChanges& changes, Verdict now) {
  switch (now) {
  case Verdict::failed: return changes.red;
  case Verdict::passed: return changes.green;
  case Verdict::error: return changes.undecided;
  case Verdict::advisory:
  case Verdict::skipped: break;
  }
  return changes.other;
}

bool has_findings(Verdict verdict) { return verdict == Verdict::failed || verdict == Verdict::advisory; }

} // namespace

ReportChanges changes_between(const Report& before, const Report& after) {
  std::unordered_map<std::string_view, const RuleResult*> former;
  for (const RuleResult& result : before.results) former.emplace(result.rule_id, &result);
  ReportChanges changes;
  for (const RuleResult& now : after.results) {
    const auto found = former.find(now.rule_id);
    if (found == former.end()) {
      list_for(changes, now.verdict).push_back({&now, std::nullopt});
      continue;
    }
    const RuleResult& then = *found->second;
    former.erase(found);
    if (then.verdict != now.verdict)
      list_for(changes, now.verdict).push_back({&now, then.verdict});
    else if (has_findings(now.verdict) && (then.finding_count != now.finding_count || then.findings != now.findings))
      changes.recounted.push_back({&now, then.finding_count});
  }
  for (const RuleResult& then : before.results)
    if (former.contains(then.rule_id)) changes.gone.push_back(then.rule_id);
  return changes;
}

} // namespace sotval::cli
