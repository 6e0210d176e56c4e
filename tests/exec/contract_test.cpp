#include "support/catch.hpp"

#include <functional>
#include <stdexcept>

#include "exec/support/scripted_context.hpp"

// What every strategy promises. A new one joins by one line.

using namespace sotval;
using namespace support;

namespace {

struct Named {
  std::string name;
  std::function<std::unique_ptr<ExecutionStrategy>()> make;
};

std::vector<Named> all_strategies() {
  std::vector<Named> strategies{{"sequential", [] { return make_sequential(); }}};
  for (const unsigned workers : {1U, 2U, 3U, 8U}) {
    const std::string n = std::to_string(workers);
    strategies.push_back({n + " threads", [=] { return make_thread_pool({workers}); }});
    for (const bool shared : {true, false})
      strategies.push_back({n + (shared ? " processes" : " processes without shared memory"), [=] {
                              ProcessPoolOptions options;
                              options.workers = workers;
                              options.use_shared_memory = shared;
                              options.fallback_to_threads = false;
                              return scripted_pool(options);
                            }});
  }
  return strategies;
}

std::vector<std::string> numbered(std::size_t count) {
  std::vector<std::string> actions;
  for (std::size_t i = 0; i < count; ++i) actions.push_back("ok " + std::to_string(i));
  return actions;
}

class ThrowingSink final : public ResultSink {
public:
  void accept(JobResult) override { throw std::runtime_error("enough"); }
};

} // namespace

TEST_CASE("every item has exactly one result, whatever the jobs are", "[exec][contract]") {
  const ScriptedContext context(numbered(1000));
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      const auto under_test = strategy.make();
      for (const std::uint32_t per_job : {1U, 7U, 1000U}) {
        CollectingSink sink, expected;
        under_test->run(jobs_over(context.size(), per_job), context, sink, {});
        make_sequential()->run(jobs_over(context.size(), per_job), context, expected, {});
        CHECK(sink.outcomes().size() == context.size());
        CHECK(sink.all() == expected.all());
      }
    }
  }
}

TEST_CASE("a job that throws does not disturb its neighbours", "[exec][contract]") {
  const ScriptedContext context(std::vector<std::string>{"ok 1", "throw", "ok 3"});
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      CollectingSink sink;
      strategy.make()->run(jobs_over(3), context, sink, {});
      CHECK(sink.text(0) == "1;");
      CHECK(sink.text(1) == "as told");
      CHECK(sink.outcomes().at(1) == Outcome::failed);
      CHECK(sink.text(2) == "3;");
    }
  }
}

TEST_CASE("no jobs are no trouble", "[exec][contract]") {
  const ScriptedContext context(std::vector<std::string>{});
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      CollectingSink sink;
      strategy.make()->run({}, context, sink, {});
      CHECK(sink.results().empty());
    }
  }
}

TEST_CASE("a strategy is used again, for the same context and for others", "[exec][contract]") {
  const ScriptedContext first(numbered(50)), second(std::vector<std::string>{"ok other", "ok another"});
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      const auto under_test = strategy.make();
      under_test->prepare();
      for (int round = 0; round < 3; ++round) {
        for (const ScriptedContext* context : {&first, &first, &second}) {
          CollectingSink sink;
          under_test->run(jobs_over(context->size(), 3), *context, sink, {});
          CHECK(sink.outcomes().size() == context->size());
        }
      }
      under_test->cleanup();
      under_test->cleanup();
      CollectingSink sink;
      under_test->run(jobs_over(second.size()), second, sink, {});
      CHECK(sink.all() == "other;another;");
    }
  }
}

TEST_CASE("results of any size arrive whole", "[exec][contract]") {
  const ScriptedContext context({"big 0", "big 1", "big 1048575", "big 1048576", "big 5000000", "ok end"});
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      CollectingSink sink;
      strategy.make()->run(jobs_over(context.size()), context, sink, {});
      std::size_t bytes = 0;
      for (const JobResult& result : sink.results()) bytes += result.payload.size();
      CHECK(bytes == 1 + 2 + 1048576 + 1048577 + 5000001 + 4);
    }
  }
}

TEST_CASE("after a stop request what was not started is cancelled", "[exec][contract]") {
  const ScriptedContext context(numbered(100));
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      std::stop_source stop;
      stop.request_stop();
      CollectingSink sink;
      strategy.make()->run(jobs_over(context.size(), 7), context, sink, stop.get_token());
      const auto outcomes = sink.outcomes();
      CHECK(outcomes.size() == context.size());
      CHECK(std::all_of(outcomes.begin(), outcomes.end(), [](const auto& item) { return item.second == Outcome::cancelled; }));
    }
  }
}

TEST_CASE("what the sink throws reaches the caller, and the strategy is as good as new", "[exec][contract]") {
  const ScriptedContext context(numbered(100));
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      const auto under_test = strategy.make();
      ThrowingSink throwing;
      CHECK_THROWS_WITH(under_test->run(jobs_over(context.size()), context, throwing, {}), "enough");
      CollectingSink sink;
      under_test->run(jobs_over(context.size()), context, sink, {});
      CHECK(sink.outcomes().size() == context.size());
    }
  }
}

TEST_CASE("a strategy leaves nothing behind", "[exec][contract]") {
  const ScriptedContext context(numbered(20));
  for (const Named& strategy : all_strategies()) {
    DYNAMIC_SECTION(strategy.name) {
      const Traces before = Traces::now();
      {
        const auto under_test = strategy.make();
        under_test->prepare();
        CollectingSink sink;
        under_test->run(jobs_over(context.size()), context, sink, {});
      }
      CHECK(Traces::now() == before);
    }
  }
}
