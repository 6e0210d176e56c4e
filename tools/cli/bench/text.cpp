#include "bench/text.hpp"

#include <algorithm>
#include <string_view>
#include <vector>

#include "bench/figures.hpp"
#include "decimal.hpp"
#include "printable.hpp"
#include "report/text_layout.hpp"

// One function per table.

namespace sotval::cli::bench {

namespace {

constexpr std::size_t label_width = 14;

std::string megabytes(std::uint64_t bytes) { return bytes == 0 ? "-" : core::with_decimals(static_cast<double>(bytes) / 1e6, 1) + " MB"; }

std::string median_of(const Series& series) { return series.empty() ? "-" : core::with_decimals(series.median(), 3) + " s"; }

std::string range_of(const Series& series) {
  return series.empty() ? "" : "(" + core::with_decimals(series.min(), 3) + " to " + core::with_decimals(series.max(), 3) + ")";
}

double ratio(double a, double b) { return b > 0 ? a / b : 0; }

void heading(std::string& out, const std::string& text) { out += (out.empty() ? "" : "\n") + text + "\n"; }

void line(std::string& out, std::string_view label, const std::string& text) {
  bool first = true;
  for (const std::string& part : core::wrap(text, core::screen_width - label_width - 2)) {
    out += "  " + core::pad_end(first ? std::string(label) : std::string(), label_width) + part + "\n";
    first = false;
  }
}

void append_system(std::string& out, const System& system) {
  heading(out, "SYSTEM");
  line(out, "CPU", system.cpu.empty() ? "unknown" : core::printable(system.cpu));
  line(out, "CPUs", std::to_string(system.cpus) + " usable of " + std::to_string(system.cpus_online));
  line(out, "memory", system.memory == 0 ? "unknown" : core::with_decimals(static_cast<double>(system.memory) / 1e9, 1) + " GB");
  line(out, "kernel", core::printable(system.kernel));
  line(out, "build", "sotval " + system.version + ", " + system.build + ", " + system.compiler);
}

void append_repository(std::string& out, const Repository& repository) {
  heading(out, "REPOSITORY");
  line(out, "root", core::clip_front(repository.root, core::screen_width - label_width - 2));
  line(out, "files", core::count_of(repository.files, "file") + " in " + core::count_of(repository.directories, "directory", "directories") + "; " +
                         std::to_string(repository.files_read) + " read, " + megabytes(repository.bytes_read) + ", " + core::count_of(repository.documents, "document"));
  line(out, "rules", std::to_string(repository.rules) + " of " + repository.pack + ", digest " + repository.pack_digest);
}

std::string how(const Result& result) {
  return core::count_of(result.runs, "run") + " each, taking turns; " +
         (result.warm ? "warm: each knew from the one before what files say" : "cold: nothing known from earlier runs");
}

void append_cases(std::string& out, const Result& result) {
  heading(out, (result.mode == "scaling" ? "SCALING  " : "COMPARISON  ") + how(result));
  out += "  " + core::pad_end("configuration", 14) + core::pad_front("workers", 8) + core::pad_front("time", 10) + "  " + core::pad_end("min to max", 16) + core::pad_front("speed-up", 9) + core::pad_front("rules/s", 9) + core::pad_front("memory", 10) + "\n";
  bool crowded = false;
  for (const Case& one : result.cases) {
    const bool more = more_workers_than_cpus(result, one);
    crowded |= more;
    out += "  " + core::pad_end(one.strategy, 14) + core::pad_front(std::to_string(one.workers), 7) + (more ? "*" : " ") + core::pad_front(median_of(one.time), 10) + "  " +
           core::pad_end(range_of(one.time), 16) + core::pad_front(core::with_decimals(speed_up(result, one), 2) + " x", 9) +
           core::pad_front(core::with_decimals(rules_per_second(result, one), 0), 9) + core::pad_front(megabytes(one.memory), 10) + "\n";
  }
  out += "  time: median, start and end of workers included; memory: peak of all processes\n";
  if (result.warm) out += "  of a cold run\n";
  if (crowded) out += "  *: more workers than CPUs\n";
}

// What each strategy spends its time on, at its median.
void append_phases(std::string& out, const Result& result) {
  std::vector<std::string> names;
  for (const Case& one : result.cases)
    for (const auto& [phase, series] : one.phases)
      if (std::find(names.begin(), names.end(), phase) == names.end()) names.push_back(phase);
  heading(out, "PHASES  medians");
  out += "  " + core::pad_end("configuration", 14) + core::pad_front("workers", 7) + " ";
  for (const std::string& name : names) out += core::pad_front(name, 10);
  out += "\n";
  for (const Case& one : result.cases) {
    out += "  " + core::pad_end(one.strategy, 14) + core::pad_front(std::to_string(one.workers), 7) + " ";
    for (const std::string& name : names) {
      const auto found = std::find_if(one.phases.begin(), one.phases.end(), [&](const auto& entry) { return entry.first == name; });
      out += core::pad_front(found == one.phases.end() ? "-" : median_of(found->second), 10);
    }
    out += "\n";
  }
}

void append_batches(std::string& out, const Result& result) {
  if (result.batches.empty()) return;
  heading(out, "BATCHES  each run alone, " + core::count_of(result.batch_workers, "worker"));
  out += "  " + core::pad_end("batch", 34) + core::pad_front("rules", 6) + core::pad_front("threads", 11) + core::pad_front("processes", 11) + core::pad_front("ratio", 8) + "\n";
  for (const Batch& batch : result.batches)
    out += "  " + core::pad_end(core::clip_end(std::to_string(batch.batch) + " " + batch.name, 33), 34) + core::pad_front(std::to_string(batch.rules), 6) + core::pad_front(median_of(batch.threads), 11) +
           core::pad_front(median_of(batch.processes), 11) + core::pad_front(core::with_decimals(ratio(batch.processes.median(), batch.threads.median()), 2), 8) + "\n";
  out += "  ratio: processes to threads, below 1 processes are faster\n";
}

void append_overhead(std::string& out, const Case& one) {
  heading(out, "OVERHEAD  of " + core::count_of(one.workers, "worker process", "worker processes"));
  const auto row = [&](const char* name, double seconds) {
    out += "  " + core::pad_end(name, label_width) + core::pad_front(core::with_decimals(seconds, 4) + " s", 10) + core::pad_front(core::with_decimals(100 * ratio(seconds, one.time.median()), 1) + " %", 9) + " of the run\n";
  };
  row("serialization", one.overhead.serialization.median());
  row("start-up", one.overhead.start_up.median());
  row("IPC", one.overhead.ipc.median());
  row("total", total_of(one.overhead).median());
}

void append_recommendation(std::string& out, const Result& result) {
  const Recommendation& advice = result.recommendation;
  const std::string workers = advice.strategy == "sequential" ? "" : " --workers " + std::to_string(advice.workers);
  heading(out, "RECOMMENDATION");
  line(out, "use", "--strategy " + advice.strategy + workers);
  bool first = true;
  for (const std::string& reason : advice.reasons) {
    line(out, first ? "why" : "", reason);
    first = false;
  }
  std::string predictions;
  for (const Case& one : result.cases)
    predictions += (predictions.empty() ? "" : ", ") + one.strategy + " " + std::to_string(one.workers) + ": " + core::with_decimals(one.predicted, 3) + " s (" +
                   core::with_decimals(100 * (ratio(one.predicted, one.time.median()) - 1), 0) + " %)";
  line(out, "", "the model gives " + predictions);
}

} // namespace

std::string to_text(const Result& result) {
  std::string out;
  append_system(out, result.system);
  append_repository(out, result.repository);
  append_cases(out, result);
  append_phases(out, result);
  append_batches(out, result);
  for (const Case& one : result.cases)
    if (!one.overhead.ipc.empty()) append_overhead(out, one);
  append_recommendation(out, result);
  return out;
}

} // namespace sotval::cli::bench
