#include "support/catch.hpp"

#include <string>
#include <vector>

#include "support/sanitizers.hpp"
#include "exec/support/scripted_context.hpp"
#include "support/temporary_directory.hpp"

// Items that end, block or confuse their worker. Whatever one does, it costs its own result and nothing else.

using namespace sotval;
using namespace support;

namespace {

struct Misdeed {
  std::string action;
  Outcome outcome = Outcome::crashed;
  std::string reason; // part of it
};

std::vector<std::string> good_items(std::size_t count) {
  std::vector<std::string> actions;
  for (std::size_t i = 0; i < count; ++i) actions.push_back("ok " + std::to_string(i));
  return actions;
}

ProcessPoolOptions with_workers(unsigned workers) {
  ProcessPoolOptions options;
  options.workers = workers;
  options.fallback_to_threads = false; // nothing here may end this process
  return options;
}

// All items but the guilty ones are done, and these were begun twice and no more.
void check_outcomes(const ScriptedContext& context, const CollectingSink& sink, const std::vector<std::uint32_t>& guilty, Outcome outcome) {
  const auto outcomes = sink.outcomes();
  REQUIRE(outcomes.size() == context.size());
  for (const auto& [item, actual] : outcomes) {
    const bool is_guilty = std::find(guilty.begin(), guilty.end(), item) != guilty.end();
    INFO("item " << item);
    CHECK(actual == (is_guilty ? outcome : Outcome::done));
    if (is_guilty) CHECK(context.attempts(item) == 2);
  }
}

} // namespace

TEST_CASE("an item that ends its worker costs its own result and nothing else", "[exec][trouble]") {
  const std::vector<Misdeed> misdeeds = {
      {"segv", Outcome::crashed, "was killed by SIGSEGV"},
      {"abort", Outcome::crashed, "was killed by SIGABRT"},
      {"kill", Outcome::crashed, "was killed by SIGKILL"},
      {"exit 0", Outcome::crashed, "exited with status 0"},
      {"exit 7", Outcome::crashed, "exited with status 7"},
      {"garbage", Outcome::crashed, "broke the protocol with bytes that are no frame"},
      {"huge", Outcome::crashed, "broke the protocol with a frame of 4294967295 bytes"},
      {"close", Outcome::crashed, "was killed by SIGKILL"}, // by us: it can say nothing any more
      {"fork", Outcome::crashed, "was killed by SIGKILL"},
  };
  for (const Misdeed& misdeed : misdeeds) {
    for (const bool shared : {true, false}) {
      DYNAMIC_SECTION(misdeed.action << (shared ? "" : " without shared memory")) {
        const TemporaryDirectory attempts;
        std::vector<std::string> actions = good_items(40);
        actions[17] = misdeed.action;
        const ScriptedContext context(actions, attempts.path());
        const Traces before = Traces::now();
        ProcessPoolOptions options = with_workers(3);
        options.use_shared_memory = shared;
        auto pool = scripted_pool(options);
        CollectingSink sink;
        pool->run(jobs_over(40, 5), context, sink, {});
        check_outcomes(context, sink, {17}, misdeed.outcome);
        CHECK(sink.text(17).find(misdeed.reason) != std::string::npos);
        const ProcessStats stats = pool->process_stats();
        CHECK(stats.process_crashes == 2);
        CHECK(stats.retries == 1);
        CHECK(stats.timeouts == 0);
        CHECK(stats.fallback_to_threads == 0);
        CHECK(stats.total_processes_used >= 2);
        pool.reset();
        CHECK(Traces::now() == before);
      }
    }
  }
}

TEST_CASE("a stack that overflows ends the worker only", "[exec][trouble]") {
  const TemporaryDirectory attempts;
  const ScriptedContext context(std::vector<std::string>{"ok 0", "recurse", "ok 2"}, attempts.path());
  CollectingSink sink;
  scripted_pool(with_workers(2))->run(jobs_over(3), context, sink, {});
  check_outcomes(context, sink, {1}, Outcome::crashed);
}

TEST_CASE("an item that does not come back is ended when its time is over", "[exec][trouble]") {
  for (const std::string action : {"sleep", "spin", "stop", "stubborn"}) {
    DYNAMIC_SECTION(action) {
      const TemporaryDirectory attempts;
      std::vector<std::string> actions = good_items(20);
      actions[3] = action;
      const ScriptedContext context(actions, attempts.path());
      const Traces before = Traces::now();
      ProcessPoolOptions options = with_workers(2);
      options.job_timeout = std::chrono::milliseconds(sanitized ? 1500 : 300);
      auto pool = scripted_pool(options);
      CollectingSink sink;
      pool->run(jobs_over(20, 4), context, sink, {});
      check_outcomes(context, sink, {3}, Outcome::timed_out);
      CHECK(sink.text(3).find(sanitized ? "took longer than 1.5 s" : "took longer than 0.3 s") != std::string::npos);
      CHECK(pool->process_stats().timeouts == 2);
      CHECK(pool->process_stats().process_crashes == 0);
      CHECK(pool->process_stats().retries == 1);
      pool.reset();
      CHECK(Traces::now() == before);
    }
  }
}

TEST_CASE("the time limit is that of an item, however many are in a job", "[exec][trouble]") {
  const ScriptedContext context(std::vector<std::string>(30, "nap 100"));
  ProcessPoolOptions options = with_workers(1);
  options.job_timeout = std::chrono::milliseconds(2000);
  const auto pool = scripted_pool(options);
  CollectingSink sink;
  pool->run(jobs_over(30, 30), context, sink, {});
  CHECK(sink.outcomes().at(29) == Outcome::done);
  CHECK(pool->process_stats().timeouts == 0);
}

TEST_CASE("one bad item among a thousand is found wherever it is", "[exec][trouble]") {
  for (const std::uint32_t place : {0U, 500U, 999U}) {
    DYNAMIC_SECTION("item " << place) {
      const TemporaryDirectory attempts;
      std::vector<std::string> actions = good_items(1000);
      actions[place] = "kill";
      const ScriptedContext context(actions, attempts.path());
      CollectingSink sink;
      scripted_pool(with_workers(3))->run(jobs_over(1000, 50), context, sink, {});
      check_outcomes(context, sink, {place}, Outcome::crashed);
    }
  }
}

TEST_CASE("several bad items in one job are found one after the other", "[exec][trouble]") {
  const TemporaryDirectory attempts;
  std::vector<std::string> actions = good_items(10);
  actions[2] = actions[3] = actions[9] = "abort";
  const ScriptedContext context(actions, attempts.path());
  const auto pool = scripted_pool(with_workers(2));
  CollectingSink sink;
  pool->run(jobs_over(10, 10), context, sink, {});
  check_outcomes(context, sink, {2, 3, 9}, Outcome::crashed);
  CHECK(pool->process_stats().process_crashes == 6);
  CHECK(pool->process_stats().retries == 3);
}

TEST_CASE("bad items only leave nothing but bad results", "[exec][trouble]") {
  const TemporaryDirectory attempts;
  const ScriptedContext context(std::vector<std::string>(12, "kill"), attempts.path());
  const auto pool = scripted_pool(with_workers(2));
  CollectingSink sink;
  pool->run(jobs_over(12, 3), context, sink, {});
  std::vector<std::uint32_t> all;
  for (std::uint32_t item = 0; item < 12; ++item) all.push_back(item);
  check_outcomes(context, sink, all, Outcome::crashed);
  CHECK(pool->process_stats().process_crashes == 24);
}

TEST_CASE("an item that ends its worker only once has its result", "[exec][trouble]") {
  for (const std::string action : {"kill", "segv", "exit 0", "garbage", "close"}) {
    DYNAMIC_SECTION(action) {
      const TemporaryDirectory directory;
      std::vector<std::string> actions = good_items(20);
      actions[8] = "once " + (directory.path() / "marker").string() + " " + action;
      const ScriptedContext context(actions);
      const auto pool = scripted_pool(with_workers(2));
      CollectingSink sink;
      pool->run(jobs_over(20, 5), context, sink, {});
      check_outcomes(context, sink, {}, Outcome::done);
      CHECK(sink.text(8) == "again;");
      CHECK(pool->process_stats().process_crashes == 1);
      CHECK(pool->process_stats().retries == 1);
    }
  }
}

TEST_CASE("a result of another job is a violation", "[exec][trouble]") {
  const TemporaryDirectory attempts;
  const ScriptedContext context(std::vector<std::string>{"forge", "ok 1"}, attempts.path());
  CollectingSink sink;
  scripted_pool(with_workers(1))->run(jobs_over(2), context, sink, {});
  check_outcomes(context, sink, {0}, Outcome::crashed);
  CHECK(sink.text(0).find("a result that nobody asked for") != std::string::npos);
}

TEST_CASE("an item that takes all memory of its worker fails, and the worker goes on", "[exec][trouble]") {
  if (sanitized) return; // no limit there, see ProcessPoolOptions
  const TemporaryDirectory attempts;
  const ScriptedContext context(std::vector<std::string>{"ok 0", "memory", "ok 2"}, attempts.path());
  ProcessPoolOptions options = with_workers(1);
  options.worker_memory = 256 * 1024 * 1024;
  const auto pool = scripted_pool(options);
  CollectingSink sink;
  pool->run(jobs_over(3), context, sink, {});
  CHECK(sink.outcomes().at(1) == Outcome::failed);
  CHECK(sink.text(1).find("bad_alloc") != std::string::npos);
  CHECK(context.attempts(1) == 1);
  CHECK(sink.text(2) == "2;");
  CHECK(pool->process_stats().process_crashes == 0);
}

TEST_CASE("the logger is told which item ended a worker, and how", "[exec][trouble]") {
  const TemporaryDirectory attempts;
  const ScriptedContext context(std::vector<std::string>{"ok 0", "abort", "ok 2"}, attempts.path());
  ProcessPoolOptions options = with_workers(1);
  std::vector<std::string> messages;
  options.logger = [&](LogLevel, std::string_view text) { messages.emplace_back(text); };
  CollectingSink sink;
  scripted_pool(options)->run(jobs_over(3), context, sink, {});
  CHECK(messages == std::vector<std::string>{"a worker process was killed by SIGABRT (Aborted) at item 1; one more try, alone",
                                             "a worker process was killed by SIGABRT (Aborted) at item 1; that was the second time, it is given up"});
}
