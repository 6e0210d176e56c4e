#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <memory>
#include <span>
#include <stop_token>
#include <string>
#include <string_view>
#include <utility>

#include <sotval/byte_pieces.hpp>
#include <sotval/export.hpp>
#include <sotval/process_stats.hpp>

/// \file
/// Where jobs run. A strategy knows jobs and bytes and nothing about rules, so that one of your own
/// is short: call JobContext::execute for every job, on whatever thread, and hand the results over.

namespace sotval {

/// A piece of work that is independent of all others of its run: a range of the run's items (files,
/// as a rule). A strategy may cut a job into jobs with fewer items, down to one.
struct Job {
  std::uint32_t id = 0;    ///< distinct within a run; the parts of a job keep its id
  std::uint32_t first = 0; ///< number of its first item
  std::uint32_t count = 0; ///< of its items, at least 1
  std::uint64_t cost = 0;  ///< estimate, nanoseconds of one CPU; for balancing only
  std::uint64_t bytes = 0; ///< that it will read; for limits and progress
};

/// How a job ended.
enum class Outcome : std::uint8_t {
  done,      ///< `payload` is the result
  failed,    ///< the job threw; `reason` says what
  crashed,   ///< it took its worker down; `reason` says how
  timed_out, ///< it exceeded the time limit
  cancelled, ///< it was not started
};

/// The result of a job, or of a part of it.
struct JobResult {
  std::uint32_t job = 0;                ///< Job::id
  std::uint32_t first = 0;              ///< the items it is about
  std::uint32_t count = 0;              ///< of these items
  Outcome outcome = Outcome::cancelled; ///< of all of them
  std::string payload;                  ///< bytes; opaque to strategies
  std::string reason;                   ///< UTF-8; empty when done

  /// The result of a job that came to nothing.
  static JobResult without_payload(const Job& job, Outcome outcome, std::string reason = {}) {
    return {job.id, job.first, job.count, outcome, {}, std::move(reason)};
  }
  /// The result of a job that was not started.
  static JobResult cancelled(const Job& job) { return without_payload(job, Outcome::cancelled); }
};

/// Told before each item of a job is begun, on the thread that executes the job.
using ItemObserver = std::function<void(std::uint32_t item)>;

/// Knows how to execute the jobs of one run.
/// Threads: all members may be called concurrently.
class SOTVAL_API JobContext {
public:
  JobContext() noexcept;
  JobContext(const JobContext&) = delete;
  JobContext& operator=(const JobContext&) = delete;
  virtual ~JobContext() = default;

  /// Different for every context that this process ever makes: tells a strategy whether its workers
  /// have this context already.
  std::uint64_t id() const noexcept { return id_; }

  /// Executes a job on the calling thread. Never throws: what goes wrong is in the result.
  virtual JobResult execute(const Job& job, const ItemObserver& starting = {}) const noexcept = 0;

  /// What an item is, for messages: the path of a file.
  virtual std::string item_name(std::uint32_t item) const = 0;

  /// The read-only bytes from which a worker in another process makes an equal context; the same for
  /// all jobs. In pieces, so that what lies in memory already need not be copied to be sent. Made at the
  /// first call, valid as long as the context. Strategies that stay in this process do not call it.
  virtual BytePieces worker_input() const = 0;

private:
  std::uint64_t id_;
};

/// Takes results, in any order.
class SOTVAL_API ResultSink {
public:
  virtual ~ResultSink() = default;
  virtual void accept(JobResult result) = 0; ///< called on the thread that called run()
};

/// Decides where jobs run. Strategies differ in speed and isolation, never in findings.
///
/// Lifetime: `jobs`, `context` and `sink` are borrowed until run() returns; nothing is kept.
/// Threads:  one run() at a time per object. The sink is called only on the thread that called
///           run(), so a sink needs no lock.
/// Order:    results arrive as they finish; the report puts them back into job order.
class SOTVAL_API ExecutionStrategy {
public:
  virtual ~ExecutionStrategy() = default;

  /// Short lower-case name for reports, e.g. "sequential". Valid as long as the object.
  virtual std::string_view name() const noexcept = 0;

  /// How many jobs run at once, at most; at least 1.
  virtual unsigned workers() const noexcept = 0;

  /// A call of run() is to be expected: what takes a while, such as starting workers, may begin. Never
  /// waits, never throws; may be left out.
  virtual void prepare() noexcept {}

  /// Hands the sink results that cover the items of each job exactly once (one per job, unless it was
  /// cut into parts), then returns. After a stop request, what has not started is handed over as
  /// `cancelled`.
  /// Requires: job ids are distinct.
  /// Throws EngineError if no job could be started; a job that fails is a result, never an exception.
  virtual void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token stop) = 0;

  /// Sums since the object was made; may be called between runs.
  virtual ProcessStats process_stats() const { return {}; }

  /// Gives back what is kept from one run to the next; a later run takes it anew. Idempotent.
  virtual void cleanup() noexcept {}
};

/// Runs one job after the other on the calling thread: the reference for all others.
SOTVAL_API std::unique_ptr<ExecutionStrategy> make_sequential();

} // namespace sotval
