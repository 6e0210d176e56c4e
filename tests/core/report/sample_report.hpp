#pragma once

#include <chrono>
#include <string>
#include <utility>

#include <sotval/report.hpp>

namespace support {

inline sotval::RuleResult result(std::string id, std::string title, sotval::Severity severity, unsigned batch,
                                 sotval::Verdict verdict, std::string message) {
  sotval::RuleResult made;
  made.rule_id = std::move(id);
  made.title = std::move(title);
  made.severity = severity;
  made.batch = batch;
  made.verdict = verdict;
  made.message = std::move(message);
  made.timestamp = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'738'367'999'250));
  made.duration = std::chrono::microseconds(15);
  return made;
}

/// Fills in all that follows from the results.
inline void count(sotval::Report& report) {
  using namespace sotval;
  report.counts = {};
  report.by_severity.clear();
  report.critical_failures.clear();
  for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
    report.by_severity.push_back({severity, {}});
  for (BatchCounts& batch : report.batches) batch.counts = {};
  for (const RuleResult& each : report.results) {
    report.counts.add(each.verdict);
    report.by_severity[static_cast<std::size_t>(each.severity)].counts.add(each.verdict);
    for (BatchCounts& batch : report.batches)
      if (batch.batch == each.batch) batch.counts.add(each.verdict);
    if (each.verdict == Verdict::failed && each.severity == Severity::critical)
      report.critical_failures.push_back(each.rule_id);
  }
}

/// A report in which everything occurs: every verdict, findings with and without place, a path that
/// is not UTF-8, files and directories that could not be read.
inline sotval::Report sample_report() {
  using namespace sotval;
  Report report;
  report.tool_version = "0.1.0";
  report.pack = "ssid";
  report.pack_version = "1.0.0";
  report.pack_digest = "0123456789abcdef";

  RuleResult roots = result("AR001", "Exactly 24 numbered root modules at the top level", Severity::critical, 0,
                            Verdict::failed, "found 23 directories, expected 24");
  roots.findings = {{"", 0, 0, "no directory has the number 24"}};
  roots.finding_count = 1;
  roots.evidence.set("expected", 24);
  roots.evidence.set("found", 23);
  roots.evidence.set("missing", Value::List{Value(24)});
  report.results.push_back(roots);

  RuleResult shards = result("AR002", "Every root module holds exactly 16 shards", Severity::critical, 1,
                             Verdict::failed, "1 of 23 parents is out of bounds: expected 16 directories in every one");
  shards.findings = {{"07_governance_legal", 0, 0, "15 directories, 16 expected"}};
  shards.finding_count = 1;
  shards.downstream_of = {"AR001"};
  report.results.push_back(shards);

  RuleResult secrets = result("CP011", "No secrets are assigned in code", Severity::high, 2, Verdict::failed,
                              "3 of 120 files hold what they must not");
  secrets.findings = {{"03_core/a.py", 12, 5, "password = \"hunter2\""},
                      {"03_core/caf\xe9.py", 3, 0, "token"},
                      {"03_core/\x1b[2Jboo\n.py", 1, 1, "secret\tkey"}};
  secrets.finding_count = 40;
  secrets.evidence.set("candidates", 120);
  secrets.evidence.set("ratio", 0.975);
  secrets.evidence.set("strict", true);
  secrets.evidence.set("first", Value::Map{{"path", Value("03_core/a.py")}, {"leaf", Value()}});
  report.results.push_back(secrets);

  RuleResult chart = result("MD-CHART-029", "Charts name a review interval", Severity::info, 2, Verdict::advisory,
                            "380 of 384 documents have review.interval");
  chart.findings = {{"01_ai_layer/shards/01_identitaet_personen/chart.yaml", 0, 0, "no review.interval"}};
  chart.finding_count = 4;
  report.results.push_back(chart);

  report.results.push_back(result("KP001", "Every manifest can be read", Severity::medium, 2, Verdict::error,
                                  "cannot be decided: 1 file could not be read"));
  RuleResult skipped = result("AR003", "The 24 x 16 matrix is complete: 384 shard directories", Severity::high, 1,
                              Verdict::skipped, "not judged: AR001 failed");
  skipped.downstream_of = {"AR001"};
  report.results.push_back(skipped);
  RuleResult none =
      result("TS004", "No Solidity file uses tx.origin", Severity::low, 2, Verdict::passed, "no file of 0");
  none.nothing_matched = true;
  none.evidence.set("candidates", 0);
  report.results.push_back(none);
  report.results.push_back(result("VG008", "GOVERNANCE.md exists", Severity::medium, 2, Verdict::passed, "1 match"));

  report.batches = {{0, "Foundation", {}}, {1, "AR dependent 1", {}}, {2, "AR dependent 2", {}}};
  count(report);

  report.files_in_scope = 122;
  report.files_read = 120;
  report.unreadable = {{"03_core/big.py", "larger than 64 MiB"}, {"23_compliance/\xff.yaml", "permission denied"}};
  report.unreadable_directories = {{"24_meta_orchestration/locked", "permission denied"}};

  report.run.repo_root = "/srv/ssid";
  report.run.strategy = "sequential";
  report.run.workers = 1;
  report.run.started = std::chrono::system_clock::time_point(std::chrono::milliseconds(1'738'367'999'000));
  report.run.duration = std::chrono::milliseconds(214);
  report.run.phases = {{"load", std::chrono::milliseconds(10)},
                       {"plan", std::chrono::milliseconds(4)},
                       {"scan", std::chrono::milliseconds(49)},
                       {"gather", std::chrono::milliseconds(139)},
                       {"judge", std::chrono::milliseconds(12)}};
  report.run.files_seen = 16331;
  report.run.directories_seen = 4012;
  report.run.files_opened = 120;
  report.run.bytes_read = 12'345'678;
  report.run.documents_parsed = 98;
  return report;
}

/// Makes the sample a run in worker processes in which all went well.
inline void use_processes(sotval::Report& report) {
  report.run.strategy = "processes";
  report.run.workers = 2;
  sotval::ProcessStats& stats = report.run.processes;
  stats.process_pool_enabled = true;
  stats.serialization_overhead = std::chrono::milliseconds(3);
  stats.process_startup_overhead = std::chrono::milliseconds(12);
  stats.ipc_overhead = std::chrono::microseconds(100);
  stats.total_duration = std::chrono::milliseconds(107);
  stats.total_processes_used = 2;
  stats.shared_memory_size = 4'200'000;
}

} // namespace support
