#include "bench/advice.hpp"

#include <algorithm>
#include <chrono>
#include <cmath>
#include <string>

#include "support/catch.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::cli::bench;
using namespace std::chrono_literals;

namespace {

Case measured(std::string strategy, unsigned workers, double time, double scan = 0, double gather = 0) {
  Case one;
  one.strategy = std::move(strategy);
  one.workers = workers;
  one.time.values = {time * 1.01, time, time * 0.99};
  one.phases = {{"scan", {{scan}}}, {"gather", {{gather}}}};
  return one;
}

// 10 ms that nobody shares, 400 ms of work on CPUs that do not disturb each other, processes that cost 12 ms and 2 ms each.
Result ideal(unsigned cpus, std::vector<unsigned> workers) {
  Result result;
  result.system.cpus = cpus;
  result.cases.push_back(measured("sequential", 1, 0.410, 0.100, 0.300));
  for (const unsigned count : workers) result.cases.push_back(measured("threads", count, 0.010 + 0.400 / std::min(count, cpus)));
  for (const unsigned count : workers) result.cases.push_back(measured("processes", count, 0.022 + 0.002 * count + 0.400 / std::min(count, cpus)));
  return result;
}

bool near(double a, double b) { return std::abs(a - b) < 1e-4; }
bool near(std::chrono::nanoseconds a, std::chrono::nanoseconds b) { return std::chrono::abs(a - b) < 10us; }

} // namespace

TEST_CASE("the costs of a run are found in its measurements", "[bench][advice]") {
  const core::RunCosts costs = costs_of(ideal(4, {1, 2, 4}));
  CHECK(costs.cpus == 4);
  CHECK(near(costs.work, 400ms));
  CHECK(near(costs.alone, 10ms));
  CHECK(near(costs.efficiency, 1.0));
  CHECK(near(costs.start, 12ms));
  CHECK(near(costs.start_each, 2ms));
}

TEST_CASE("with a single number of workers their start counts as paid once", "[bench][advice]") {
  const core::RunCosts costs = costs_of(ideal(4, {4}));
  CHECK(near(costs.start, 20ms));
  CHECK(costs.start_each == 0ms);
}

TEST_CASE("the model gives back what was measured where it holds", "[bench][advice]") {
  Result result = ideal(4, {1, 2, 4, 8});
  advise(result);
  for (const Case& one : result.cases) {
    INFO(one.strategy << ' ' << one.workers);
    CHECK(near(one.predicted, one.time.median()));
  }
}

TEST_CASE("CPUs that disturb each other are seen in the times of threads", "[bench][advice]") {
  Result result = ideal(2, {2});
  result.cases[1] = measured("threads", 2, 0.010 + 0.400 / 2 / 0.8);
  CHECK(near(costs_of(result).efficiency, 0.8));
}

TEST_CASE("processes that are faster than threads cost nothing", "[bench][advice]") {
  Result result = ideal(2, {2});
  result.cases[2] = measured("processes", 2, 0.100);
  const core::RunCosts costs = costs_of(result);
  CHECK(costs.start == 0ms);
  CHECK(costs.start_each == 0ms);
  advise(result);
  CHECK(result.recommendation.strategy == "processes");
}

TEST_CASE("the advice is that of the cost model", "[bench][advice]") {
  const auto advice = [](Result result) {
    advise(result);
    return result.recommendation.strategy + " " + std::to_string(result.recommendation.workers);
  };
  CHECK(advice(ideal(4, {4})) == "threads 4");                   // 20 of 100 ms
  CHECK(advice(ideal(2, {1, 2})) == "processes 2");              // 16 of 200 ms
  CHECK(advice(ideal(2, {2, 16})) == "processes 2");             // more workers than CPUs are no better
  Result small = ideal(2, {2});
  small.cases.front() = measured("sequential", 1, 0.006, 0.002, 0.003);
  CHECK(advice(small) == "sequential 1");
}

TEST_CASE("more workers than CPUs are not advised for a lucky run", "[bench][advice]") {
  Result result = ideal(2, {2, 4});
  result.cases[2] = measured("threads", 4, 0.150);
  result.cases[3] = measured("processes", 2, 0.400);
  result.cases[4] = measured("processes", 4, 0.400);
  advise(result);
  CHECK(result.recommendation.strategy == "threads");
  CHECK(result.recommendation.workers == 2);
}

TEST_CASE("fewer workers are advised if more are not worth it", "[bench][advice]") {
  Result result = ideal(8, {2, 8});
  result.cases[1] = measured("threads", 2, 0.100);
  result.cases[2] = measured("threads", 8, 0.099);
  result.cases[3] = measured("processes", 2, 0.200);
  result.cases[4] = measured("processes", 8, 0.200);
  advise(result);
  CHECK(result.recommendation.strategy == "threads");
  CHECK(result.recommendation.workers == 2);
}

TEST_CASE("an advice tells the figures that it rests on", "[bench][advice]") {
  Result result = ideal(4, {4});
  advise(result);
  REQUIRE(result.recommendation.reasons.size() == 3);
  CHECK(result.recommendation.reasons[0] == "with 4 workers: threads, because worker processes would add 20.0 ms to 100.0 ms, which is much");
  CHECK(support::contains(result.recommendation.reasons[1], "measured: 0.110 s (0.109 to 0.111) with 4 workers, sequential 0.410 s"));
  CHECK(support::contains(result.recommendation.reasons[2], "400.0 ms of work to share out and 10.0 ms besides, 4 CPUs used to 100 %"));
}
