// Compares a whole sequential run with the floor, in one process, round after round, so that whatever
// else the machine does hits all alike. What counts is the ratio of the medians.
//
//   sotval-bench REPO_ROOT [ROUNDS]

#include <cstdio>
#include <cstdlib>
#include <string>
#include <vector>

#include <sys/resource.h>

#include <sotval/sotval.hpp>

#include "floor.hpp"
#include "more_rules.hpp"
#include "pack/builtin.hpp"
#include "series.hpp"

namespace {

using bench::milliseconds;
using bench::Series;
using bench::timed;

void print(const char* name, const Series& series, double base) {
  const double median = series.median();
  std::printf("%-34s %9.2f ms  (%.2f to %.2f)  x %.3f\n", name, median, series.min(), series.max(), median / base);
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: sotval-bench REPO_ROOT [ROUNDS]\n");
    return 2;
  }
  const std::string root = argv[1];
  const int rounds = argc > 2 ? std::atoi(argv[2]) : 9;
#ifndef NDEBUG
  std::printf("This is a build with assertions: its times say little.\n");
#endif
  bench::Floor floor(root);
  const auto options = [&](const sotval::RulePack& pack) {
    sotval::ValidatorOptions o;
    o.cache_ttl = std::chrono::seconds(0); // what is measured is a run that knows nothing
    o.repo_root = root;
    o.pack = pack;
    return o;
  };
  sotval::Validator once(options(sotval::RulePack::builtin()));
  const sotval::RulePack more = bench::with_more_content_rules(5);
  sotval::Validator five_times(options(more));

  Series floor_times, run_times, five_times_times, load_times;
  std::vector<Series> phases;
  sotval::Report report;
  bench::Floor::Counts counts;
  for (int round = -1; round < rounds; ++round) { // round -1 warms up
    const double f = timed([&] { counts = floor.run(); });
    const double r = timed([&] { report = once.validate_all(); });
    sotval::Report ignored;
    const double m = timed([&] { ignored = five_times.validate_all(); });
    const double l = timed([&] { sotval::core::decode_pack(sotval::core::builtin_ssid_bytes()); });
    if (round < 0) continue;
    floor_times.add(f);
    run_times.add(r);
    five_times_times.add(m);
    load_times.add(l);
    phases.resize(report.run.phases.size());
    for (std::size_t i = 0; i < phases.size(); ++i) phases[i].add(milliseconds(report.run.phases[i].duration));
  }
  std::printf("%d rounds; floor: %llu entries, %llu files, %.1f MB, %llu matches, %llu YAML events\n", rounds,
              static_cast<unsigned long long>(counts.entries), static_cast<unsigned long long>(counts.files),
              static_cast<double>(counts.bytes) / 1e6, static_cast<unsigned long long>(counts.matches),
              static_cast<unsigned long long>(counts.events));
  const double base = floor_times.median();
  print("floor", floor_times, base);
  print("sequential, 384 rules", run_times, base);
  for (std::size_t i = 0; i < phases.size(); ++i) print(("  " + report.run.phases[i].phase).c_str(), phases[i], base);
  print(("sequential, " + std::to_string(more.rules().size()) + " rules").c_str(), five_times_times, base);
  std::printf("five times the content rules: x %.3f of the run before\n", five_times_times.median() / run_times.median());
  print("loading the built-in pack", load_times, base);
  rusage usage{};
  getrusage(RUSAGE_SELF, &usage);
  std::printf("peak memory of this process, floor included: %.1f MB\n", static_cast<double>(usage.ru_maxrss) / 1024);
  return 0;
}
