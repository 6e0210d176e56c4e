#include "strategy_choice.hpp"

#include "support/catch.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;
using namespace std::chrono_literals;

namespace {

WorkerHost some_host() {
  static char program[] = "tests";
  static char* arguments[] = {program, nullptr};
  return run_worker_if_asked(1, arguments);
}

struct Case {
  const char* what;
  Strategy asked = Strategy::automatic;
  bool use_process_pool = true;
  bool host = false;
  unsigned workers = 2;
  RunForecast forecast;
  Strategy expected = Strategy::sequential;
  const char* why = "";
};

RunForecast costs(std::chrono::nanoseconds cost, bool custom = false, std::chrono::nanoseconds plan = 10ms, std::uint64_t input = 1'000'000) {
  return {cost, plan, input, custom, false, true, 0};
}

RunForecast without_program(RunForecast forecast) {
  forecast.worker_program = false;
  return forecast;
}

RunForecast on_two_cpus(RunForecast forecast) {
  forecast.cpus = 2;
  return forecast;
}

} // namespace

TEST_CASE("the strategy follows from what is asked and what the run costs", "[strategy]") {
  const std::vector<Case> cases = {
      {"asked for sequential", Strategy::sequential, true, true, 2, costs(10s, true), Strategy::sequential, "asked for"},
      {"asked for threads", Strategy::threads, true, true, 2, costs(1us), Strategy::threads, "asked for"},
      {"asked for processes", Strategy::processes, true, false, 2, costs(1us), Strategy::processes, "asked for"},
      {"processes are switched off", Strategy::processes, false, true, 2, costs(10s), Strategy::threads, "switched off"},
      {"nothing to do", Strategy::automatic, true, false, 2, costs(0ns), Strategy::sequential, "0.0 ms"},
      {"hardly anything to do", Strategy::automatic, true, true, 8, costs(7'999us), Strategy::sequential, "8.0 ms"},
      {"little to do", Strategy::automatic, true, false, 2, costs(8ms), Strategy::threads, "which is much"},
      {"overhead just too large", Strategy::automatic, true, false, 2, costs(246ms), Strategy::threads, "would add 18.5 ms to 123.0 ms, which is much"},
      {"overhead just small enough", Strategy::automatic, true, false, 2, costs(248ms), Strategy::processes, "would add 18.5 ms to 124.0 ms, which is little"},
      {"more workers leave less to win", Strategy::automatic, true, false, 8, costs(248ms), Strategy::threads, "which is much"},
      {"more workers than CPUs win nothing", Strategy::automatic, true, false, 8, on_two_cpus(costs(400ms)), Strategy::processes, "to 200.0 ms, which is little"},
      {"a slow plan is made by every worker", Strategy::automatic, true, false, 2, costs(248ms, false, 30ms), Strategy::threads, "which is much"},
      {"a large input", Strategy::automatic, true, false, 2, costs(248ms, false, 10ms, 100'000'000), Strategy::threads, "which is much"},
      {"much to do", Strategy::automatic, true, false, 2, costs(10s), Strategy::processes, "which is little"},
      {"much to do, and no program for workers", Strategy::automatic, true, false, 2, without_program(costs(10s)), Strategy::threads, "no worker program is installed"},
      {"asked for processes without a program for workers", Strategy::processes, true, false, 2, without_program(costs(10s)), Strategy::processes, "asked for"},
      {"much to do without processes", Strategy::automatic, false, true, 2, costs(10s), Strategy::threads, "switched off"},
      {"custom rules that workers know", Strategy::automatic, true, true, 2, costs(1us, true), Strategy::processes, "custom rules take part"},
      {"custom rules, processes switched off", Strategy::automatic, false, true, 2, costs(1us, true), Strategy::sequential, "0.0 ms"},
      {"custom rules that no worker knows", Strategy::automatic, true, false, 2, costs(10s, true), Strategy::threads, "no worker process knows"},
      {"custom rules and little else", Strategy::automatic, true, false, 2, costs(1us, true), Strategy::sequential, "0.0 ms"},
  };
  for (const Case& c : cases) {
    CAPTURE(c.what);
    ValidatorOptions options;
    options.strategy = c.asked;
    options.use_process_pool = c.use_process_pool;
    if (c.host) options.host = some_host();
    const StrategyChoice choice = choose_strategy(options, c.workers, c.forecast);
    CHECK(choice.strategy == c.expected);
    CAPTURE(choice.why);
    CHECK(support::contains(choice.why, c.why));
    CHECK(choice.why.starts_with("because "));
  }
}

TEST_CASE("workers that are there already cost no start", "[strategy]") {
  RunForecast forecast = costs(150ms);
  CHECK(choose_strategy({}, 2, forecast).strategy == Strategy::threads);
  forecast.workers_ready = true;
  CHECK(process_overhead(costs_of(forecast), 2) == process_overhead(costs_of(forecast), 200));
  forecast.plan_time = 5ms;
  CHECK(choose_strategy({}, 2, forecast).strategy == Strategy::processes);
}

TEST_CASE("overhead grows with workers, plan and input", "[strategy]") {
  const RunForecast forecast = costs(1s);
  CHECK(process_overhead(costs_of(forecast), 3) > process_overhead(costs_of(forecast), 2));
  CHECK(process_overhead(costs_of(costs(1s, false, 11ms)), 2) - process_overhead(costs_of(forecast), 2) == 1ms);
  CHECK(process_overhead(costs_of(costs(1s, false, 10ms, 2'000'000)), 2) > process_overhead(costs_of(forecast), 2));
  CHECK(process_overhead(costs_of(costs(9s)), 2) == process_overhead(costs_of(forecast), 2));
}

TEST_CASE("only automatic waits for the run", "[strategy]") {
  ValidatorOptions options;
  CHECK_FALSE(is_fixed(options));
  options.own_strategy = make_sequential();
  CHECK(is_fixed(options));
  options.own_strategy = nullptr;
  for (const Strategy strategy : {Strategy::sequential, Strategy::threads, Strategy::processes}) {
    options.strategy = strategy;
    CHECK(is_fixed(options));
  }
}
