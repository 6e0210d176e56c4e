#include <sotval/report_writer.hpp>

#include <chrono>
#include <concepts>
#include <string>
#include <string_view>

#include "printable.hpp"
#include "report/json_emitter.hpp"
#include "report/timestamp.hpp"
#include "utf8.hpp"

// One function per object of the JSON report, top-down. docs/report.md describes every field; a
// test compares the two.

namespace sotval {

namespace {

using core::JsonEmitter;

/// Counts up when a field changes its meaning or goes away; new fields leave it as it is.
constexpr unsigned report_version = 1;

void field(JsonEmitter& json, std::string_view name, std::string_view value) {
  json.key(name);
  json.text(value);
}

// Not plain bool: text literals would become one.
void field(JsonEmitter& json, std::string_view name, std::same_as<bool> auto value) {
  json.key(name);
  json.boolean(value);
}

template <std::unsigned_integral Number>
  requires(!std::same_as<Number, bool>)
void field(JsonEmitter& json, std::string_view name, Number value) {
  json.key(name);
  json.integer(std::uint64_t{value});
}

void field(JsonEmitter& json, std::string_view name, const std::vector<std::string>& values) {
  json.key(name);
  json.begin_list();
  for (const std::string& value : values) json.text(value);
  json.end_list();
}

void field(JsonEmitter& json, std::string_view name, std::chrono::nanoseconds duration) {
  json.key(name);
  json.number(std::chrono::duration<double>(duration).count());
}

// A path that is not UTF-8 cannot be told apart from others by its readable form, so that its bytes
// stand beside it.
void path_field(JsonEmitter& json, std::string_view name, std::string_view path) {
  field(json, name, path);
  if (!core::is_valid_utf8(path)) field(json, std::string(name) + "_bytes", core::base16(path));
}

void write_counts(JsonEmitter& json, const VerdictCounts& counts) {
  field(json, "total", counts.total);
  field(json, "passed", counts.passed);
  field(json, "failed", counts.failed);
  field(json, "advisory", counts.advisory);
  field(json, "error", counts.error);
  field(json, "skipped", counts.skipped);
}

void write_tool_and_pack(JsonEmitter& json, const Report& report) {
  json.key("tool");
  json.begin_object();
  field(json, "name", "sotval");
  field(json, "version", report.tool_version);
  json.end_object();
  json.key("pack");
  json.begin_object();
  field(json, "name", report.pack);
  field(json, "version", report.pack_version);
  field(json, "digest", report.pack_digest);
  json.end_object();
}

void write_totals(JsonEmitter& json, const Report& report) {
  field(json, "total_rules", report.counts.total);
  field(json, "passed_count", report.counts.passed);
  field(json, "failed_count", report.counts.failed);
  field(json, "advisory_count", report.counts.advisory);
  field(json, "error_count", report.counts.error);
  field(json, "skipped_count", report.counts.skipped);
  json.key("pass_rate");
  json.number(report.pass_rate());
  json.key("by_severity");
  json.begin_object();
  for (const SeverityCounts& row : report.by_severity) {
    json.key(to_string(row.severity));
    json.begin_object();
    write_counts(json, row.counts);
    json.end_object();
  }
  json.end_object();
  field(json, "critical_failures", report.critical_failures);
  json.key("batches");
  json.begin_list();
  for (const BatchCounts& batch : report.batches) {
    json.begin_object();
    field(json, "batch", batch.batch);
    field(json, "name", batch.name);
    write_counts(json, batch.counts);
    json.end_object();
  }
  json.end_list();
}

void write_unreadable(JsonEmitter& json, std::string_view name, const std::vector<UnreadableFile>& files) {
  json.key(name);
  json.begin_list();
  for (const UnreadableFile& file : files) {
    json.begin_object();
    path_field(json, "path", file.path);
    field(json, "reason", file.reason);
    json.end_object();
  }
  json.end_list();
}

void write_ledger(JsonEmitter& json, const Report& report) {
  json.key("ledger");
  json.begin_object();
  field(json, "files_in_scope", report.files_in_scope);
  field(json, "files_read", report.files_read);
  write_unreadable(json, "not_readable", report.unreadable);
  write_unreadable(json, "directories_not_readable", report.unreadable_directories);
  json.end_object();
}

void write_finding(JsonEmitter& json, const Finding& finding) {
  json.begin_object();
  path_field(json, "path", finding.path);
  if (finding.line != 0) field(json, "line", finding.line);
  if (finding.column != 0) field(json, "column", finding.column);
  field(json, "text", finding.text);
  json.end_object();
}

void write_result(JsonEmitter& json, const RuleResult& result, bool limited) {
  json.begin_object();
  field(json, "rule_id", result.rule_id);
  field(json, "title", result.title);
  field(json, "severity", to_string(result.severity));
  field(json, "batch", result.batch);
  field(json, "verdict", to_string(result.verdict));
  field(json, "message", result.message);
  field(json, "nothing_matched", result.nothing_matched);
  json.key("findings");
  json.begin_list();
  for (const Finding& finding : result.findings) write_finding(json, finding);
  json.end_list();
  field(json, "finding_count", result.finding_count);
  if (limited) field(json, "findings_elsewhere", result.findings_elsewhere);
  json.key("evidence");
  json.value(result.evidence);
  field(json, "downstream_of", result.downstream_of);
  json.end_object();
}

// Nothing waits for a whole batch, so the time of a batch is what judging its rules took.
std::chrono::nanoseconds judging_time(const Report& report, unsigned batch) {
  std::chrono::nanoseconds sum{};
  for (const RuleResult& result : report.results)
    if (result.batch == batch) sum += result.duration;
  return sum;
}

void write_times(JsonEmitter& json, const Report& report) {
  json.key("phases");
  json.begin_list();
  for (const PhaseTime& phase : report.run.phases) {
    json.begin_object();
    field(json, "phase", phase.phase);
    field(json, "duration", phase.duration);
    json.end_object();
  }
  json.end_list();
  json.key("batches");
  json.begin_list();
  for (const BatchCounts& batch : report.batches) {
    json.begin_object();
    field(json, "batch", batch.batch);
    field(json, "duration", judging_time(report, batch.batch));
    json.end_object();
  }
  json.end_list();
  json.key("rules");
  json.begin_list();
  for (const RuleResult& result : report.results) {
    json.begin_object();
    field(json, "rule_id", result.rule_id);
    field(json, "timestamp", core::utc_timestamp(result.timestamp));
    field(json, "duration", result.duration);
    json.end_object();
  }
  json.end_list();
}

void write_processes(JsonEmitter& json, const ProcessStats& stats) {
  json.key("processes");
  json.begin_object();
  field(json, "process_pool_enabled", stats.process_pool_enabled);
  field(json, "serialization_overhead", stats.serialization_overhead);
  field(json, "process_startup_overhead", stats.process_startup_overhead);
  field(json, "ipc_overhead", stats.ipc_overhead);
  field(json, "total_duration", stats.total_duration);
  field(json, "total_processes_used", stats.total_processes_used);
  field(json, "process_crashes", stats.process_crashes);
  field(json, "timeouts", stats.timeouts);
  field(json, "retries", stats.retries);
  field(json, "fallback_to_threads", stats.fallback_to_threads);
  field(json, "shared_memory_size", stats.shared_memory_size);
  json.end_object();
}

void write_run(JsonEmitter& json, const Report& report) {
  const RunStatistics& run = report.run;
  json.key("run");
  json.begin_object();
  path_field(json, "repo_root", run.repo_root);
  field(json, "strategy", run.strategy);
  field(json, "workers", run.workers);
  field(json, "stopped", run.stopped);
  field(json, "started", core::utc_timestamp(run.started));
  field(json, "duration", run.duration);
  field(json, "files_seen", run.files_seen);
  field(json, "directories_seen", run.directories_seen);
  field(json, "files_opened", run.files_opened);
  field(json, "bytes_read", run.bytes_read);
  field(json, "documents_parsed", run.documents_parsed);
  field(json, "files_known", run.files_known);
  write_processes(json, run.processes);
  write_times(json, report);
  json.end_object();
}

} // namespace

void write_json(std::ostream& out, const Report& report, const JsonReportOptions& options) {
  JsonEmitter json(out, options.indent);
  json.begin_object();
  field(json, "report_version", report_version);
  write_tool_and_pack(json, report);
  write_totals(json, report);
  write_ledger(json, report);
  if (report.findings_limited_to) field(json, "findings_limited_to", *report.findings_limited_to);
  json.key("results");
  json.begin_list();
  for (const RuleResult& result : report.results) write_result(json, result, report.findings_limited_to.has_value());
  json.end_list();
  if (!options.reproducible) write_run(json, report);
  json.end_object();
  json.finish();
}

} // namespace sotval
