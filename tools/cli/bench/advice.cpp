#include "bench/advice.hpp"

#include <algorithm>
#include <chrono>
#include <string_view>
#include <vector>

#include "bench/figures.hpp"
#include "decimal.hpp"
#include "printable.hpp"

namespace sotval::cli::bench {

namespace {

using core::RunCosts;
using std::chrono::nanoseconds;

constexpr double as_good_as_the_best = 1.03; // fewer workers are better if the rest is noise

nanoseconds of_seconds(double value) {
  return nanoseconds(static_cast<std::int64_t>(std::max(value, 0.0) * 1e9));
}

double phase(const Case& one, std::string_view name) {
  for (const auto& [known, series] : one.phases)
    if (known == name && !series.empty()) return series.median();
  return 0;
}

Strategy strategy_of(std::string_view name) {
  return name == "sequential" ? Strategy::sequential : name == "threads" ? Strategy::threads : Strategy::processes;
}

const Case* find(const Result& result, std::string_view strategy, unsigned workers) {
  for (const Case& one : result.cases)
    if (one.strategy == strategy && one.workers == workers) return &one;
  return nullptr;
}

// How much of each CPU the threads made use of, on average over the cases that have a CPU for each worker.
double measured_efficiency(const Result& result, const RunCosts& costs) {
  double sum = 0;
  unsigned count = 0;
  for (const Case& one : result.cases) {
    if (one.strategy != "threads" || one.workers < 2) continue;
    const double shared = one.time.median() - std::chrono::duration<double>(costs.alone).count();
    const double ideal = std::chrono::duration<double>(costs.work).count() / std::min(one.workers, costs.cpus);
    if (shared <= 0 || costs.cpus < 2) continue;
    sum += std::min(ideal / shared, 1.0);
    ++count;
  }
  return count == 0 ? 1 : std::max(sum / count, 0.01);
}

// What processes take longer than as many threads: a line through the points (workers, difference), by least squares. A
// single point cannot tell what is paid once from what is paid for each worker: it counts as paid once.
void measure_start(const Result& result, RunCosts& costs) {
  std::vector<std::pair<double, double>> points;
  for (const Case& one : result.cases)
    if (const Case* threads = one.strategy == "processes" ? find(result, "threads", one.workers) : nullptr)
      points.emplace_back(one.workers, one.time.median() - threads->time.median());
  if (points.empty()) return;
  double x = 0, y = 0, xx = 0, xy = 0;
  for (const auto& [workers, difference] : points) {
    x += workers;
    y += difference;
    xx += workers * workers;
    xy += workers * difference;
  }
  const auto n = static_cast<double>(points.size());
  const double spread = n * xx - x * x;
  const double each = spread > 0 ? std::max((n * xy - x * y) / spread, 0.0) : 0.0;
  costs.start_each = of_seconds(each);
  costs.start = of_seconds(y / n - each * x / n);
}

// The fastest of that strategy with a CPU for each worker, or one with fewer workers that is as good. More workers than
// CPUs are advised only if nothing else was measured: on another day they are the slower ones.
const Case& best_of(const Result& result, std::string_view strategy) {
  std::vector<const Case*> candidates;
  for (const Case& one : result.cases)
    if (one.strategy == strategy && one.workers <= result.system.cpus) candidates.push_back(&one);
  for (const Case& one : result.cases)
    if (candidates.empty() && one.strategy == strategy) candidates.push_back(&one);
  if (candidates.empty()) return result.cases.front();
  const Case* best = *std::min_element(candidates.begin(), candidates.end(), [](const Case* a, const Case* b) { return a->time.median() < b->time.median(); });
  const double limit = best->time.median() * as_good_as_the_best;
  for (const Case* one : candidates)
    if (one->workers < best->workers && one->time.median() <= limit) best = one;
  return *best;
}

// A pool would have as many as there are CPUs: the largest number measured up to that, or else the smallest.
unsigned workers_for_advice(const Result& result) {
  unsigned fitting = 0, smallest = 0;
  for (const Case& one : result.cases) {
    if (one.strategy == "sequential") continue;
    if (one.workers <= result.system.cpus) fitting = std::max(fitting, one.workers);
    if (smallest == 0 || one.workers < smallest) smallest = one.workers;
  }
  return std::max(fitting != 0 ? fitting : smallest, 1U);
}

const Case& fastest(const Result& result) {
  return *std::min_element(result.cases.begin(), result.cases.end(), [](const Case& a, const Case& b) { return a.time.median() < b.time.median(); });
}

std::string median_of(const Case& one) {
  return core::with_decimals(one.time.median(), 3) + " s" + " (" + core::with_decimals(one.time.min(), 3) + " to " + core::with_decimals(one.time.max(), 3) + ")";
}

} // namespace

core::RunCosts costs_of(const Result& measured) {
  const Case& sequential = measured.cases.front();
  RunCosts costs;
  costs.cpus = measured.system.cpus;
  const double total = sequential.time.median();
  const double work = std::min(phase(sequential, "scan") + phase(sequential, "gather") + phase(sequential, "judge"), total); // medians need not add up
  costs.work = of_seconds(work);
  costs.alone = of_seconds(total - work);
  costs.efficiency = measured_efficiency(measured, costs);
  measure_start(measured, costs);
  return costs;
}

void advise(Result& measured) {
  const RunCosts costs = costs_of(measured);
  for (Case& one : measured.cases)
    one.predicted = std::chrono::duration<double>(core::predicted_time(costs, strategy_of(one.strategy), one.workers)).count();

  const unsigned workers = workers_for_advice(measured);
  const core::StrategyChoice choice = core::preferred_strategy(costs, workers);
  const std::string_view strategy = choice.strategy == Strategy::sequential ? "sequential" : choice.strategy == Strategy::threads ? "threads" : "processes";
  const Case& best = best_of(measured, strategy);

  Recommendation& advice = measured.recommendation;
  advice.strategy = best.strategy;
  advice.workers = best.workers;
  advice.reasons = {
      "with " + core::count_of(workers, "worker") + ": " + std::string(strategy) + ", " + choice.why,
      "measured: " + median_of(best) + " with " + core::count_of(best.workers, "worker") + ", sequential " + median_of(measured.cases.front()),
      "the model: " + core::milliseconds_text(costs.work) + " of work to share out and " + core::milliseconds_text(costs.alone) + " besides, " +
          core::count_of(costs.cpus, "CPU") + " used to " + core::with_decimals(100 * costs.efficiency, 0) + " %, processes cost " +
          core::milliseconds_text(costs.start) + " and " + core::milliseconds_text(costs.start_each) + " each"};
  if (const Case& first = fastest(measured); &first != &best)
    advice.reasons.push_back("the fastest was " + label_of(first) + " with " + median_of(first) + ": " +
                             (best.strategy == "processes" ? "worker processes are worth a little time, as a file or rule that crashes, hangs or eats memory cannot end the run"
                                                           : "not by enough to count, or with more workers than CPUs"));
}

} // namespace sotval::cli::bench
