#pragma once

#include <chrono>
#include <cstdint>

/// \file
/// What a run by worker processes cost, and what went wrong in it.

namespace sotval {

/// Sums since the strategy was made (ExecutionStrategy::process_stats) or of one run (Report::run).
/// Durations are of this process's wall clock; what workers do at the same time is not added up.
/// All zero for strategies that start no process.
struct ProcessStats {
  bool process_pool_enabled = false;                 ///< workers were processes, at least in part
  std::chrono::nanoseconds serialization_overhead{}; ///< turning the run, jobs and results into bytes and back
  std::chrono::nanoseconds process_startup_overhead{}; ///< waiting until the first worker was ready for work; workers start while the tree is scanned
  std::chrono::nanoseconds ipc_overhead{};           ///< in calls that send, receive and publish bytes
  std::chrono::nanoseconds total_duration{};         ///< of ExecutionStrategy::run()
  std::uint64_t total_processes_used = 0;            ///< workers started, replacements included
  std::uint64_t process_crashes = 0;                 ///< workers that ended or broke the protocol without being told to end
  std::uint64_t timeouts = 0;                        ///< workers ended because an item, or their own start, took too long
  std::uint64_t retries = 0;                         ///< items tried a second time, alone on a fresh worker
  std::uint64_t fallback_to_threads = 0;             ///< runs in which threads had to take over
  std::uint64_t shared_memory_size = 0;              ///< bytes of the largest segment that workers shared; 0: none

  friend bool operator==(const ProcessStats&, const ProcessStats&) = default;
};

} // namespace sotval
