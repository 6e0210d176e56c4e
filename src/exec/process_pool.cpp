#include <sotval/pools.hpp>

#include <algorithm>
#include <system_error>

#include <unistd.h>

#include <sotval/error.hpp>

#include "exec/crew.hpp"
#include "exec/messages.hpp"
#include "exec/pool_run.hpp"
#include "exec/process_pool.hpp"
#include "exec/stopwatch.hpp"
#include "exec/worker_count.hpp"
#include "guarded_logger.hpp"

namespace sotval {

namespace {

using namespace exec;

// Tells whether anything was handed over.
class CountingSink final : public ResultSink {
public:
  explicit CountingSink(ResultSink& sink) : sink_(sink) {}
  void accept(JobResult result) override {
    ++count_;
    sink_.accept(std::move(result));
  }
  std::size_t count() const noexcept { return count_; }

private:
  ResultSink& sink_;
  std::size_t count_ = 0;
};

class ProcessPool final : public ExecutionStrategy {
public:
  ProcessPool(const ProcessPoolOptions& options, WorkerProgram program)
      : options_(options), workers_(worker_count(options.workers)), crew_(std::move(program)) {
    if (options.job_timeout.count() < 0) throw InputError("job_timeout is negative, expected a time, or 0 for none");
    options_.logger = core::guarded(std::move(options_.logger));
    stats_.process_pool_enabled = true;
  }

  std::string_view name() const noexcept override { return "processes"; }
  unsigned workers() const noexcept override { return workers_; }
  void cleanup() noexcept override { crew_.end_all(); }
  ProcessStats process_stats() const override { return stats_; }

  void prepare() noexcept override {
    if (::getpid() != owner_) return;
    try { // how much work there will be is not known yet: more workers than CPUs can follow
      const unsigned now = std::min(workers_, 2 * available_cpus());
      while (crew_.size() < now) crew_.start();
    } catch (const std::exception&) { // run() will say so
    }
  }

  void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token stop) override {
    if (::getpid() != owner_) throw EngineError("this process pool was made by another process; make one after fork()");
    const Stopwatch total(stats_.total_duration);
    WorkLedger ledger(jobs, workers_, options_.jobs_per_message);
    CountingSink counting(sink);
    try {
      run_pool({options_, workers_, crew_, ledger, context, counting, stats_}, stop);
      hand_over_cancelled(ledger, counting);
    } catch (const PoolFailure& failure) {
      stats_.total_processes_used = crew_.started();
      crew_.end_all();
      without_pool(failure.what(), ledger, context, counting, stop);
    }
    stats_.total_processes_used = crew_.started();
  }

private:
  // After a stop request; else there is nothing.
  static void hand_over_cancelled(WorkLedger& ledger, ResultSink& sink) {
    std::vector<JobResult> suspects;
    for (const Part& part : ledger.take_rest(suspects)) sink.accept(JobResult::cancelled(part.as_job()));
    for (JobResult& suspect : suspects) {
      suspect.outcome = Outcome::cancelled;
      suspect.reason.clear();
      sink.accept(std::move(suspect));
    }
  }

  // What has ended a worker is not tried here, where it would end everything.
  void without_pool(const std::string& why, WorkLedger& ledger, const JobContext& context, CountingSink& sink, std::stop_token stop) {
    if (!options_.fallback_to_threads && sink.count() == 0) throw EngineError(why);
    std::vector<JobResult> suspects;
    std::vector<Job> rest;
    for (const Part& part : ledger.take_rest(suspects)) rest.push_back(part.as_job());
    for (JobResult& suspect : suspects) sink.accept(std::move(suspect));
    if (!options_.fallback_to_threads) {
      for (const Job& job : rest) sink.accept(JobResult::without_payload(job, Outcome::failed, why));
      return;
    }
    ++stats_.fallback_to_threads;
    if (options_.logger && !warned_) options_.logger(LogLevel::warning, "worker processes cannot be used, threads take over: " + why);
    warned_ = true;
    make_thread_pool({workers_})->run(rest, context, sink, stop);
  }

  ProcessPoolOptions options_;
  unsigned workers_;
  Crew crew_;
  ProcessStats stats_;
  bool warned_ = false;
  pid_t owner_ = ::getpid();
};

} // namespace

std::unique_ptr<ExecutionStrategy> exec::make_process_pool(const ProcessPoolOptions& options, WorkerProgram program) {
  return std::make_unique<ProcessPool>(options, std::move(program));
}

std::unique_ptr<ExecutionStrategy> make_process_pool(const ProcessPoolOptions& options) {
  const auto path = options.worker_program.empty() ? installed_worker_program() : options.worker_program;
  return exec::make_process_pool(options, {path, {"sotval-worker", worker_argument}});
}

} // namespace sotval
