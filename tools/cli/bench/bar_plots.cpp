#include <algorithm>
#include <cstddef>

#include "bench/figures.hpp"
#include "bench/plot_parts.hpp"
#include "bench/plots.hpp"
#include "decimal.hpp"

namespace sotval::cli::bench {

namespace {

std::string title_of(const std::string& name, const Series& time) {
  std::string title = name + ": " + time_text(time.median());
  if (time.values.size() > 1) title += ", " + time_text(time.min()) + " to " + time_text(time.max());
  return title;
}

std::string percent(double share) { return core::with_decimals(share * 100, share < 0.0995 ? 1 : 0) + " %"; }

/// All phases there are, in the order in which they are met.
std::vector<std::string> names_of_phases(const Result& result) {
  std::vector<std::string> names;
  for (const Case& a_case : result.cases)
    for (const auto& [name, time] : a_case.phases)
      if (std::find(names.begin(), names.end(), name) == names.end()) names.push_back(name);
  return names;
}

Bar bar_of_phases(const Case& a_case, const std::vector<std::string>& names) {
  Bar bar;
  bar.range = a_case.time;
  double rest = a_case.time.median();
  for (const auto& [name, time] : a_case.phases) {
    const auto index = std::find(names.begin(), names.end(), name) - names.begin();
    bar.parts.push_back({part_style(static_cast<std::size_t>(index)), title_of(label_of(a_case) + ": " + name, time), time.median()});
    rest -= time.median();
  }
  if (rest > 0) bar.parts.push_back({"rest", label_of(a_case) + ": between phases: " + time_text(rest), rest});
  return bar;
}

} // namespace

std::string batches_plot(const Result& result) {
  std::vector<BarGroup> groups;
  std::size_t bars = 0;
  bool has_threads = false;
  bool has_processes = false;
  for (const Batch& batch : result.batches) {
    BarGroup group{std::to_string(batch.batch) + " " + batch.name, {}};
    const auto add = [&](const char* strategy, const Series& time) {
      if (time.empty()) return false;
      group.bars.push_back({{{strategy, title_of(std::string(strategy) + ", batch " + group.label, time), time.median()}}, time, {}});
      return true;
    };
    has_threads |= add("threads", batch.threads);
    has_processes |= add("processes", batch.processes);
    bars += group.bars.size();
    if (!group.bars.empty()) groups.push_back(std::move(group));
  }
  if (bars < 2) return {};
  std::vector<LegendEntry> legend;
  if (has_threads) legend.push_back({"threads", "threads"});
  if (has_processes) legend.push_back({"processes", "processes"});
  const std::string workers = std::to_string(result.batch_workers) + (result.batch_workers == 1 ? " worker" : " workers");
  return bars_of("Batches", "Each batch alone, with " + workers + "; whiskers from the fastest to the slowest run.", groups, legend);
}

std::string phases_plot(const Result& result) {
  const std::vector<std::string> names = names_of_phases(result);
  if (names.empty()) return {};
  std::vector<BarGroup> groups;
  for (const Case& a_case : result.cases) groups.push_back({label_of(a_case), {bar_of_phases(a_case, names)}});
  std::vector<LegendEntry> legend;
  for (std::size_t index = 0; index < names.size(); ++index) legend.push_back({part_style(index), names[index]});
  legend.push_back({"rest", "between phases"});
  return bars_of("Phases", "What each run is made of; whiskers from the fastest to the slowest run.", groups, legend);
}

std::string overhead_plot(const Result& result) {
  std::vector<BarGroup> groups;
  for (const Case& a_case : result.cases) {
    const Series total = total_of(a_case.overhead);
    if (total.empty()) continue;
    const auto part = [&](std::size_t index, const char* name, const Series& time) {
      return Part{part_style(index), title_of(label_of(a_case) + ": " + name, time), time.median()};
    };
    const Overhead& overhead = a_case.overhead;
    groups.push_back({label_of(a_case),
                      {{{part(0, "serialization", overhead.serialization), part(1, "start-up", overhead.start_up), part(2, "IPC", overhead.ipc)},
                        total,
                        percent(share_of_overhead(a_case))}}});
  }
  return bars_of("Overhead of processes", "What worker processes cost, and its share of the run; whiskers from the least to the most.", groups,
                 {{part_style(0), "serialization"}, {part_style(1), "start-up"}, {part_style(2), "IPC"}});
}

} // namespace sotval::cli::bench
