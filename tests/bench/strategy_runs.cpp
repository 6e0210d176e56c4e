#include "strategy_runs.hpp"

#include <algorithm>
#include <cstdio>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include <sotval/sotval.hpp>

#include "goals.hpp"
#include "series.hpp"
#include "worker_watch.hpp"

namespace bench {

using namespace sotval;

namespace {

constexpr double megabyte = 1e6;

// One way to run, and what its rounds took.
struct Way {
  std::string name;
  ValidatorOptions options;
  bool warm = false; // one Validator for all rounds
  std::unique_ptr<Validator> kept;
  Series wall, cpu_here, cpu_workers, end;
  std::vector<std::pair<std::string, Series>> phases;
  std::map<std::string, Series> shares; // of the run, in percent
};

// In the report's order of phases.
void add_phases(Way& way, const RunStatistics& run) {
  way.phases.resize(run.phases.size());
  for (std::size_t i = 0; i < run.phases.size(); ++i) {
    way.phases[i].first = run.phases[i].phase;
    way.phases[i].second.add(milliseconds(run.phases[i].duration));
  }
}

void add_shares(Way& way, const RunStatistics& run) {
  if (!run.processes.process_pool_enabled) return;
  const auto percent = [&](std::chrono::nanoseconds part) { return 100 * milliseconds(part) / milliseconds(run.duration); };
  way.shares["serialization"].add(percent(run.processes.serialization_overhead));
  way.shares["start-up"].add(percent(run.processes.process_startup_overhead));
  way.shares["IPC"].add(percent(run.processes.ipc_overhead));
}

// A cold run has all of it: a Validator is made, runs once and is ended with its workers.
Report run_once(Way& way, bool counts) {
  const auto here = cpu_time_here(), workers = cpu_time_of_children();
  std::unique_ptr<Validator> own;
  Report report;
  double end = 0;
  const double wall = timed([&] {
    std::unique_ptr<Validator>& validator = way.warm ? way.kept : own;
    if (!validator) validator = std::make_unique<Validator>(way.options);
    report = validator->validate_all();
    end = timed([&] { own.reset(); });
  });
  if (!counts) return report;
  way.wall.add(wall);
  way.end.add(end);
  way.cpu_here.add(milliseconds(cpu_time_here() - here));
  way.cpu_workers.add(milliseconds(cpu_time_of_children() - workers));
  add_phases(way, report.run);
  add_shares(way, report.run);
  return report;
}

std::vector<std::unique_ptr<Way>> all_ways(const std::filesystem::path& root, const WorkerHost& host) {
  std::vector<std::unique_ptr<Way>> ways;
  const auto add = [&](const char* name, Strategy strategy, bool warm, bool shared_memory) {
    auto way = std::make_unique<Way>();
    way->name = name;
    way->options.repo_root = root;
    way->options.worker_program = SOTVAL_WORKER; // as sotval-cli has it; this program has far more to load
    way->options.cache_ttl = std::chrono::seconds(0); // what is measured is a run that knows nothing
    way->options.strategy = strategy;
    way->options.max_workers = 2;
    way->options.use_shared_memory = shared_memory;
    way->options.host = host;
    way->warm = warm;
    ways.push_back(std::move(way));
  };
  add("sequential", Strategy::sequential, false, true);
  add("2 threads", Strategy::threads, false, true);
  add("2 processes, cold", Strategy::processes, false, true);
  add("2 processes, warm", Strategy::processes, true, true);
  add("2 processes, cold, nothing shared", Strategy::processes, false, false);
  return ways;
}

void print(const Way& way, const Way& sequential, const Way& threads) {
  std::printf("%-34s %8.1f ms  (%.1f to %.1f)  x %.3f of sequential, x %.3f of threads\n", way.name.c_str(), way.wall.median(), way.wall.min(),
              way.wall.max(), way.wall.median() / sequential.wall.median(), way.wall.median() / threads.wall.median());
  for (const auto& [phase, times] : way.phases)
    std::printf("  %-32s %8.1f ms  (%.1f to %.1f)\n", phase.c_str(), times.median(), times.min(), times.max());
  std::printf("  %-32s %8.1f ms\n", "its end", way.end.median());
  std::printf("  %-32s %8.1f ms here, %.1f ms in workers; in all x %.3f of sequential\n", "CPU", way.cpu_here.median(), way.cpu_workers.median(),
              (way.cpu_here.median() + way.cpu_workers.median()) / sequential.cpu_here.median());
  for (const auto& [what, share] : way.shares) std::printf("  %-32s %8.2f %% of the run\n", what.c_str(), share.median());
}

// Looking at the memory of a process stops it for a moment, hence apart from what is timed.
WorkerMemory watch_memory(Way& way, int rounds) {
  WorkerWatch watch;
  for (int round = 0; round < rounds; ++round) run_once(way, false);
  way.kept.reset();
  return watch.largest();
}

void print(const Way& way, const WorkerMemory& memory) {
  const auto mb = [](std::uint64_t bytes) { return static_cast<double>(bytes) / megabyte; };
  std::printf("%-34s %8.1f MB private in a worker at its peak: %.1f anonymous, %.1f of files; resident with what is shared: %.1f\n",
              way.name.c_str(), mb(memory.private_peak), mb(memory.anonymous), mb(memory.from_files), mb(memory.resident_peak));
}

} // namespace

int compare_strategies(const std::filesystem::path& root, int rounds, const WorkerHost& host) {
  const auto ways = all_ways(root, host);
  std::optional<VerdictCounts> verdicts;
  for (int round = -1; round < rounds; ++round) { // round -1 warms up
    for (std::size_t i = 0; i < ways.size(); ++i) { // each has its turn to be first
      const Report report = run_once(*ways[(i + static_cast<std::size_t>(round + 1)) % ways.size()], round >= 0);
      if (!verdicts) verdicts = report.counts;
      if (report.counts == *verdicts && report.run.processes.fallback_to_threads == 0) continue;
      std::fprintf(stderr, "the runs are not the same: what they took cannot be compared\n");
      return 3;
    }
  }
  const Way &sequential = *ways[0], &threads = *ways[1], &cold = *ways[2];
  std::printf("%d rounds\n", rounds);
  for (const auto& way : ways) print(*way, sequential, threads);
  Goals goals;
  double most = 0;
  for (const auto& way : ways) {
    if (way->options.strategy != Strategy::processes) continue;
    const WorkerMemory memory = watch_memory(*way, 5);
    print(*way, memory);
    if (way->options.use_shared_memory) most = std::max(most, static_cast<double>(memory.private_peak));
  }
  goals.at_most("processes, cold / threads", cold.wall.median() / threads.wall.median(), 1.15);
  goals.at_most("processes, cold / sequential", cold.wall.median() / sequential.wall.median(), 0.7);
  goals.at_most("serialization, percent of a cold run", cold.shares.at("serialization").median(), 5);
  goals.at_most("private memory of a worker, MB", most / megabyte, 12);
  return 0;
}

} // namespace bench
