#include "support/catch.hpp"

#include <csignal>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <poll.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "support/sanitizers.hpp"
#include "exec/support/scripted_context.hpp"
#include "file_source.hpp"
#include "support/child.hpp"
#include "support/temporary_directory.hpp"

// Pools in programs that have signals, threads, forks and an end of their own.

using namespace sotval;
using namespace support;

namespace {

std::vector<std::string> numbered(int count) {
  std::vector<std::string> actions;
  for (int i = 0; i < count; ++i) actions.push_back("ok " + std::to_string(i));
  return actions;
}

// A fast worker leaves nothing to one that is still starting.
void run_until_started(ExecutionStrategy& pool, const ScriptedContext& context, std::uint64_t workers) {
  for (int i = 0; i < 100 && pool.process_stats().total_processes_used < workers; ++i) {
    CollectingSink sink;
    pool.run(jobs_over(context.size()), context, sink, {});
  }
}

int read_pid(const std::filesystem::path& file) {
  while (!std::filesystem::exists(file)) std::this_thread::yield();
  int pid = 0;
  std::ifstream(file) >> pid;
  return pid;
}

// Waits until the process has ended, ten seconds at most.
bool ends(const core::Descriptor& pidfd) {
  pollfd ended{pidfd.get(), POLLIN, 0};
  return ::poll(&ended, 1, 10'000) == 1;
}

core::Descriptor open_pidfd(int pid) {
  return core::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
}

std::string run_with_a_crash(Logger logger = {}) {
  std::vector<std::string> actions = numbered(10);
  actions[4] = "kill";
  const ScriptedContext context(actions);
  const auto pool = scripted_pool({.workers = 2, .fallback_to_threads = false, .logger = std::move(logger)});
  CollectingSink sink;
  pool->run(jobs_over(10, 2), context, sink, {});
  std::string out;
  for (const auto& [item, outcome] : sink.outcomes()) out += outcome == Outcome::done ? 'd' : outcome == Outcome::crashed ? 'c' : '?';
  return out;
}

// Requests a stop when the first result arrives.
class StoppingSink final : public ResultSink {
public:
  explicit StoppingSink(std::stop_source& stop) : stop_(stop) {}
  void accept(JobResult result) override {
    stop_.request_stop();
    collected.accept(std::move(result));
  }
  CollectingSink collected;

private:
  std::stop_source& stop_;
};

} // namespace

TEST_CASE("a stop request ends workers that are at work", "[exec][host]") {
  const TemporaryDirectory directory;
  const auto file = directory.path() / "pid";
  const Traces before = Traces::now();
  {
    const ScriptedContext context(std::vector<std::string>{"tell-pid " + file.string(), "sleep", "ok 2", "ok 3"});
    const auto pool = scripted_pool({.workers = 2});
    std::stop_source stop;
    core::Descriptor worker;
    std::jthread stopper([&] {
      worker = open_pidfd(read_pid(file));
      stop.request_stop();
    });
    CollectingSink sink;
    pool->run(jobs_over(4), context, sink, stop.get_token());
    stopper.join();
    const auto outcomes = sink.outcomes();
    REQUIRE(outcomes.size() == 4);
    CHECK(outcomes.at(0) == Outcome::cancelled);
    CHECK(outcomes.at(1) == Outcome::cancelled);
    CHECK(ends(worker));
    CHECK(pool->process_stats().process_crashes == 0);
    CollectingSink again; // the pool is as good as new
    pool->run(jobs_over(2), ScriptedContext(numbered(2)), again, {});
    CHECK(again.all() == "0;1;");
  }
  CHECK(Traces::now() == before);
}

TEST_CASE("what was finished before a stop request is kept", "[exec][host]") {
  const ScriptedContext context(numbered(1000));
  const auto pool = scripted_pool({.workers = 2, .jobs_per_message = 1});
  std::stop_source stop;
  StoppingSink sink(stop);
  pool->run(jobs_over(1000), context, sink, stop.get_token());
  const auto outcomes = sink.collected.outcomes();
  CHECK(outcomes.size() == 1000);
  CHECK(std::any_of(outcomes.begin(), outcomes.end(), [](const auto& item) { return item.second == Outcome::done; }));
  CHECK(std::any_of(outcomes.begin(), outcomes.end(), [](const auto& item) { return item.second == Outcome::cancelled; }));
}

TEST_CASE("workers end with their parent, killed or not", "[exec][host]") {
  for (int round = 0; round < 10; ++round) {
    const TemporaryDirectory directory;
    const auto file = directory.path() / "pid";
    const pid_t parent = fork();
    REQUIRE(parent >= 0);
    if (parent == 0) {
      const ScriptedContext context(std::vector<std::string>{"tell-pid " + file.string(), "stubborn"});
      CollectingSink sink;
      scripted_pool({.workers = 2})->run(jobs_over(2), context, sink, {});
      _exit(0);
    }
    const core::Descriptor worker = open_pidfd(read_pid(file));
    REQUIRE(worker);
    kill(parent, SIGKILL);
    waitpid(parent, nullptr, 0);
    CHECK(ends(worker));
  }
}

TEST_CASE("signals and children of the host are its own business", "[exec][host]") {
  CHECK(in_child([] { return run_with_a_crash(); }) == "ddddcddddd");
  CHECK(in_child([] {
          std::signal(SIGCHLD, SIG_IGN);
          return run_with_a_crash();
        }) == "ddddcddddd");
  CHECK(in_child([] {
          struct sigaction reap {};
          reap.sa_handler = [](int) {
            const int saved = errno;
            while (waitpid(-1, nullptr, WNOHANG) > 0) {
            }
            errno = saved;
          };
          sigaction(SIGCHLD, &reap, nullptr); // without SA_RESTART, too
          return run_with_a_crash();
        }) == "ddddcddddd");
  CHECK(in_child([] {
          sigset_t all;
          sigfillset(&all);
          sigprocmask(SIG_SETMASK, &all, nullptr);
          std::signal(SIGPIPE, SIG_IGN);
          return run_with_a_crash();
        }) == "ddddcddddd");
  CHECK(in_child([] {
          std::signal(SIGPIPE, SIG_DFL); // a worker that is gone must not end the host by it
          return run_with_a_crash();
        }) == "ddddcddddd");
}

TEST_CASE("a logger that throws disturbs no run", "[exec][host]") {
  int told = 0;
  CHECK(run_with_a_crash([&](LogLevel, std::string_view) {
          ++told;
          throw std::runtime_error("the disk with the log is full");
        }) == "ddddcddddd");
  CHECK(told > 0);
}

TEST_CASE("a pool outlives the thread that made it, and the one that ran it first", "[exec][host]") {
  const ScriptedContext context(numbered(20));
  std::unique_ptr<ExecutionStrategy> pool;
  std::jthread([&] {
    pool = scripted_pool({.workers = 2});
    run_until_started(*pool, context, 2);
  }).join();
  CollectingSink sink;
  pool->run(jobs_over(20), context, sink, {});
  CHECK(sink.outcomes().size() == 20);
  CHECK(pool->process_stats().process_crashes == 0);
  CHECK(pool->process_stats().total_processes_used == 2);
}

TEST_CASE("a fork of the host cannot use its pool and does not disturb it", "[exec][host]") {
  const ScriptedContext context(numbered(20));
  auto pool = scripted_pool({.workers = 2});
  run_until_started(*pool, context, 2);
  CHECK(in_child([&]() -> std::string {
          CollectingSink sink;
          try {
            pool->run(jobs_over(20), context, sink, {});
          } catch (const EngineError& error) {
            pool.reset();
            return error.what();
          }
          return "ran";
        }) == "this process pool was made by another process; make one after fork()");
  CollectingSink second;
  pool->run(jobs_over(20), context, second, {});
  CHECK(second.outcomes().size() == 20);
  CHECK(pool->process_stats().process_crashes == 0);
  CHECK(pool->process_stats().total_processes_used == 2);
}

TEST_CASE("workers that were killed between runs are replaced", "[exec][host]") {
  const ScriptedContext context(numbered(20));
  const auto pool = scripted_pool({.workers = 2, .fallback_to_threads = false});
  for (std::uint64_t round = 0; round < 5; ++round) {
    CollectingSink sink;
    pool->run(jobs_over(20), context, sink, {});
    CHECK(sink.outcomes().size() == 20);
    for (const int pid : Traces::children_now()) kill(pid, SIGKILL);
  }
}

TEST_CASE("ten pools at once do not disturb each other", "[exec][host]") {
  std::vector<std::string> actions = numbered(100);
  actions[50] = "abort";
  const ScriptedContext context(actions);
  const Traces before = Traces::now();
  std::vector<std::string> results(10);
  {
    std::vector<std::jthread> threads;
    for (std::string& result : results)
      threads.emplace_back([&] {
        const auto pool = scripted_pool({.workers = 3, .fallback_to_threads = false});
        CollectingSink sink;
        pool->run(jobs_over(100, 7), context, sink, {});
        result = sink.all();
      });
  }
  for (const std::string& result : results) CHECK(result == results.front());
  CHECK(results.front().find("was killed by SIGABRT") != std::string::npos);
  CHECK(Traces::now() == before);
}

TEST_CASE("a worker killed at a random moment changes nothing", "[exec][host][chaos]") {
  // Between two results a worker may be anywhere: at an item, about to send, waiting.
  const ScriptedContext context(numbered(60));
  CollectingSink expected;
  make_sequential()->run(jobs_over(60, 2), context, expected, {});
  class KillingSink final : public ResultSink {
  public:
    explicit KillingSink(unsigned after) : after_(after) {}
    void accept(JobResult result) override {
      collected.accept(std::move(result));
      if (collected.results().size() != after_) return;
      const std::vector<int> workers = Traces::children_now();
      if (!workers.empty()) kill(workers[after_ % workers.size()], SIGKILL);
    }
    CollectingSink collected;

  private:
    unsigned after_;
  };
  const Traces before = Traces::now();
  {
    const auto pool = scripted_pool({.workers = 3, .fallback_to_threads = false});
    for (unsigned round = 0; round < 500; ++round) {
      KillingSink sink(1 + round * 7 % 29);
      pool->run(jobs_over(60, 2), context, sink, {});
      REQUIRE(sink.collected.all() == expected.all());
    }
    CHECK(pool->process_stats().process_crashes > 400); // the last ones may have been through already
    CHECK(pool->process_stats().fallback_to_threads == 0);
  }
  CHECK(Traces::now() == before);
}

TEST_CASE("a thousand runs take no more than the first ones", "[exec][host]") {
  const ScriptedContext context(numbered(20));
  const auto pool = scripted_pool({.workers = 2, .fallback_to_threads = false});
  const auto run = [&] {
    CollectingSink sink;
    pool->run(jobs_over(20, 3), context, sink, {});
    return sink.all();
  };
  const std::string expected = run();
  run_until_started(*pool, context, 2);
  const Traces early = Traces::now();
  for (int i = 0; i < 1000; ++i) REQUIRE(run() == expected);
  CHECK(Traces::now() == early);
  CHECK(pool->process_stats().total_processes_used == 2);
}
