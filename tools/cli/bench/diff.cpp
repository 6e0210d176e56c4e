#include "bench/diff.hpp"

#include <algorithm>
#include <cmath>
#include <utility>

#include "bench/figures.hpp"
#include "printable.hpp"

namespace sotval::cli::bench {

namespace {

constexpr double tolerance_of_memory = 0.05;

/// Takes one figure after the other from both results.
class Collector {
public:
  explicit Collector(Comparison& comparison) : comparison_(comparison) {}

  void add(std::string group, std::string name, std::string title, const Series* before, const Series* after) {
    if (is_in_both(title, before != nullptr && !before->empty(), after != nullptr && !after->empty()))
      comparison_.figures.push_back({std::move(group), std::move(name), std::move(title), Figure::Unit::seconds, before->median(), after->median(), verdict_of(*before, *after)});
  }

  /// 0: unknown.
  void add_memory(const std::string& label, std::uint64_t before, std::uint64_t after) {
    if (!is_in_both(label + ": memory", before != 0, after != 0)) return;
    const auto one = static_cast<double>(before);
    const auto other = static_cast<double>(after);
    comparison_.figures.push_back({"memory at the peak", label, label + ": memory", Figure::Unit::bytes, one, other, verdict_of_memory(one, other)});
  }

  bool is_in_both(const std::string& title, bool before, bool after) {
    if (before != after) (before ? comparison_.only_before : comparison_.only_after).push_back(title);
    return before && after;
  }

private:
  Comparison& comparison_;
};

const Case* find_case(const Result& result, const Case& like) {
  const auto found = std::find_if(result.cases.begin(), result.cases.end(), [&](const Case& one) {
    return one.strategy == like.strategy && one.workers == like.workers;
  });
  return found == result.cases.end() ? nullptr : &*found;
}

const Series* find_phase(const Case& a_case, const std::string& name) {
  const auto found = std::find_if(a_case.phases.begin(), a_case.phases.end(), [&](const auto& phase) { return phase.first == name; });
  return found == a_case.phases.end() ? nullptr : &found->second;
}

const Batch* find_batch(const Result& result, unsigned number) {
  const auto found = std::find_if(result.batches.begin(), result.batches.end(), [&](const Batch& one) { return one.batch == number; });
  return found == result.batches.end() ? nullptr : &*found;
}

using CasePairs = std::vector<std::pair<const Case*, const Case*>>;

/// The cases of both; tells of the others.
CasePairs pairs_of(Collector& collector, const Result& before, const Result& after) {
  CasePairs pairs;
  for (const Case& one : before.cases)
    if (const Case* other = find_case(after, one); collector.is_in_both(core::printable(label_of(one)), true, other != nullptr)) pairs.emplace_back(&one, other);
  for (const Case& other : after.cases) collector.is_in_both(core::printable(label_of(other)), find_case(before, other) != nullptr, true);
  return pairs;
}

void compare_phases(Collector& collector, const Case& before, const Case& after) {
  const std::string label = label_of(before);
  const auto add = [&](const std::string& name, const Series* one, const Series* other) {
    const std::string shown = core::printable(name);
    collector.add("phases of " + label, shown, label + ": " + shown, one, other);
  };
  for (const auto& [name, time] : before.phases) add(name, &time, find_phase(after, name));
  for (const auto& [name, time] : after.phases)
    if (find_phase(before, name) == nullptr) add(name, nullptr, &time);
}

void compare_overhead(Collector& collector, const Case& before, const Case& after) {
  const std::string label = label_of(before);
  const Series total_before = total_of(before.overhead);
  const Series total_after = total_of(after.overhead);
  const auto add = [&](const char* name, const Series& one, const Series& other) {
    collector.add("overhead of " + label, name, label + ": " + name, &one, &other);
  };
  add("serialization", before.overhead.serialization, after.overhead.serialization);
  add("start-up", before.overhead.start_up, after.overhead.start_up);
  add("IPC", before.overhead.ipc, after.overhead.ipc);
  add("overhead in all", total_before, total_after);
}

void compare_batches(Collector& collector, const Result& before, const Result& after) {
  const auto add = [&](const char* strategy, const Batch& batch, const Series* one, const Series* other) {
    const std::string group = std::string("batches in ") + strategy;
    const std::string number = "batch " + std::to_string(batch.batch);
    collector.add(group, number + " " + core::printable(batch.name), number + " in " + strategy, one, other);
  };
  const auto add_all = [&](const char* strategy, Series Batch::*time) {
    for (const Batch& batch : before.batches) {
      const Batch* other = find_batch(after, batch.batch);
      add(strategy, batch, &(batch.*time), other == nullptr ? nullptr : &(other->*time));
    }
    for (const Batch& batch : after.batches)
      if (find_batch(before, batch.batch) == nullptr) add(strategy, batch, nullptr, &(batch.*time));
  };
  add_all("threads", &Batch::threads);
  add_all("processes", &Batch::processes);
}

std::string number(std::uint64_t value) { return std::to_string(value); }

std::vector<std::string> warnings_of(const Result& before, const Result& after) {
  std::vector<std::string> warnings;
  const auto differ = [&](const char* what, const std::string& one, const std::string& other) {
    const auto shown = [](const std::string& text) { return text.empty() ? "unknown" : core::printable(text); };
    if (one != other) warnings.push_back(std::string(what) + ": " + shown(one) + " before, " + shown(other) + " after");
  };
  differ("CPU", before.system.cpu, after.system.cpu);
  differ("CPUs", number(before.system.cpus), number(after.system.cpus));
  differ("memory of the machine", memory_text(static_cast<double>(before.system.memory)), memory_text(static_cast<double>(after.system.memory)));
  differ("files of the repository", number(before.repository.files), number(after.repository.files));
  differ("bytes read", number(before.repository.bytes_read), number(after.repository.bytes_read));
  differ("pack", before.repository.pack, after.repository.pack);
  differ("digest of the pack", before.repository.pack_digest, after.repository.pack_digest);
  differ("rules", number(before.repository.rules), number(after.repository.rules));
  differ("mode", before.mode, after.mode);
  differ("store", before.warm ? "warm" : "cold", after.warm ? "warm" : "cold");
  if (!before.batches.empty() && !after.batches.empty()) differ("workers of the batches", number(before.batch_workers), number(after.batch_workers));
  differ("build", before.system.build, after.system.build);
  if (before.system.build == "Debug" && after.system.build == "Debug") warnings.push_back("build: Debug both, which says little of a Release build");
  return warnings;
}

} // namespace

Verdict verdict_of(const Series& before, const Series& after) {
  if (before.values.size() < 2 || after.values.size() < 2) return Verdict::unknown;
  if (before.min() <= after.max() && after.min() <= before.max()) return Verdict::unchanged;
  const double change = after.median() - before.median();
  const double larger_half = std::max(before.max() - before.min(), after.max() - after.min()) / 2;
  if (std::abs(change) <= larger_half) return Verdict::unchanged;
  return change < 0 ? Verdict::better : Verdict::worse;
}

Verdict verdict_of_memory(double before, double after) {
  if (std::abs(after - before) <= before * tolerance_of_memory) return Verdict::unchanged;
  return after < before ? Verdict::better : Verdict::worse;
}

Comparison compare(const Result& before, const Result& after) {
  Comparison comparison;
  comparison.warnings = warnings_of(before, after);
  Collector collector(comparison);
  const CasePairs pairs = pairs_of(collector, before, after);
  for (const auto& [one, other] : pairs) collector.add("time", label_of(*one), label_of(*one), &one->time, &other->time);
  for (const auto& [one, other] : pairs) collector.add_memory(label_of(*one), one->memory, other->memory);
  for (const auto& [one, other] : pairs) compare_overhead(collector, *one, *other);
  for (const auto& [one, other] : pairs) compare_phases(collector, *one, *other);
  compare_batches(collector, before, after);
  return comparison;
}

} // namespace sotval::cli::bench
