#include "report_changes.hpp"

#include <utility>

#include "support/catch.hpp"

using namespace sotval;
using cli::changes_between;
using cli::ReportChanges;

namespace {

struct Outcome {
  const char* id;
  Verdict verdict;
  std::size_t findings = 0;
};

Report report_of(const std::vector<Outcome>& outcomes) {
  Report report;
  for (const Outcome& outcome : outcomes) {
    RuleResult& result = report.results.emplace_back();
    result.rule_id = outcome.id;
    result.verdict = outcome.verdict;
    result.finding_count = outcome.findings;
  }
  return report;
}

template <typename Changes>
std::string ids(const Changes& changes) {
  std::string text;
  for (const auto& change : changes) text += (text.empty() ? "" : " ") + change.rule->rule_id;
  return text;
}

} // namespace

TEST_CASE("equal reports have no changes", "[cli][watch]") {
  const Report report = report_of({{"A", Verdict::passed}, {"B", Verdict::failed, 3}, {"C", Verdict::error}});
  CHECK(changes_between(report, report).empty());
}

TEST_CASE("changes are told by what a rule has become, whatever it was", "[cli][watch]") {
  const std::vector<Verdict> all{Verdict::passed, Verdict::failed, Verdict::advisory, Verdict::error, Verdict::skipped};
  for (const Verdict before : all)
    for (const Verdict after : all) {
      INFO(to_string(before) << " to " << to_string(after));
      const Report now = report_of({{"A", after}});
      const ReportChanges changes = changes_between(report_of({{"A", before}}), now);
      CHECK(changes.empty() == (before == after));
      if (before == after) continue;
      CHECK(changes.red.size() == (after == Verdict::failed ? 1 : 0));
      CHECK(changes.green.size() == (after == Verdict::passed ? 1 : 0));
      CHECK(changes.undecided.size() == (after == Verdict::error ? 1 : 0));
      CHECK(changes.other.size() == (after == Verdict::advisory || after == Verdict::skipped ? 1 : 0));
      for (const auto* list : {&changes.red, &changes.green, &changes.undecided, &changes.other})
        if (!list->empty()) CHECK(list->front().before == before);
    }
}

TEST_CASE("a rule that stays red with other findings is told with both numbers", "[cli][watch]") {
  const Report before = report_of({{"A", Verdict::failed, 3}, {"B", Verdict::advisory, 1}, {"C", Verdict::passed, 1}});
  const Report after = report_of({{"A", Verdict::failed, 5}, {"B", Verdict::advisory, 0}, {"C", Verdict::passed, 2}});
  const ReportChanges changes = changes_between(before, after);
  CHECK(ids(changes.recounted) == "A B");
  CHECK(changes.recounted[0].before == 3);
  CHECK(changes.red.empty());
}

TEST_CASE("rules of another pack are compared by their ids, in the order of the later report", "[cli][watch]") {
  const Report before = report_of({{"A", Verdict::passed}, {"B", Verdict::failed}, {"C", Verdict::passed}});
  const Report after = report_of({{"D", Verdict::failed}, {"C", Verdict::failed}, {"E", Verdict::passed}});
  const ReportChanges changes = changes_between(before, after);
  CHECK(ids(changes.red) == "D C");
  CHECK_FALSE(changes.red[0].before);
  CHECK(changes.red[1].before == Verdict::passed);
  CHECK(ids(changes.green) == "E");
  CHECK(changes.gone == std::vector<std::string>{"A", "B"});
}
