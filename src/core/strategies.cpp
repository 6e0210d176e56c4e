#include "strategies.hpp"

#include <algorithm>

#include <sotval/pools.hpp>

namespace sotval::core {

namespace {

ProcessPoolOptions process_pool_options(const ValidatorOptions& options) {
  ProcessPoolOptions pool;
  pool.workers = options.max_workers;
  pool.job_timeout = options.job_timeout;
  pool.worker_memory = options.worker_memory;
  pool.use_shared_memory = options.use_shared_memory;
  pool.worker_program = options.worker_program;
  if (pool.worker_program.empty() && options.host) pool.worker_program = "/proc/self/exe";
  pool.logger = options.logger;
  return pool;
}

// One that was asked for by name shall be missed; one that is only a possibility need not be there.
bool has_worker_program(const ValidatorOptions& options) {
  std::error_code error;
  return options.host || !options.worker_program.empty() || std::filesystem::exists(installed_worker_program(), error);
}

std::unique_ptr<ExecutionStrategy> make(Strategy strategy, const ValidatorOptions& options) {
  switch (strategy) {
  case Strategy::threads: return make_thread_pool({options.max_workers});
  case Strategy::processes: return make_process_pool(process_pool_options(options));
  default: return make_sequential();
  }
}

} // namespace

ExecutionStrategy& Strategies::get(Strategy strategy) {
  std::unique_ptr<ExecutionStrategy>& kept = slot(strategy);
  if (!kept) kept = make(strategy, options_);
  return *kept;
}

ExecutionStrategy* Strategies::fixed() {
  if (options_.own_strategy) return options_.own_strategy.get();
  if (!is_fixed(options_)) return nullptr;
  return &get(choose_strategy(options_, pool_workers(), {}).strategy);
}

ExecutionStrategy& Strategies::choose(RunForecast forecast) {
  if (ExecutionStrategy* strategy = fixed()) return *strategy;
  forecast.workers_ready = slot(Strategy::processes) != nullptr;
  forecast.cpus = available_cpus();
  forecast.worker_program = has_worker_program(options_);
  const StrategyChoice choice = choose_strategy(options_, pool_workers(), forecast);
  ExecutionStrategy& strategy = get(choice.strategy);
  if (options_.logger) options_.logger(LogLevel::info, "strategy " + std::string(strategy.name()) + ", " + choice.why);
  return strategy;
}

unsigned Strategies::pool_workers() const noexcept {
  return options_.max_workers != 0 ? options_.max_workers : available_cpus();
}

unsigned Strategies::walk_threads() {
  const ExecutionStrategy* strategy = fixed();
  if (strategy == nullptr) return std::min(pool_workers(), available_cpus());
  // One of the user's own may have its workers anywhere.
  return options_.own_strategy ? std::min(strategy->workers(), available_cpus()) : strategy->workers();
}

void Strategies::cleanup() noexcept {
  for (auto& strategy : made_) strategy.reset();
}

} // namespace sotval::core
