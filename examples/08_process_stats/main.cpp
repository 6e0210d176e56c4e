// What a run by worker processes cost, and what went wrong in it. With the second argument --crash a rule takes its worker
// down, so that there is something to warn of: all other rules are decided nevertheless.

#include <chrono>
#include <cstdlib>
#include <iostream>
#include <string_view>
#include <utility>

#include <sotval/sotval.hpp>

class Crash final : public sotval::Rule {
public:
  sotval::RuleInfo info() const override {
    sotval::RuleInfo info;
    info.id = "CRASH";
    info.title = "A rule with a bug";
    return info;
  }
  sotval::RuleOutcome evaluate(const sotval::RepositoryView&) const override { std::abort(); }
};

double milliseconds(std::chrono::nanoseconds time) { return std::chrono::duration<double, std::milli>(time).count(); }

void print(const sotval::ProcessStats& stats) {
  std::cout << "process pool enabled  " << (stats.process_pool_enabled ? "yes" : "no") << '\n'
            << "serialization         " << milliseconds(stats.serialization_overhead) << " ms\n"
            << "process start-up      " << milliseconds(stats.process_startup_overhead) << " ms\n"
            << "sending, receiving    " << milliseconds(stats.ipc_overhead) << " ms\n"
            << "total                 " << milliseconds(stats.total_duration) << " ms\n"
            << "processes used        " << stats.total_processes_used << '\n'
            << "process crashes       " << stats.process_crashes << '\n'
            << "time-outs             " << stats.timeouts << '\n'
            << "retries               " << stats.retries << '\n'
            << "fallbacks to threads  " << stats.fallback_to_threads << '\n'
            << "shared memory         " << stats.shared_memory_size << " bytes\n";
}

void warn(const sotval::ProcessStats& stats) {
  if (stats.process_crashes > 0) std::cerr << "warning: " << stats.process_crashes << " worker processes crashed\n";
  if (stats.timeouts > 0) std::cerr << "warning: " << stats.timeouts << " worker processes took too long and were ended\n";
  if (stats.fallback_to_threads > 0) std::cerr << "warning: worker processes could not be used, threads took over\n";
  if (stats.serialization_overhead > stats.total_duration / 10)
    std::cerr << "warning: more than a tenth of the time went into turning things into bytes and back\n";
}

int main(int argc, char** argv) try {
  const bool crash = argc > 2 && std::string_view(argv[2]) == "--crash";
  sotval::RuleRegistry registry;
  registry.add<Crash>("crash");
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv, std::move(registry));

  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  if (crash) options.pack = sotval::RulePack::builtin().with_rules(*host.registry());
  options.host = host;
  options.strategy = sotval::Strategy::processes;
  options.logger = [](sotval::LogLevel level, std::string_view message) { // tells which file or rule it was
    if (level != sotval::LogLevel::debug) std::cerr << "note: " << message << '\n';
  };
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  std::cout << '\n';
  print(validator.process_stats()); // sums of all runs of this validator; report.run.processes is of one
  warn(validator.process_stats());
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
