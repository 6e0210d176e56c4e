#include "cost_model.hpp"

#include "support/catch.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;
using namespace std::chrono_literals;

namespace {

RunCosts costs() {
  RunCosts costs;
  costs.alone = 10ms;
  costs.work = 400ms;
  costs.start = 6ms;
  costs.start_each = 2ms;
  costs.cpus = 4;
  return costs;
}

} // namespace

TEST_CASE("the work is shared out among workers as far as there are CPUs", "[cost]") {
  CHECK(shared_work(costs(), 1) == 400ms);
  CHECK(shared_work(costs(), 2) == 200ms);
  CHECK(shared_work(costs(), 4) == 100ms);
  CHECK(shared_work(costs(), 8) == 100ms);
  CHECK(shared_work(costs(), 0) == 400ms);
  RunCosts any = costs();
  any.cpus = 0;
  CHECK(shared_work(any, 8) == 50ms);
}

TEST_CASE("CPUs that get in each other's way do less, one alone does not", "[cost]") {
  RunCosts slow = costs();
  slow.efficiency = 0.8;
  CHECK(shared_work(slow, 1) == 400ms);
  CHECK(shared_work(slow, 4) == 125ms);
}

TEST_CASE("only processes pay for their start", "[cost]") {
  CHECK(predicted_time(costs(), Strategy::sequential, 4) == 410ms);
  CHECK(predicted_time(costs(), Strategy::threads, 4) == 110ms);
  CHECK(predicted_time(costs(), Strategy::processes, 4) == 124ms);
  CHECK(predicted_time(costs(), Strategy::processes, 8) == 132ms);
}

TEST_CASE("the preferred strategy is the safest one that costs little", "[cost]") {
  CHECK(preferred_strategy(costs(), 4).strategy == Strategy::processes); // 14 of 100 ms
  RunCosts dear = costs();
  dear.start = 8ms; // 16
  CHECK(preferred_strategy(dear, 4).strategy == Strategy::threads);
  CHECK(preferred_strategy(dear, 4).why == "because worker processes would add 16.0 ms to 100.0 ms, which is much");
  CHECK(preferred_strategy(dear, 1).strategy == Strategy::processes); // 10 of 400 ms
  dear.start = 800ms;
  CHECK(preferred_strategy(dear, 1).strategy == Strategy::sequential);
  dear.work = 7ms;
  CHECK(preferred_strategy(dear, 4).strategy == Strategy::sequential);
}
