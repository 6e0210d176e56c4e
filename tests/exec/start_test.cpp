#include "support/catch.hpp"

#include <fstream>
#include <string>
#include <vector>

#include <sys/resource.h>
#include <sys/syscall.h>

#include <sotval/error.hpp>

#include "support/sanitizers.hpp"
#include "exec/support/scripted_context.hpp"
#include "support/child.hpp"
#include "support/forbidden_call.hpp"
#include "support/temporary_directory.hpp"

// Pools that cannot start, or lose all workers before these have done anything: threads take over.

using namespace sotval;
using namespace support;

namespace {

const ScriptedContext& ten_items() {
  static const ScriptedContext context([] {
    std::vector<std::string> actions;
    for (int i = 0; i < 10; ++i) actions.push_back("ok " + std::to_string(i));
    return actions;
  }());
  return context;
}

constexpr const char* ten_results = "0;1;2;3;4;5;6;7;8;9;";

struct Told {
  std::vector<std::string> warnings;
  Logger logger() {
    return [this](LogLevel level, std::string_view text) {
      if (level == LogLevel::warning) warnings.emplace_back(text);
    };
  }
};

ProcessPoolOptions options_for(Told& told, const std::filesystem::path& program = {}) {
  ProcessPoolOptions options;
  options.workers = 2;
  options.worker_program = program;
  options.logger = told.logger();
  return options;
}

// Threads take over in every run, one warning says why.
void check_fallback(ExecutionStrategy& pool, const Told& told, const std::string& why) {
  for (std::uint64_t run = 1; run <= 2; ++run) {
    CollectingSink sink;
    pool.run(jobs_over(10, 2), ten_items(), sink, {});
    CHECK(sink.all() == ten_results);
    CHECK(pool.process_stats().fallback_to_threads == run);
  }
  REQUIRE(told.warnings.size() == 1);
  INFO(told.warnings.front());
  CHECK(told.warnings.front().find("worker processes cannot be used, threads take over: ") == 0);
  CHECK(told.warnings.front().find(why) != std::string::npos);
}

} // namespace

TEST_CASE("without a worker program threads take over", "[exec][start]") {
  const TemporaryDirectory directory;
  const auto plain = directory.write("plain", "no program");
  const auto script = directory.write("script", "#!/bin/sh\nexit 0\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  struct Case {
    std::string name;
    std::filesystem::path program;
    std::string why;
  };
  for (const Case& c : {Case{"missing", directory.path() / "missing", "missing' cannot be started: No such file or directory"},
                        Case{"not executable", plain, "plain' cannot be started: Permission denied"},
                        Case{"a directory", directory.path(), "cannot be started: Permission denied"},
                        Case{"a script", script, "script' cannot be started: No such file or directory"},
                        Case{"not ours", "/bin/true", "'/bin/true' exited with status 0 before it said hello; is it sotval-worker"}}) {
    DYNAMIC_SECTION(c.name) {
      const Traces before = Traces::now();
      {
        Told told;
        const auto pool = scripted_pool(options_for(told, c.program));
        pool->prepare();
        check_fallback(*pool, told, c.why);
      }
      CHECK(Traces::now() == before);
    }
  }
}

TEST_CASE("without a worker program and without threads the run is an engine error", "[exec][start]") {
  Told told;
  ProcessPoolOptions options = options_for(told, "/nonexistent/worker");
  options.fallback_to_threads = false;
  CollectingSink sink;
  CHECK_THROWS_AS(scripted_pool(options)->run(jobs_over(10), ten_items(), sink, {}), EngineError);
  CHECK(sink.results().empty());
  CHECK(told.warnings.empty());
}

TEST_CASE("a worker of another version is refused with a message that says so", "[exec][start]") {
  for (const auto& [fault, why] : {std::pair<std::string, std::string>{"old", "is of version 0.0.9 (protocol 1), this library of version"},
                                   {"future", "(protocol 2), this library of version"}}) {
    DYNAMIC_SECTION(fault) {
      Told told;
      check_fallback(*scripted_pool(options_for(told), fault), told, why);
      CHECK(told.warnings.front().find("install both of the same version") != std::string::npos);
    }
  }
}

TEST_CASE("workers that end or go wrong before they begin are given up, and threads take over", "[exec][start]") {
  for (const auto& [fault, why] : {std::pair<std::string, std::string>{"early-exit", "exited with status 0 before it said hello"},
                                   {"babble", "broke the protocol with bytes that are no frame before it said hello"},
                                   {"ungreeted-ready", "broke the protocol with something other than a greeting before it said hello"},
                                   {"refuse", "a worker cannot begin: not today"},
                                   {"late-exit", "workers end before they begin anything: the last one exited with status 3"}}) {
    DYNAMIC_SECTION(fault) {
      const Traces before = Traces::now();
      {
        Told told;
        check_fallback(*scripted_pool(options_for(told), fault), told, why);
      }
      CHECK(Traces::now() == before);
    }
  }
}

TEST_CASE("results that were obtained before all workers were lost are kept", "[exec][start]") {
  const TemporaryDirectory directory;
  Told told;
  ProcessPoolOptions options = options_for(told);
  options.jobs_per_message = 1; // each result is sent at once
  const TemporaryDirectory attempts;
  std::vector<std::string> actions;
  for (int i = 0; i < 10; ++i) actions.push_back("ok " + std::to_string(i));
  const ScriptedContext context(actions, attempts.path());
  const auto pool = scripted_pool(options, "once " + (directory.path() / "marker").string());
  CollectingSink sink;
  pool->run(jobs_over(10), context, sink, {});
  CHECK(sink.all() == ten_results);
  CHECK(pool->process_stats().fallback_to_threads == 1);
  for (std::uint32_t item = 0; item < 10; ++item) CHECK(context.attempts(item) >= 1);
}

TEST_CASE("an item that ended a worker is not tried where it would end everything", "[exec][start]") {
  const TemporaryDirectory directory, attempts;
  Told told;
  ProcessPoolOptions options = options_for(told);
  options.workers = 1;
  const ScriptedContext context(std::vector<std::string>{"kill", "ok 1", "ok 2"}, attempts.path());
  const auto pool = scripted_pool(options, "once " + (directory.path() / "marker").string());
  CollectingSink sink;
  pool->run(jobs_over(3), context, sink, {});
  CHECK(sink.outcomes().at(0) == Outcome::crashed);
  CHECK(context.attempts(0) == 1); // there was no second worker
  CHECK(sink.text(1) == "1;");
  CHECK(sink.text(2) == "2;");
}

TEST_CASE("whatever the limit of descriptors, the run ends with all results", "[exec][start]") {
  const rlim_t in_use = Traces::now().descriptors;
  for (rlim_t more = 0; more < 28; ++more) {
    INFO(more << " more than are in use");
    const std::string result = in_child([&]() -> std::string {
      const rlimit limit{in_use + more, in_use + more};
      if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return "no limit";
      const auto pool = scripted_pool({.workers = 3});
      CollectingSink sink;
      pool->run(jobs_over(10, 2), ten_items(), sink, {});
      return sink.all();
    });
    CHECK(result == ten_results);
  }
}

TEST_CASE("where the system gives no process, threads take over", "[exec][start]") {
  const std::string result = in_child([]() -> std::string {
    Told told;
    const auto pool = scripted_pool(options_for(told));
    if (!forbid_processes(EAGAIN)) return "not permitted";
    CollectingSink sink;
    pool->run(jobs_over(10, 2), ten_items(), sink, {});
    return sink.all() + std::to_string(pool->process_stats().fallback_to_threads) + (told.warnings.size() == 1 ? told.warnings.front() : "");
  });
  CHECK(result == std::string(ten_results) + "1worker processes cannot be used, threads take over: no worker can be started: Resource temporarily unavailable");
}

TEST_CASE("where the kernel refuses pidfd_open, threads take over", "[exec][start]") {
  const std::string result = in_child([]() -> std::string {
    if (!forbid_call(SYS_pidfd_open, EPERM)) return "not permitted";
    Told told;
    const auto pool = scripted_pool(options_for(told));
    CollectingSink sink;
    pool->run(jobs_over(10, 2), ten_items(), sink, {});
    return sink.all() + std::to_string(pool->process_stats().fallback_to_threads) + std::to_string(Traces::children_now().size());
  });
  CHECK(result == std::string(ten_results) + "10");
}

TEST_CASE("without memory to share each worker is sent a copy, and a warning says why", "[exec][start]") {
  const std::string result = in_child([]() -> std::string {
    if (!forbid_call(SYS_memfd_create, ENOSYS)) return "not permitted";
    Told told;
    const auto pool = scripted_pool(options_for(told));
    CollectingSink sink;
    pool->run(jobs_over(10, 2), ten_items(), sink, {});
    const ProcessStats stats = pool->process_stats();
    return sink.all() + std::to_string(stats.fallback_to_threads) + std::to_string(stats.shared_memory_size) + std::to_string(told.warnings.size()) +
           told.warnings.front().substr(0, 49);
  });
  CHECK(result == std::string(ten_results) + "001no shared memory, each worker is sent a copy: sha");
}
