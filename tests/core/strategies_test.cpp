#include "strategies.hpp"

#include <algorithm>

#include <sotval/pools.hpp>

#include "support/catch.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;
using namespace std::chrono_literals;

namespace {

class Own final : public ExecutionStrategy {
public:
  explicit Own(unsigned workers) : workers_(workers) {}
  std::string_view name() const noexcept override { return "own"; }
  unsigned workers() const noexcept override { return workers_; }
  void run(std::span<const Job>, const JobContext&, ResultSink&, std::stop_token) override {}

private:
  unsigned workers_;
};

RunForecast costs(std::chrono::nanoseconds cost) {
  RunForecast forecast;
  forecast.cost = cost;
  forecast.plan_time = 20ms;
  return forecast;
}

} // namespace

TEST_CASE("a strategy of the user's own replaces all others", "[strategy]") {
  ValidatorOptions options;
  options.own_strategy = std::make_shared<Own>(3);
  options.strategy = Strategy::processes;
  Strategies strategies(options);
  CHECK(strategies.fixed() == options.own_strategy.get());
  CHECK(&strategies.choose(costs(10s)) == options.own_strategy.get());
  CHECK(strategies.walk_threads() == std::min(3U, available_cpus()));
}

TEST_CASE("what was asked for is made once and kept", "[strategy]") {
  ValidatorOptions options;
  options.strategy = Strategy::threads;
  options.max_workers = 3;
  Strategies strategies(options);
  ExecutionStrategy* const threads = strategies.fixed();
  REQUIRE(threads != nullptr);
  CHECK(threads->name() == "threads");
  CHECK(threads->workers() == 3);
  CHECK(&strategies.choose(costs(0ns)) == threads);
  CHECK(strategies.walk_threads() == 3);
  CHECK(strategies.pool_workers() == 3);
}

TEST_CASE("sequential walks the tree on one thread", "[strategy]") {
  ValidatorOptions options;
  options.strategy = Strategy::sequential;
  options.max_workers = 3;
  Strategies strategies(options);
  CHECK(strategies.walk_threads() == 1);
  CHECK(strategies.fixed()->name() == "sequential");
}

TEST_CASE("automatic chooses for each run, and keeps what it made", "[strategy]") {
  std::vector<std::string> told;
  ValidatorOptions options;
  options.max_workers = 2;
  options.worker_program = "/proc/self/exe";
  options.logger = [&](LogLevel level, std::string_view message) {
    if (level == LogLevel::info) told.emplace_back(message);
  };
  Strategies strategies(options);
  CHECK(strategies.fixed() == nullptr);
  CHECK(strategies.walk_threads() == std::min(2U, available_cpus()));
  options.max_workers = 1; // somebody who wants one worker wants one thread
  CHECK(strategies.walk_threads() == 1);
  options.max_workers = 2;
  ExecutionStrategy& little = strategies.choose(costs(1ms));
  ExecutionStrategy& more = strategies.choose(costs(50ms));
  ExecutionStrategy& much = strategies.choose(costs(10s));
  CHECK(little.name() == "sequential");
  CHECK(more.name() == "threads");
  CHECK(much.name() == "processes");
  CHECK(&strategies.choose(costs(51ms)) == &more);
  REQUIRE(told.size() == 4);
  CHECK(support::contains(told[1], "strategy threads, because worker processes would add "));
  strategies.cleanup();
  strategies.cleanup();
  CHECK(strategies.choose(costs(10s)).name() == "processes");
}

TEST_CASE("processes come to threads where they are switched off", "[strategy]") {
  ValidatorOptions options;
  options.strategy = Strategy::processes;
  options.use_process_pool = false;
  Strategies strategies(options);
  CHECK(strategies.fixed()->name() == "threads");
}
