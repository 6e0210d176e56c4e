#include "dispatch.hpp"

#include <cstdint>
#include <cstdio>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/error.hpp>

#include "exec/process_pool.hpp"
#include "exec/worker_loop.hpp"
#include "goals.hpp"
#include "python_executor.hpp"
#include "series.hpp"

namespace bench {

using namespace sotval;

namespace {

constexpr std::string_view no_op_worker = "--no-op-worker";
constexpr unsigned workers = 2;
constexpr std::size_t result_size = 200; // as in process_pool_executor.py

// A number in, 200 bytes out, and nothing between.
class NoOpContext final : public JobContext {
public:
  JobResult execute(const Job& job, const ItemObserver& starting) const noexcept override {
    JobResult result = JobResult::without_payload(job, Outcome::done);
    if (starting) starting(job.first);
    result.payload.assign(result_size, 'x');
    return result;
  }
  std::string item_name(std::uint32_t item) const override { return std::to_string(item); }
  BytePieces worker_input() const override { return {std::as_bytes(std::span(input_))}; }

private:
  std::string_view input_ = "nothing to do";
};

class CountingSink final : public ResultSink {
public:
  void accept(JobResult result) override { count_ += result.outcome == Outcome::done && result.payload.size() == result_size; }
  std::size_t count() const noexcept { return count_; }

private:
  std::size_t count_ = 0;
};

std::vector<Job> no_op_jobs(std::size_t count) {
  std::vector<Job> jobs;
  for (std::uint32_t i = 0; i < count; ++i) jobs.push_back({i, i, 1, 0, 0});
  return jobs;
}

// How many jobs travel together, in a pool that is kept from round to round.
struct Variant {
  Variant(unsigned per_message_, std::size_t count, bool python_too_) : per_message(per_message_), jobs(no_op_jobs(count)), python_too(python_too_) {
    ProcessPoolOptions options;
    options.workers = workers;
    options.jobs_per_message = per_message;
    options.fallback_to_threads = false;
    pool = exec::make_process_pool(options, {"/proc/self/exe", {"no-op worker", std::string(no_op_worker)}});
  }

  // Microseconds per job.
  double run() {
    CountingSink sink;
    const double time = timed([&] { pool->run(jobs, context, sink, {}); });
    if (sink.count() != jobs.size()) throw EngineError("jobs got lost");
    return time * 1000 / static_cast<double>(jobs.size());
  }

  unsigned per_message;
  std::vector<Job> jobs;
  bool python_too;
  NoOpContext context;
  std::unique_ptr<ExecutionStrategy> pool;
  Series ours, python;
};

std::string at_once(const Variant& variant) {
  return variant.per_message == 0 ? "chosen by the pool" : std::to_string(variant.per_message);
}

void print(const Variant& variant, const char* what, const Series& times) {
  std::printf("%-22s %-20s %9.2f us per job  (%.2f to %.2f)\n", what, at_once(variant).c_str(), times.median(), times.min(), times.max());
}

} // namespace

void do_nothing_if_asked(int argc, char** argv) {
  if (argc < 2 || argv[1] != no_op_worker) return;
  exec::run_worker([](std::span<const std::byte>) { return std::make_unique<NoOpContext>(); });
}

int compare_dispatch(int rounds) {
  std::optional<PythonExecutor> python = PythonExecutor::start(workers);
  if (!python) std::printf("python3 cannot be started: nothing to compare with\n");
  std::vector<std::unique_ptr<Variant>> variants;
  variants.push_back(std::make_unique<Variant>(1, 5'000, true));
  variants.push_back(std::make_unique<Variant>(16, 40'000, true));
  variants.push_back(std::make_unique<Variant>(0, 40'000, false));
  for (int round = -1; round < rounds; ++round) { // round -1 warms up
    for (const auto& variant : variants) {
      const double ours = variant->run();
      if (round >= 0) variant->ours.add(ours);
      if (!python || !variant->python_too) continue;
      const double theirs = python->run(variant->per_message, variant->jobs.size());
      if (round >= 0) variant->python.add(theirs);
    }
  }
  std::printf("%d rounds, %u workers, %zu bytes from each job\n%-22s %-20s\n", rounds, workers, result_size, "", "jobs in a message");
  for (const auto& variant : variants) {
    print(*variant, "process pool", variant->ours);
    if (!variant->python.empty()) print(*variant, "ProcessPoolExecutor", variant->python);
  }
  Goals goals;
  for (const auto& variant : variants)
    if (!variant->python.empty())
      goals.at_least(at_once(*variant) + " in a message: throughput / ProcessPoolExecutor", variant->python.median() / variant->ours.median(), 12);
  return 0;
}

} // namespace bench
