#include "performance_summary.hpp"

#include "decimal.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

std::string duration(std::chrono::nanoseconds time) {
  const double seconds = static_cast<double>(time.count()) / 1e9;
  return seconds < 1 ? with_decimals(seconds * 1e3, 1) + " ms" : with_decimals(seconds, 2) + " s";
}

std::string size(std::uint64_t bytes) {
  return bytes < 1024 * 1024 ? with_decimals(static_cast<double>(bytes) / 1024, 1) + " KiB" : with_decimals(static_cast<double>(bytes) / (1024 * 1024), 1) + " MiB";
}

std::string speed(std::size_t count, std::chrono::nanoseconds time) {
  return time.count() <= 0 ? "0" : with_decimals(static_cast<double>(count) * 1e9 / static_cast<double>(time.count()), 0);
}

} // namespace

std::string performance_summary(const Report& report, const ProcessStats& all_runs) {
  const RunStatistics& run = report.run;
  std::string out = "strategy " + printable(run.strategy) + ", " + count_of(run.workers, "worker") + "\n";
  out += count_of(report.total_rules(), "rule") + " in " + duration(run.duration) + ", " + speed(report.total_rules(), run.duration) + " rules/s; " +
         count_of(run.files_opened, "file") + " read, " + size(run.bytes_read) + "\n";
  if (!all_runs.process_pool_enabled && all_runs.fallback_to_threads == 0) return out;
  out += count_of(all_runs.total_processes_used, "process", "processes") + ": start-up " + duration(all_runs.process_startup_overhead) + ", serialization " +
         duration(all_runs.serialization_overhead) + ", IPC " + duration(all_runs.ipc_overhead) + ", shared memory " +
         (all_runs.shared_memory_size == 0 ? "none" : size(all_runs.shared_memory_size)) + "\n";
  out += count_of(all_runs.process_crashes, "crash", "crashes") + ", " + count_of(all_runs.timeouts, "timeout") + ", " +
         count_of(all_runs.retries, "retry", "retries") + ", " + count_of(all_runs.fallback_to_threads, "fallback") + " to threads\n";
  return out;
}

} // namespace sotval::core
