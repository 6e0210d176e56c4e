#include "performance_summary.hpp"

#include <array>
#include <charconv>

#include "printable.hpp"

namespace sotval::core {

namespace {

std::string fixed(double value, int digits) {
  std::array<char, 64> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits).ptr};
}

std::string duration(std::chrono::nanoseconds time) {
  const double seconds = static_cast<double>(time.count()) / 1e9;
  return seconds < 1 ? fixed(seconds * 1e3, 1) + " ms" : fixed(seconds, 2) + " s";
}

std::string size(std::uint64_t bytes) {
  return bytes < 1024 * 1024 ? fixed(static_cast<double>(bytes) / 1024, 1) + " KiB" : fixed(static_cast<double>(bytes) / (1024 * 1024), 1) + " MiB";
}

std::string speed(std::size_t count, std::chrono::nanoseconds time) {
  return time.count() <= 0 ? "0" : fixed(static_cast<double>(count) * 1e9 / static_cast<double>(time.count()), 0);
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
