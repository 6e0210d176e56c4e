#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <stop_token>
#include <thread>

#include <sys/types.h>

// What the worker processes of this process take.

namespace bench {

/// CPU time of this process's children, those that have ended included.
std::chrono::nanoseconds cpu_time_of_children();
/// CPU time of this process.
std::chrono::nanoseconds cpu_time_here();

/// Memory of one worker, in bytes.
struct WorkerMemory {
  std::uint64_t private_peak = 0; ///< pages that no other process has mapped, as seen by looking again and again
  std::uint64_t anonymous = 0;    ///< of these: heap, stack, written data
  std::uint64_t from_files = 0;   ///< of these: pages of files (and of shared memory) that only this one has touched
  std::uint64_t resident_peak = 0; ///< VmHWM: shared pages included; kept by the system
};

/// Looks at the workers every millisecond. That disturbs them: not for runs that are timed.
class WorkerWatch {
public:
  WorkerWatch();
  /// Ends the watch and returns the worker with the highest private peak.
  WorkerMemory largest();

private:
  void look();

  std::map<pid_t, WorkerMemory> seen_;
  std::jthread thread_;
};

} // namespace bench
