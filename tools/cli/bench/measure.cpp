#include "bench/measure.hpp"

#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <utility>

#include <sotval/error.hpp>

#include "printable.hpp"

namespace sotval::cli::bench {

namespace {

using Clock = std::chrono::steady_clock;

double seconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double>(duration).count();
}

/// Runs one way, again and again.
class Runner {
public:
  Runner(const Task& task, Strategy strategy, unsigned workers) : warm_(task.warm), stop_(task.stop), options_(task.options) {
    options_.strategy = strategy;
    options_.max_workers = workers;
    options_.use_fact_store = false;
    options_.cache_ttl = std::chrono::hours(warm_ ? 24 : 0);
  }

  /// A cold run has all of it: a Validator is made, runs once and is ended with its workers.
  std::pair<double, Report> run(const Selection& selection) {
    const auto started = Clock::now();
    if (!validator_) validator_ = std::make_unique<Validator>(options_);
    Report report = validator_->validate(selection, stop_);
    if (!warm_) validator_.reset();
    const double took = seconds(Clock::now() - started);
    if (report.run.stopped) throw Stopped("stopped while it was measured");
    return {took, std::move(report)};
  }

private:
  bool warm_;
  std::stop_token stop_;
  ValidatorOptions options_;
  std::unique_ptr<Validator> validator_;
};

void add_phases(const RunStatistics& run, Case& to) {
  for (const PhaseTime& phase : run.phases) {
    auto known = std::find_if(to.phases.begin(), to.phases.end(), [&](const auto& entry) { return entry.first == phase.phase; });
    if (known == to.phases.end()) known = to.phases.insert(to.phases.end(), {phase.phase, {}});
    known->second.values.push_back(seconds(phase.duration));
  }
}

void add_run(const Report& report, double took, Case& to) {
  to.time.values.push_back(took);
  add_phases(report.run, to);
  if (to.strategy != "processes") return;
  to.overhead.serialization.values.push_back(seconds(report.run.processes.serialization_overhead));
  to.overhead.start_up.values.push_back(seconds(report.run.processes.process_startup_overhead));
  to.overhead.ipc.values.push_back(seconds(report.run.processes.ipc_overhead));
}

Repository repository_of(const Report& report) {
  const RunStatistics& run = report.run;
  return {core::printable(run.repo_root), run.files_seen, run.directories_seen, run.files_opened, run.bytes_read, run.documents_parsed,
          core::printable(report.pack + " " + report.pack_version), report.pack_digest, report.total_rules()};
}

// What was measured must have been the same work. (The first run knows nothing, whatever the others do.)
void require_same(const Report& first, const Report& report, const std::string& what) {
  if (first.results == report.results) return;
  throw EngineError("the results with " + what + " are not those of the first run: either the repository changed while it was measured, or this is an error in sotval; please run it again, and report it if it persists");
}

void require_processes(const Report& report) {
  if (report.run.processes.fallback_to_threads != 0) throw EngineError("worker processes cannot be had here, threads took over; there is nothing to compare (-v says why)");
}

std::string name_of(const Case& one) {
  return one.strategy + (one.strategy == "sequential" ? std::string() : ", " + core::count_of(one.workers, "worker"));
}

void measure_cases(const Task& task, Result& result) {
  std::vector<std::pair<Runner, Case>> all;
  const auto add = [&](Strategy strategy, const char* name, unsigned workers) {
    Case& one = all.emplace_back(Runner(task, strategy, workers), Case()).second;
    one.strategy = name;
    one.workers = workers;
  };
  add(Strategy::sequential, "sequential", 1);
  for (const unsigned workers : task.workers) add(Strategy::threads, "threads", workers);
  for (const unsigned workers : task.workers) add(Strategy::processes, "processes", workers);

  std::optional<Report> first;
  for (unsigned round = 0; round <= task.runs; ++round) {
    for (auto& [runner, one] : all) {
      if (task.progress) task.progress((round == 0 ? "warm-up" : "run " + std::to_string(round) + " of " + std::to_string(task.runs)) + ": " + name_of(one));
      const auto [took, report] = runner.run(task.selection);
      require_processes(report);
      if (first) require_same(*first, report, name_of(one));
      if (round > 0) add_run(report, took, one);
      if (!first) first = report;
    }
  }
  result.repository = repository_of(*first);
  for (auto& entry : all) result.cases.push_back(std::move(entry.second));
}

void measure_batches(const Task& task, Result& result) {
  const RulePack pack = task.options.pack ? *task.options.pack : RulePack::builtin();
  Runner threads(task, Strategy::threads, task.batch_workers), processes(task, Strategy::processes, task.batch_workers);
  result.batch_workers = task.batch_workers;
  for (const BatchInfo& info : pack.batches()) result.batches.push_back({info.batch, core::printable(info.name), 0, {}, {}});
  for (unsigned round = 0; round <= task.runs; ++round) {
    for (Batch& batch : result.batches) {
      if (task.progress)
        task.progress((round == 0 ? "warm-up" : "run " + std::to_string(round) + " of " + std::to_string(task.runs)) + ": batch " + std::to_string(batch.batch));
      Selection selection;
      selection.batch = batch.batch;
      std::optional<Report> first;
      for (auto [runner, series] : {std::pair(&threads, &batch.threads), std::pair(&processes, &batch.processes)}) {
        const auto [took, report] = runner->run(selection);
        require_processes(report);
        if (first) require_same(*first, report, "batch " + std::to_string(batch.batch));
        batch.rules = report.total_rules();
        if (round > 0) series->values.push_back(took);
        if (!first) first = report;
      }
    }
  }
}

} // namespace

void measure(const Task& task, Result& result) {
  result.warm = task.warm;
  result.runs = task.runs;
  measure_cases(task, result);
  if (task.batch_workers != 0) measure_batches(task, result);
}

} // namespace sotval::cli::bench
