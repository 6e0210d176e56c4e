#pragma once

#include <cstddef>
#include <optional>
#include <string>
#include <vector>

#include <sotval/report.hpp>

namespace sotval::cli {

/// A rule whose verdict is another one than before.
struct VerdictChange {
  const RuleResult* rule = nullptr;
  std::optional<Verdict> before; ///< empty: there was no such rule
};

/// A rule that is as red as before, but not for the same findings.
struct FindingChange {
  const RuleResult* rule = nullptr;
  std::size_t before = 0; ///< findings
};

/// What is different in a report; all in the order of the later one, whose results are pointed to.
struct ReportChanges {
  std::vector<VerdictChange> red;       ///< failed now
  std::vector<VerdictChange> green;     ///< passed now
  std::vector<VerdictChange> undecided; ///< error now
  std::vector<VerdictChange> other;     ///< advisory or skipped now
  std::vector<FindingChange> recounted; ///< failed or advisory before and now, with other findings
  std::vector<std::string> gone;        ///< ids of rules that are not in the later report

  bool empty() const noexcept {
    return red.empty() && green.empty() && undecided.empty() && other.empty() && recounted.empty() && gone.empty();
  }
};

/// The reports may be of different packs: rules are told by their ids.
ReportChanges changes_between(const Report& before, const Report& after);

} // namespace sotval::cli
