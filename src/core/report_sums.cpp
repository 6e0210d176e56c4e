#include "report_sums.hpp"

#include <algorithm>
#include <map>

namespace sotval::core {

void fill_counts(const Pack& pack, Report& report) {
  for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
    report.by_severity.push_back({severity, {}});
  std::map<unsigned, VerdictCounts> batches;
  for (const RuleResult& result : report.results) {
    report.counts.add(result.verdict);
    report.by_severity[static_cast<std::size_t>(result.severity)].counts.add(result.verdict);
    batches[result.batch].add(result.verdict);
    if (result.severity == Severity::critical && result.verdict == Verdict::failed) report.critical_failures.push_back(result.rule_id);
  }
  for (const BatchInfo& batch : pack.batches)
    if (const auto found = batches.find(batch.batch); found != batches.end()) report.batches.push_back({batch.batch, batch.name, found->second});
}

void fill_ledger(const Snapshot& snapshot, const FactTable& facts, Report& report) {
  report.files_in_scope = 0;
  for (std::uint32_t node = 0; node < snapshot.size(); ++node) {
    const FileFacts* file = facts.find(node);
    if (file == nullptr) continue;
    ++report.files_in_scope;
    if (!file->readable) report.unreadable.push_back({std::string(snapshot.path(node)), file->reason});
  }
  report.files_read = report.files_in_scope - report.unreadable.size();
  report.run.files_opened = facts.counts().files_opened;
  report.run.bytes_read = facts.counts().bytes_read;
  report.run.documents_parsed = facts.counts().documents_parsed;
}

void count_nodes(const Snapshot& snapshot, RunStatistics& run) {
  for (const TreeNode& node : snapshot.nodes().subspan(1)) {
    if (node.hidden) continue;
    ++(node.type == NodeType::directory ? run.directories_seen : run.files_seen);
  }
}

ProcessStats difference(const ProcessStats& before, const ProcessStats& after) noexcept {
  ProcessStats out = after;
  out.serialization_overhead -= before.serialization_overhead;
  out.process_startup_overhead -= before.process_startup_overhead;
  out.ipc_overhead -= before.ipc_overhead;
  out.total_duration -= before.total_duration;
  out.total_processes_used -= before.total_processes_used;
  out.process_crashes -= before.process_crashes;
  out.timeouts -= before.timeouts;
  out.retries -= before.retries;
  out.fallback_to_threads -= before.fallback_to_threads;
  return out;
}

void add(ProcessStats& sum, const ProcessStats& more) noexcept {
  sum.process_pool_enabled |= more.process_pool_enabled;
  sum.serialization_overhead += more.serialization_overhead;
  sum.process_startup_overhead += more.process_startup_overhead;
  sum.ipc_overhead += more.ipc_overhead;
  sum.total_duration += more.total_duration;
  sum.total_processes_used += more.total_processes_used;
  sum.process_crashes += more.process_crashes;
  sum.timeouts += more.timeouts;
  sum.retries += more.retries;
  sum.fallback_to_threads += more.fallback_to_threads;
  sum.shared_memory_size = std::max(sum.shared_memory_size, more.shared_memory_size);
}

} // namespace sotval::core
