#include <sotval/report.hpp>

#include "core/report/sample_report.hpp"
#include "support/catch.hpp"

using namespace sotval;

namespace {

Report report_of(std::initializer_list<std::pair<Severity, Verdict>> rules) {
  Report report;
  for (const auto& [severity, verdict] : rules)
    report.results.push_back(support::result("R", "a rule", severity, 0, verdict, "a message"));
  support::count(report);
  return report;
}

} // namespace

TEST_CASE("a count knows its total and one number per verdict", "[report]") {
  VerdictCounts counts;
  for (const Verdict verdict : {Verdict::passed, Verdict::passed, Verdict::failed, Verdict::advisory, Verdict::error,
                                Verdict::skipped, Verdict::skipped, Verdict::skipped})
    counts.add(verdict);
  CHECK(counts == VerdictCounts{8, 2, 1, 1, 1, 3});
}

TEST_CASE("the pass rate counts passed rules only, and is 100 without rules", "[report]") {
  CHECK(Report{}.pass_rate() == 100.0);
  CHECK(report_of({{Severity::low, Verdict::passed}}).pass_rate() == 100.0);
  CHECK(report_of({{Severity::low, Verdict::passed},
                   {Severity::low, Verdict::advisory},
                   {Severity::low, Verdict::skipped},
                   {Severity::low, Verdict::failed}})
            .pass_rate() == 25.0);
}

TEST_CASE("advisories and skipped rules never fail a run", "[report]") {
  CHECK(report_of({}).exit_code() == 0);
  CHECK(report_of({{Severity::critical, Verdict::advisory}, {Severity::critical, Verdict::skipped}}).exit_code() == 0);
}

TEST_CASE("failed rules count from the level asked for", "[report]") {
  const Report report = report_of({{Severity::medium, Verdict::failed}, {Severity::critical, Verdict::passed}});
  CHECK(report.exit_code() == 1);
  CHECK(report.exit_code(Severity::low) == 1);
  CHECK(report.exit_code(Severity::medium) == 1);
  CHECK(report.exit_code(Severity::high) == 0);
  CHECK(report.exit_code(Severity::critical) == 0);
}

TEST_CASE("failed rules do not count if all they found is outside of what findings are limited to", "[report]") {
  Report report;
  report.results.resize(1);
  report.results[0].verdict = Verdict::failed;
  report.counts.add(Verdict::failed);
  const auto code = [&](std::size_t here, std::size_t elsewhere) {
    report.results[0].finding_count = here;
    report.results[0].findings_elsewhere = elsewhere;
    return report.exit_code();
  };
  CHECK(code(0, 5) == 1); // not limited
  report.findings_limited_to = 2;
  CHECK(code(0, 5) == 0);
  CHECK(code(1, 5) == 1);
  CHECK(code(0, 0) == 1); // nothing is said of a place
}

TEST_CASE("what could not be decided outranks what failed, at every level", "[report]") {
  const Report report = report_of({{Severity::critical, Verdict::failed}, {Severity::info, Verdict::error}});
  CHECK(report.exit_code() == 3);
  CHECK(report.exit_code(Severity::critical) == 3);
}

TEST_CASE("a report whose sums do not agree is no answer", "[report]") {
  Report lost_rule = report_of({{Severity::low, Verdict::passed}});
  lost_rule.counts.total = 2;
  CHECK(lost_rule.exit_code() == 3);

  Report lost_verdict = report_of({{Severity::low, Verdict::passed}});
  lost_verdict.counts.passed = 0;
  CHECK(lost_verdict.exit_code() == 3);

  Report lost_file = report_of({{Severity::low, Verdict::passed}});
  lost_file.files_in_scope = 3;
  lost_file.files_read = 1;
  lost_file.unreadable = {{"a", "permission denied"}};
  CHECK(lost_file.exit_code() == 3);
  lost_file.files_read = 2;
  CHECK(lost_file.exit_code() == 0);
}
