#include "cost_model.hpp"

#include <algorithm>

#include "decimal.hpp"

namespace sotval::core {

namespace {

using std::chrono::nanoseconds;

// Starting anything would cost a good part of it.
constexpr nanoseconds hardly_any{8'000'000};
constexpr double tolerable = 0.15; // of the wall clock of the work

} // namespace

std::string milliseconds_text(nanoseconds time) {
  return with_decimals(static_cast<double>(time.count()) / 1e6, 1) + " ms";
}

nanoseconds shared_work(const RunCosts& costs, unsigned workers) noexcept {
  const unsigned busy = std::max(costs.cpus == 0 ? workers : std::min(workers, costs.cpus), 1U);
  if (busy == 1) return costs.work;
  return nanoseconds(static_cast<std::int64_t>(static_cast<double>(costs.work.count()) / (busy * costs.efficiency)));
}

nanoseconds process_overhead(const RunCosts& costs, unsigned workers) noexcept {
  return costs.start + costs.start_each * std::max(workers, 1U);
}

nanoseconds predicted_time(const RunCosts& costs, Strategy strategy, unsigned workers) noexcept {
  if (strategy == Strategy::sequential) return costs.alone + costs.work;
  return costs.alone + shared_work(costs, workers) + (strategy == Strategy::processes ? process_overhead(costs, workers) : nanoseconds{0});
}

bool is_hardly_any(const RunCosts& costs) noexcept {
  return costs.work < hardly_any;
}

StrategyChoice preferred_strategy(const RunCosts& costs, unsigned workers) {
  if (is_hardly_any(costs)) return {Strategy::sequential, "because the work is done in " + milliseconds_text(costs.work)};
  const nanoseconds overhead = process_overhead(costs, workers), wall = shared_work(costs, workers);
  const double share = static_cast<double>(overhead.count()) / static_cast<double>(wall.count());
  const std::string adds = "because worker processes would add " + milliseconds_text(overhead) + " to " + milliseconds_text(wall);
  if (share <= tolerable) return {Strategy::processes, adds + ", which is little"};
  if (wall >= costs.work) return {Strategy::sequential, "because no second CPU takes part"};
  return {Strategy::threads, adds + ", which is much"};
}

} // namespace sotval::core
