#include <algorithm>
#include <chrono>
#include <memory>
#include <optional>
#include <string>
#include <utility>
#include <vector>

#include <sotval/pools.hpp>

#include "bench/advice.hpp"
#include "bench/diff.hpp"
#include "bench/html.hpp"
#include "bench/json.hpp"
#include "bench/measure.hpp"
#include "bench/memory.hpp"
#include "bench/system.hpp"
#include "bench/text.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "input.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "report/timestamp.hpp"
#include "stop_on_signal.hpp"
#include "validator_options.hpp"

namespace sotval::cli {

namespace {

constexpr unsigned looks_at_memory = 3; // a peak may come between two looks

// Up to twice as many workers as CPUs: behind the bend is where the curve gets interesting.
std::vector<unsigned> workers_for_scaling(unsigned cpus) {
  std::vector<unsigned> workers;
  for (unsigned count = 1; count <= std::max(2 * cpus, 4U) && count <= max_pool_workers; count *= 2) workers.push_back(count);
  if (std::find(workers.begin(), workers.end(), cpus) == workers.end()) workers.push_back(cpus);
  std::sort(workers.begin(), workers.end());
  return workers;
}

std::vector<unsigned> workers_of(const BenchCommand& command) {
  const unsigned cpus = available_cpus();
  if (command.workers.empty()) return command.scaling ? workers_for_scaling(cpus) : std::vector<unsigned>{cpus};
  std::vector<unsigned> workers = command.workers;
  for (unsigned& count : workers)
    if (count == 0) count = cpus;
  std::sort(workers.begin(), workers.end());
  workers.erase(std::unique(workers.begin(), workers.end()), workers.end());
  return workers;
}

// As many as there are CPUs for, if that was asked for.
unsigned workers_for_batches(const std::vector<unsigned>& ascending) {
  const auto behind = std::upper_bound(ascending.begin(), ascending.end(), available_cpus());
  return behind == ascending.begin() ? ascending.front() : *(behind - 1);
}

/// Tells how far the measurement is, where somebody is watching.
class Progress {
public:
  Progress(const BenchCommand& command, std::uint64_t steps) : bar_(progress_bar_for(command)) {
    if (bar_) bar_->phase_started("bench", steps);
  }
  void step(std::string_view what) {
    if (bar_)
      bar_->phase_advanced(done_++);
    else
      messages::info(what);
  }
  void clear() {
    if (bar_) bar_->clear();
  }

private:
  const std::shared_ptr<ProgressBar> bar_;
  std::uint64_t done_ = 0;
};

// The files first: who reads the text may have gone meanwhile.
void write_results(const BenchCommand& command, const bench::Result& result) {
  if (!command.output.empty()) write_file(command.output, bench::to_json(result));
  if (!command.html.empty()) write_file(command.html, bench::to_html(result));
  write_standard_output(bench::to_text(result));
}

bench::Result read_result(const std::string& file) { return bench::from_json(read_input(file, ""), file); }

} // namespace

int run(const BenchCommand& command, const WorkerHost& host) {
  messages::show_from(level_of(command));
  StopOnSignal stop;
  require_directory(command);
  for (const std::string& file : {command.output, command.html})
    if (!file.empty()) check_writable(file);
  if (bench::is_debug_build()) messages::warning("this is a debug build: its times say nothing about a release");

  const std::vector<unsigned> workers = workers_of(command);
  bench::Result result;
  result.started = core::utc_timestamp(std::chrono::system_clock::now());
  result.system = bench::this_system();
  result.mode = command.scaling ? "scaling" : "compare";

  bench::Task task;
  task.options = options_of(command, find_pack(command.pack), host, nullptr);
  task.options.progress = nullptr; // it has its own
  task.selection = command.selection;
  task.runs = command.runs;
  task.warm = command.warm;
  task.workers = workers;
  if (command.batches) task.batch_workers = workers_for_batches(workers);
  const std::size_t cases = 1 + 2 * workers.size();
  Progress progress(command, (task.runs + 1) * (cases + (command.batches ? task.options.pack->batches().size() : 0)) + looks_at_memory * cases);
  task.progress = [&](std::string_view what) { progress.step(what); };
  task.stop = stop.token();
  try {
    bench::measure(task, result);
    for (bench::Case& one : result.cases) {
      for (unsigned look = 0; look < looks_at_memory; ++look) {
        progress.step("memory: " + one.strategy);
        one.memory = std::max(one.memory, bench::peak_memory(command, one, task.stop));
      }
    }
  } catch (const Stopped&) {
    progress.clear();
    messages::error("stopped by a signal; nothing was reported");
    return ended_by(stop.signal());
  }
  progress.clear();
  stop.release();
  bench::advise(result);
  write_results(command, result);
  return all_hold;
}

int run(const BenchDiffCommand& command) {
  write_standard_output(bench::text_of(bench::compare(read_result(command.before), read_result(command.after))));
  return all_hold;
}

} // namespace sotval::cli
