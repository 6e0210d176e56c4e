#pragma once

#include <chrono>
#include <cstdint>
#include <filesystem>
#include <memory>

#include <sotval/execution_strategy.hpp>
#include <sotval/export.hpp>
#include <sotval/logger.hpp>

/// \file
/// Strategies that run several jobs at once.

namespace sotval {

/// The largest number of workers that a pool accepts.
inline constexpr unsigned max_pool_workers = 1024;

/// How many CPUs this process may use: its affinity and the CPU quota of its control groups; at least 1.
SOTVAL_API unsigned available_cpus() noexcept;

/// For make_thread_pool().
struct ThreadPoolOptions {
  unsigned workers = 0; ///< threads, the calling one included; 0: available_cpus(). At most max_pool_workers
};

/// Runs jobs on threads of this process. A job that crashes takes the process with it, and one that
/// hangs cannot be ended.
/// State: threads live as long as a run.
/// Throws InputError if there are too many workers.
SOTVAL_API std::unique_ptr<ExecutionStrategy> make_thread_pool(const ThreadPoolOptions& options = {});

/// The sotval-worker that belongs to this library: beside it in its installation, wherever that was moved
/// to, or else where it was meant to be installed. It may not exist. Never looked up by PATH or the current
/// directory.
SOTVAL_API std::filesystem::path installed_worker_program();

/// For make_process_pool().
struct ProcessPoolOptions {
  unsigned workers = 0; ///< processes; 0: available_cpus(). At most max_pool_workers

  /// Wall clock that one item (a file, a custom rule) may take; then its worker is killed. 0: no limit.
  std::chrono::milliseconds job_timeout{60'000};

  /// Address space of a worker in bytes, above what it has when it starts; beyond it allocation fails
  /// there. 0: no limit. Without effect in a build with sanitizers.
  std::uint64_t worker_memory = 0;

  /// The input of a run lies in memory that all workers share, else each worker is sent a copy.
  bool use_shared_memory = true;

  /// The program to start. Empty: installed_worker_program(). A program
  /// that calls run_worker_if_asked() first thing in main() (worker.hpp) can name itself: /proc/self/exe.
  /// It is opened once, when the first worker is started: replacing the file later changes nothing.
  std::filesystem::path worker_program{};

  /// What to do when no worker can be started: let threads of this process take over, or throw.
  bool fallback_to_threads = true;

  /// Sent to a worker at once; 0: chosen by what jobs cost. A worker may have up to eight messages at hand while there
  /// are many left, two towards the end.
  unsigned jobs_per_message = 0;

  Logger logger{}; ///< told of crashes, and once of a fallback
};

/// Runs jobs in worker processes, so that one that crashes, hangs or eats memory costs its own result
/// and nothing else: its worker is replaced, the item that was being worked on is tried once more, alone
/// on a fresh worker, and if that ends badly too its outcome is `crashed` or `timed_out`. It is never
/// tried a third time, and never in this process. Other items of its job may be executed again.
///
/// State:     workers and their launcher thread start at prepare() or run() and are used again by later
///            runs; cleanup() and the destructor end them, which takes a moment and never hangs.
/// Processes: workers end when this process does, however it ends. In a fork of this process the pool is
///            unusable: run() throws there, and the destructor leaves the workers alone.
/// Signals:   installs no handlers. SIGCHLD may be ignored or handled by the host.
/// Throws InputError if an option is out of range. A worker program that is missing shows at run().
SOTVAL_API std::unique_ptr<ExecutionStrategy> make_process_pool(const ProcessPoolOptions& options = {});

} // namespace sotval
