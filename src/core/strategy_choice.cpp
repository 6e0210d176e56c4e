#include "strategy_choice.hpp"

namespace sotval::core {

namespace {

using std::chrono::nanoseconds;

// A process costs a fork, an exec, its dynamic linking and a greeting. They are launched one after the
// other and then get ready at the same time.
constexpr nanoseconds launch{1'000'000};
constexpr nanoseconds get_ready{5'000'000};
constexpr double nanoseconds_per_byte = 1.5; // of the input: written, digested on both sides, mapped

StrategyChoice choose_by_cost(const ValidatorOptions& options, unsigned workers, const RunForecast& forecast) {
  // Nobody knows what custom rules do: where they can be kept apart, they are.
  if (forecast.custom_rules && options.host && options.use_process_pool)
    return {Strategy::processes, "because custom rules take part"};
  const RunCosts costs = costs_of(forecast);
  if (is_hardly_any(costs)) return preferred_strategy(costs, workers);
  if (!options.use_process_pool) return {Strategy::threads, "because processes are switched off"};
  if (forecast.custom_rules) return {Strategy::threads, "because custom rules take part that no worker process knows"};
  if (!forecast.worker_program) return {Strategy::threads, "because no worker program is installed"};
  return preferred_strategy(costs, workers);
}

} // namespace

RunCosts costs_of(const RunForecast& forecast) noexcept {
  RunCosts costs;
  costs.work = forecast.cost;
  costs.start = (forecast.workers_ready ? nanoseconds{0} : get_ready) + forecast.plan_time +
                nanoseconds(static_cast<std::int64_t>(static_cast<double>(forecast.input_bytes) * nanoseconds_per_byte));
  costs.start_each = forecast.workers_ready ? nanoseconds{0} : launch;
  costs.cpus = forecast.cpus;
  return costs;
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
