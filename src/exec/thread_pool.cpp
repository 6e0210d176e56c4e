#include <sotval/pools.hpp>

#include <algorithm>
#include <atomic>
#include <condition_variable>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

#include <sotval/error.hpp>

#include "exec/worker_count.hpp"

// The calling thread works like the others. Between its jobs it hands over what the others have
// finished, so that the sink is called on one thread only.

namespace sotval {

namespace {

// Results on their way to the calling thread. All memory is taken beforehand: a thread of the pool has
// nobody to tell that there is no more.
class Finished {
public:
  explicit Finished(std::size_t jobs) : results_(jobs) { ready_.reserve(jobs); }

  void put(std::size_t job, JobResult result) noexcept {
    {
      const std::lock_guard lock(mutex_);
      results_[job] = std::move(result);
      ready_.push_back(job);
    }
    more_.notify_one();
  }
  /// Hands over what is there, waiting for something if asked to; returns how much it was.
  std::size_t hand_over(ResultSink& sink, bool wait) {
    std::vector<JobResult> taken;
    {
      std::unique_lock lock(mutex_);
      if (wait) more_.wait(lock, [this] { return !ready_.empty(); });
      for (const std::size_t job : ready_) taken.push_back(std::move(results_[job]));
      ready_.clear();
    }
    for (JobResult& result : taken) sink.accept(std::move(result));
    return taken.size();
  }

private:
  std::mutex mutex_;
  std::condition_variable more_;
  std::vector<JobResult> results_;
  std::vector<std::size_t> ready_;
};

class ThreadPool final : public ExecutionStrategy {
public:
  explicit ThreadPool(unsigned workers) : workers_(workers) {}

  std::string_view name() const noexcept override { return "threads"; }
  unsigned workers() const noexcept override { return workers_; }

  void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token stop) override {
    std::atomic<std::size_t> next{0};
    std::atomic<bool> abandoned{false}; // the sink threw: nobody wants the rest
    const auto claim = [&](std::size_t& job) {
      job = next.fetch_add(1, std::memory_order_relaxed);
      return job < jobs.size() && !abandoned;
    };
    const auto execute = [&](std::size_t job) {
      return stop.stop_requested() ? JobResult::cancelled(jobs[job]) : context.execute(jobs[job]);
    };
    Finished finished(jobs.size());
    const auto work = [&] {
      for (std::size_t job = 0; claim(job);) finished.put(job, execute(job));
    };
    std::vector<std::jthread> threads;
    start(threads, std::min<std::size_t>(workers_, jobs.size()), work);
    try {
      std::size_t handed_over = 0;
      for (std::size_t job = 0; claim(job); ++handed_over) {
        sink.accept(execute(job));
        if (!threads.empty()) handed_over += finished.hand_over(sink, false);
      }
      while (handed_over < jobs.size()) handed_over += finished.hand_over(sink, true);
    } catch (...) {
      abandoned = true;
      throw; // the threads are joined on the way
    }
  }

private:
  // Fewer threads than asked for are no reason to fail: the calling one is always there.
  template <typename Work> static void start(std::vector<std::jthread>& threads, std::size_t wanted, const Work& work) {
    if (wanted < 2) return;
    threads.reserve(wanted - 1);
    try {
      while (threads.size() + 1 < wanted) threads.emplace_back(work);
    } catch (const std::system_error&) {
    }
  }

  unsigned workers_;
};

} // namespace

std::unique_ptr<ExecutionStrategy> make_thread_pool(const ThreadPoolOptions& options) {
  return std::make_unique<ThreadPool>(exec::worker_count(options.workers));
}

} // namespace sotval
