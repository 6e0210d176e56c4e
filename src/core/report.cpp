#include <sotval/report.hpp>

#include <algorithm>

#include "report/ledger.hpp"

namespace sotval {

bool core::adds_up(const Report& report) noexcept {
  const VerdictCounts& counts = report.counts;
  return counts.total == report.results.size() &&
         counts.total == counts.passed + counts.failed + counts.advisory + counts.error + counts.skipped &&
         report.files_in_scope == report.files_read + report.unreadable.size();
}

void VerdictCounts::add(Verdict verdict) noexcept {
  ++total;
  switch (verdict) {
  case Verdict::passed: ++passed; break;
  case Verdict::failed: ++failed; break;
  case Verdict::advisory: ++advisory; break;
  case Verdict::error: ++error; break;
  case Verdict::skipped: ++skipped; break;
  }
}

double Report::pass_rate() const noexcept {
  if (counts.total == 0) return 100.0;
  return 100.0 * static_cast<double>(counts.passed) / static_cast<double>(counts.total);
}

bool Report::concerns_limit(const RuleResult& result) const noexcept {
  return !findings_limited_to || result.finding_count != 0 || result.findings_elsewhere == 0;
}

int Report::exit_code(Severity fail_on) const noexcept {
  const auto undecided = [](const RuleResult& result) { return result.verdict == Verdict::error; };
  const auto counts_as_failure = [&](const RuleResult& result) {
    return result.verdict == Verdict::failed && at_least(result.severity, fail_on) && concerns_limit(result);
  };
  if (!core::adds_up(*this) || std::any_of(results.begin(), results.end(), undecided)) return 3;
  return std::any_of(results.begin(), results.end(), counts_as_failure) ? 1 : 0;
}

} // namespace sotval
