#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>

/// \file
/// Where jobs run. A strategy knows jobs and bytes and nothing about rules, so that one of your own
/// is short: call JobContext::execute for every job, on whatever thread, and hand the results over.

namespace sotval {

/// A piece of work that is independent of all others of its run.
struct Job {
  std::uint32_t id = 0;    ///< distinct within a run
  std::uint64_t cost = 0;  ///< estimate, nanoseconds of one CPU; for balancing only
  std::uint64_t bytes = 0; ///< that it will read; for limits and progress
};

enum class Outcome : std::uint8_t {
  done,      ///< `payload` is the result
  failed,    ///< the job threw; `reason` says what
  crashed,   ///< it took its worker down; `reason` says how
  timed_out, ///< it exceeded the time limit
  cancelled, ///< it was not started
};

struct JobResult {
  std::uint32_t job = 0;
  Outcome outcome = Outcome::cancelled;
  std::string payload; ///< bytes; opaque to strategies
  std::string reason;  ///< UTF-8; empty when done

  static JobResult cancelled(std::uint32_t job) { return {job, Outcome::cancelled, {}, {}}; }
};

/// Knows how to execute the jobs of one run.
/// Threads: all members may be called concurrently.
class JobContext {
public:
  virtual ~JobContext() = default;

  /// Executes a job on the calling thread. Never throws: what goes wrong is in the result.
  virtual JobResult execute(const Job& job) const noexcept = 0;
};

/// Takes results, in any order.
class ResultSink {
public:
  virtual ~ResultSink() = default;
  virtual void accept(JobResult result) = 0;
};

/// Decides where jobs run. Strategies differ in speed and isolation, never in findings.
///
/// Lifetime: `jobs`, `context` and `sink` are borrowed until run() returns; nothing is kept.
/// Threads:  one run() at a time per object. The sink is called only on the thread that called
///           run(), so a sink needs no lock.
/// Order:    results arrive as they finish; the report puts them back into job order.
class ExecutionStrategy {
public:
  virtual ~ExecutionStrategy() = default;

  /// Short lower-case name for reports, e.g. "sequential". Valid as long as the object.
  virtual std::string_view name() const noexcept = 0;

  /// How many jobs run at once, at most; at least 1.
  virtual unsigned workers() const noexcept = 0;

  /// Hands the sink exactly one result per job, then returns. After a stop request, jobs that have
  /// not started are handed over as `cancelled`.
  /// Requires: job ids are distinct.
  /// Throws EngineError if no job could be started; a job that fails is a result, never an exception.
  virtual void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token stop) = 0;
};

/// Runs one job after the other on the calling thread: the reference for all others.
std::unique_ptr<ExecutionStrategy> make_sequential();

} // namespace sotval
