#include <sotval/report_writer.hpp>

#include <sstream>

#include "core/report/sample_report.hpp"
#include "report/text_layout.hpp"
#include "support/catch.hpp"

using namespace sotval;

namespace {

std::string text_of(const Report& report, const TextReportOptions& options = {}) {
  std::ostringstream out;
  write_text(out, report, options);
  return out.str();
}

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

/// True if all parts occur, each behind the one before.
bool in_order(const std::string& text, std::initializer_list<std::string> parts) {
  std::size_t at = 0;
  for (const std::string& part : parts) {
    at = text.find(part, at);
    if (at == std::string::npos) return false;
    at += part.size();
  }
  return true;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string summary_of(const Report& report) {
  const std::string text = text_of(report);
  return text.substr(text.rfind("SUMMARY"));
}

Report passing_report() {
  Report report = support::sample_report();
  for (RuleResult& result : report.results) result.verdict = Verdict::passed;
  support::count(report);
  report.unreadable.clear();
  report.unreadable_directories.clear();
  report.files_in_scope = report.files_read;
  return report;
}

} // namespace

TEST_CASE("a pack without a version is told without one", "[report][text]") {
  Report report = support::sample_report();
  report.pack_version.clear();
  CHECK(contains(text_of(report), "SUMMARY  pack ssid, digest"));
}

TEST_CASE("failures come first, the most severe on top, the summary last", "[report][text]") {
  CHECK(in_order(text_of(support::sample_report()),
                 {"CRITICAL  2 rules failed", "AR001", "AR002", "HIGH  1 rule failed", "CP011",
                  "ERROR  1 rule could not be decided", "KP001", "ADVISORY  1 rule recommended but not met",
                  "MD-CHART-029", "SUMMARY  pack ssid 1.0.0, digest 0123456789abcdef, sotval 0.1.0"}));
}

TEST_CASE("a failed rule shows what it is, what was found and where", "[report][text]") {
  const std::string text = text_of(support::sample_report());
  CHECK(contains(text, "  CP011  No secrets are assigned in code\n"
                       "    3 of 120 files hold what they must not\n"
                       "    03_core/a.py:12:5: password = \"hunter2\"\n"
                       "    03_core/caf\\xe9.py:3: token\n"
                       "    03_core/\\x1b[2Jboo\\n.py:1:1: secret\\tkey\n"
                       "    and 37 more\n"));
  CHECK(contains(text, "    no directory has the number 24\n"));
  CHECK(contains(text, "    07_governance_legal: 15 directories, 16 expected\n"));
}

TEST_CASE("a failure that follows from another names its root", "[report][text]") {
  CHECK(contains(text_of(support::sample_report()), "expected 16 directories in every one\n    downstream of AR001\n"));
  Report report = support::sample_report();
  report.results[1].downstream_of = {"A", "B", "C", "D", "E", "F", "G"};
  CHECK(contains(text_of(report), "downstream of A, B, C, D, E and 2 more\n"));
}

TEST_CASE("a finding that only repeats the message is not shown", "[report][text]") {
  Report report = support::sample_report();
  report.results[0].findings[0].text = report.results[0].message;
  CHECK(contains(text_of(report), "    found 23 directories, expected 24\n\n"));
}

TEST_CASE("as many findings are shown as asked for", "[report][text]") {
  const std::string one = text_of(support::sample_report(), {.findings = 1});
  CHECK(contains(one, "hunter2\"\n    and 39 more\n"));
  CHECK_FALSE(contains(one, "token"));
  const std::string none = text_of(support::sample_report(), {.findings = 0});
  CHECK_FALSE(contains(none, "hunter2"));
  CHECK_FALSE(contains(none, "more"));
  CHECK(contains(none, "3 of 120 files hold what they must not"));
}

TEST_CASE("nothing but visible UTF-8 and newlines is written without colour", "[report][text]") {
  Report report = support::sample_report();
  const std::string hostile = "\x1b]0;owned\a\r\b\u009b2J\u202e\xff\n";
  for (RuleResult& result : report.results) {
    result.rule_id = result.title = result.message = hostile;
    result.findings = {{hostile, 1, 1, hostile}};
    result.downstream_of = {hostile};
    result.evidence = Value::Map{{hostile, Value(Value::List{Value(hostile)})}};
  }
  report.critical_failures = {hostile};
  report.pack = report.pack_version = report.pack_digest = report.tool_version = hostile;
  report.unreadable = {{hostile, hostile}};
  report.unreadable_directories = {{hostile, hostile}};
  report.run.strategy = report.run.phases[0].phase = hostile;
  for (const char c : text_of(report, {.verbose = true})) CHECK((c == '\n' || (c >= 0x20 && c < 0x7f)));
}

TEST_CASE("colours are written only if asked for", "[report][text]") {
  CHECK_FALSE(contains(text_of(support::sample_report()), "\x1b"));
  CHECK(contains(text_of(support::sample_report(), {.color = true}), "\x1b[1;31mCRITICAL\x1b[0m"));
}

TEST_CASE("verbose adds what passed and was skipped, with evidence", "[report][text]") {
  CHECK_FALSE(contains(text_of(support::sample_report()), "VG008"));
  const std::string text = text_of(support::sample_report(), {.verbose = true});
  CHECK(in_order(text, {"SKIPPED  1 rule not judged", "AR003", "PASSED  2 rules passed", "TS004", "VG008", "SUMMARY"}));
  CHECK(contains(
      text, "    candidates: 120\n    ratio: 0.975\n    strict: true\n    first: {path: 03_core/a.py, leaf: null}\n"));
  CHECK(contains(text, "    missing: [24]\n"));
}

TEST_CASE("a rule that found nothing to look at says so", "[report][text]") {
  CHECK(contains(text_of(support::sample_report(), {.verbose = true}), "    no file of 0 (nothing matched)\n"));
  CHECK(contains(text_of(support::sample_report()), "2 passed (1 matched nothing)"));
}

TEST_CASE("quiet leaves what failed and what could not be decided", "[report][text]") {
  const std::string text = text_of(support::sample_report(), {.quiet = true});
  CHECK(in_order(text, {"AR001", "CP011", "KP001"}));
  CHECK_FALSE(contains(text, "SUMMARY"));
  CHECK_FALSE(contains(text, "ADVISORY"));
  CHECK(text_of(passing_report(), {.quiet = true}).empty());
}

TEST_CASE("when all rules hold the report is its summary", "[report][text]") {
  CHECK(text_of(passing_report()).rfind("SUMMARY", 0) == 0);
}

TEST_CASE("where findings are limited to some files, only rules that concern them are shown", "[report][text]") {
  Report report = support::sample_report();
  report.findings_limited_to = 1;
  for (RuleResult& result : report.results) {
    result.findings.clear();
    result.finding_count = 0;
    result.findings_elsewhere = 2;
  }
  CHECK_FALSE(contains(text_of(report), "CRITICAL"));
  CHECK_FALSE(contains(text_of(report), "ADVISORY"));
  CHECK(contains(text_of(report), "ERROR"));
  CHECK(contains(text_of(report), "  limited to  1 path and the whole: 0 failed rules, 3 only elsewhere\n"));
  report.results[0].finding_count = 1;
  report.results[0].findings = {{"here.txt", 2, 0, "wrong"}};
  CHECK(contains(text_of(report), "CRITICAL  1 rule failed\n"));
  CHECK(contains(text_of(report), "    here.txt:2: wrong\n    2 findings elsewhere\n"));
  CHECK(contains(text_of(report), "  limited to  1 path and the whole: 1 failed rule, 2 only elsewhere\n"));
}

TEST_CASE("the summary has the numbers of the report", "[report][text]") {
  const std::string summary = summary_of(support::sample_report());
  CHECK(contains(summary, "  pass rate   25.00 %\n"));
  CHECK(contains(summary, "  critical        2        0        2          0       0         0\n"));
  CHECK(contains(summary, "  critical    AR001, AR002\n"));
  CHECK(contains(summary, "  batches     0: 0/1 passed, 1: 0/2, 2: 2/5\n"));
  CHECK(contains(summary, "  files       122 in scope = 120 read + 2 not readable, also 1 directory\n"
                          "              24_meta_orchestration/locked: permission denied\n"
                          "              03_core/big.py: larger than 64 MiB\n"
                          "              23_compliance/\\xff.yaml: permission denied\n"));
  CHECK(contains(summary, "  run         16331 files seen, 120 opened, 12.3 MB read, 98 documents\n"));
  CHECK(contains(summary, "  time        0.214 s (load 0.010, plan 0.004, scan 0.049, gather 0.139, judge\n"
                          "              0.012), sequential\n"));
}

TEST_CASE("a run in worker processes has a line of what they cost", "[report][text]") {
  Report report = support::sample_report();
  CHECK_FALSE(contains(summary_of(report), "processes"));
  CHECK_FALSE(contains(text_of(report, {.verbose = true}), "process pool"));
  support::use_processes(report);
  const std::string summary = summary_of(report);
  CHECK(contains(summary, "              0.012), processes, 2 workers\n"
                          "  processes   2 used, start-up 5.6 %, serialization 1.4 %, IPC <0.1 % of the run\n"));
  CHECK_FALSE(contains(summary, "trouble"));
  report.run.duration = {};
  CHECK(contains(summary_of(report), "2 used, start-up 0 %, serialization 0 %, IPC 0 % of the run\n"));
}

TEST_CASE("verbose has all numbers of worker processes", "[report][text]") {
  Report report = support::sample_report();
  support::use_processes(report);
  CHECK(contains(text_of(report, {.verbose = true}), "  processes   process pool          enabled\n"
                                                     "              processes used        2\n"
                                                     "              start-up              0.012 s, 5.6 %\n"
                                                     "              serialization         0.003 s, 1.4 %\n"
                                                     "              IPC                   0.000 s, <0.1 %\n"
                                                     "              jobs, all in all      0.107 s, 50 %\n"
                                                     "              shared memory         4.2 MB\n"
                                                     "              crashes               0\n"
                                                     "              time-outs             0\n"
                                                     "              retries               0\n"
                                                     "              fallbacks to threads  0\n"));
}

TEST_CASE("trouble with worker processes is always told", "[report][text]") {
  Report report = support::sample_report();
  support::use_processes(report);
  report.run.processes.process_crashes = 1;
  report.run.processes.timeouts = 2;
  report.run.processes.retries = 3;
  for (const bool verbose : {false, true})
    CHECK(contains(text_of(report, {.verbose = verbose}),
                   "\n  trouble     1 worker crashed, 2 time-outs, 3 retries\n"));
  report.run.processes = {};
  report.run.processes.fallback_to_threads = 1;
  report.run.strategy = "threads";
  CHECK(contains(summary_of(report), "threads, 2 workers\n  trouble     threads took over\n"));
  CHECK(contains(text_of(report, {.verbose = true}), "  processes   process pool          not enabled\n"));
}

TEST_CASE("a run that was stopped says so first and last", "[report][text]") {
  Report report = support::sample_report();
  CHECK_FALSE(contains(text_of(report), "STOPPED"));
  report.run.stopped = true;
  const std::string first = "STOPPED  the run was ended early; this is what was decided until then\n\n";
  CHECK(text_of(report).rfind(first, 0) == 0);
  CHECK(text_of(report, {.quiet = true}).rfind(first, 0) == 0);
  CHECK(contains(summary_of(report), "\n  STOPPED     the run was ended early: some rules were not decided\n"));
}

TEST_CASE("rules that a stop kept from being decided are only named", "[report][text]") {
  Report report = support::sample_report();
  report.run.stopped = true;
  for (int i = 0; i < 300; ++i)
    report.results.push_back(support::result("RULE-" + std::to_string(i), "A title", Severity::low, 2, Verdict::error,
                                             "cannot be decided: 9 files could not be read"));
  support::count(report);
  const std::string text = text_of(report);
  CHECK(contains(text, "ERROR  301 rules could not be decided\n\n  KP001, RULE-0, RULE-1, "));
  CHECK(contains(text, " more\n\nADVISORY"));
  CHECK_FALSE(contains(text, "cannot be decided"));
  CHECK(contains(text_of(report, {.verbose = true}), "  RULE-299  A title (low)\n    cannot be decided: 9 files"));
}

TEST_CASE("a pass rate is not rounded to all or nothing", "[report][text]") {
  Report report;
  for (int i = 0; i < 30'000; ++i)
    report.results.push_back(
        support::result("R", "", Severity::low, 0, i == 0 ? Verdict::failed : Verdict::passed, ""));
  support::count(report);
  CHECK(contains(summary_of(report), "pass rate   99.99 %"));
  for (RuleResult& result : report.results)
    result.verdict = result.verdict == Verdict::passed ? Verdict::failed : Verdict::passed;
  support::count(report);
  CHECK(contains(summary_of(report), "pass rate   0.01 %"));
}

TEST_CASE("sums that do not agree are said aloud", "[report][text]") {
  Report report = support::sample_report();
  report.files_read = 119;
  CHECK(contains(summary_of(report), "THE SUMS DO NOT AGREE"));
  CHECK_FALSE(contains(summary_of(support::sample_report()), "THE SUMS DO NOT AGREE"));
}

TEST_CASE("the summary fits a screen of 80 columns and 24 lines whatever happened", "[report][text]") {
  Report report = support::sample_report();
  report.pack = std::string(100, 'p');
  report.critical_failures.clear();
  report.batches.clear();
  report.unreadable.clear();
  report.unreadable_directories.clear();
  const std::string long_path = std::string(300, 'd') + "/\xff\n" + std::string(300, 'f');
  for (unsigned i = 0; i < 5000; ++i) {
    report.critical_failures.push_back("A-RATHER-LONG-RULE-NAME-" + std::to_string(i));
    report.batches.push_back({i, std::string(90, 'n'), {}});
    report.unreadable.push_back({long_path, std::string(200, 'r')});
    report.unreadable_directories.push_back({long_path, "permission denied"});
    report.run.phases.push_back({"a phase of some length", std::chrono::seconds(100'000)});
  }
  report.files_in_scope = report.files_read + report.unreadable.size();
  report.run.bytes_read = ~std::uint64_t{0};
  report.run.files_seen = 99'999'999'999;
  const auto check_size = [&] {
    const std::vector<std::string> lines = lines_of(summary_of(report));
    CHECK(lines.size() <= 23); // and one for the prompt
    for (const std::string& line : lines) CHECK(core::width_of(line) <= core::screen_width);
  };
  check_size();
  CHECK(contains(summary_of(report), "and 9998 more"));

  ProcessStats& stats = report.run.processes;
  stats.process_pool_enabled = true;
  stats.total_processes_used = stats.process_crashes = stats.timeouts = stats.retries = stats.fallback_to_threads =
      ~std::uint64_t{0};
  stats.ipc_overhead = stats.serialization_overhead = stats.process_startup_overhead = 3 * report.run.duration;
  check_size();
  report.run.stopped = true;
  check_size();
  CHECK(contains(summary_of(report), "and 10000 more"));
  report.findings_limited_to = 1'000'000;
  check_size();
}
