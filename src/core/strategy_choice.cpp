#include "strategy_choice.hpp"

#include <algorithm>
#include <array>
#include <charconv>

namespace sotval::core {

namespace {

using std::chrono::nanoseconds;

// Below this nobody notices the time, and starting anything would cost a good part of it.
constexpr nanoseconds hardly_any{8'000'000};
// A process costs a fork, an exec, its dynamic linking and a greeting. They are launched one after the
// other and then get ready at the same time.
constexpr nanoseconds launch{1'000'000};
constexpr nanoseconds get_ready{5'000'000};
constexpr double nanoseconds_per_byte = 1.5; // of the input: written, digested on both sides, mapped
constexpr double tolerable = 0.15;           // of the wall clock of the run

std::string number(double value, int digits) {
  std::array<char, 64> text{};
  return {text.data(), std::to_chars(text.data(), text.data() + text.size(), value, std::chars_format::fixed, digits).ptr};
}

std::string milliseconds(nanoseconds time) {
  return number(static_cast<double>(time.count()) / 1e6, 1) + " ms";
}

nanoseconds wall_clock(const RunForecast& forecast, unsigned workers) noexcept {
  return forecast.cost / std::max(workers, 1U);
}

StrategyChoice choose_by_cost(const ValidatorOptions& options, unsigned workers, const RunForecast& forecast) {
  // Nobody knows what custom rules do: where they can be kept apart, they are.
  if (forecast.custom_rules && options.host && options.use_process_pool)
    return {Strategy::processes, "because custom rules take part"};
  if (forecast.cost < hardly_any) return {Strategy::sequential, "because the work is done in " + milliseconds(forecast.cost)};
  if (!options.use_process_pool) return {Strategy::threads, "because processes are switched off"};
  if (forecast.custom_rules) return {Strategy::threads, "because custom rules take part that no worker process knows"};
  if (!forecast.worker_program) return {Strategy::threads, "because no worker program is installed"};
  const nanoseconds overhead = process_overhead(forecast, workers), wall = wall_clock(forecast, workers);
  const double share = static_cast<double>(overhead.count()) / static_cast<double>(wall.count());
  const std::string costs = "because worker processes would add " + milliseconds(overhead) + " to " + milliseconds(wall);
  if (share <= tolerable) return {Strategy::processes, costs + ", which is little"};
  return {Strategy::threads, costs + ", which is much"};
}

} // namespace

nanoseconds process_overhead(const RunForecast& forecast, unsigned workers) noexcept {
  const nanoseconds start = forecast.workers_ready ? nanoseconds{0} : get_ready + launch * std::max(workers, 1U);
  return start + forecast.plan_time + nanoseconds(static_cast<std::int64_t>(static_cast<double>(forecast.input_bytes) * nanoseconds_per_byte));
}

bool is_fixed(const ValidatorOptions& options) noexcept {
  return options.own_strategy != nullptr || options.strategy != Strategy::automatic;
}

StrategyChoice choose_strategy(const ValidatorOptions& options, unsigned workers, const RunForecast& forecast) {
  switch (options.strategy) {
  case Strategy::automatic: break;
  case Strategy::processes:
    if (!options.use_process_pool) return {Strategy::threads, "because processes are switched off"};
    [[fallthrough]];
  default: return {options.strategy, "because it was asked for"};
  }
  return choose_by_cost(options, workers, forecast);
}

} // namespace sotval::core
