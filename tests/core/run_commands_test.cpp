#include "run_commands.hpp"

#include <condition_variable>
#include <mutex>

#include "support/catch.hpp"
#include "support/fake_runner.hpp"
#include "support/gathering.hpp"

using namespace sotval;
using namespace sotval::core;
using support::exited;
using support::FakeRunner;

namespace {

// A run up to its commands: "lint 0", "lint 1" and so on, over one file.
class Commands {
public:
  explicit Commands(std::size_t count, const std::string& files = "a")
      : gathering_(rules(count, files), {{"a", ""}}), facts_(gathering_.scanned.snapshot.size()),
        outcomes(count, TaskOutcome::undecided("was not looked at")) {
    for (std::size_t i = 0; i < count; ++i) all.push_back(i);
  }

  bool run(CommandRunner& runner, unsigned workers, const std::vector<std::size_t>& chosen, std::stop_token stop = {},
           const std::function<void(std::size_t)>& advanced = {}) {
    const JudgeContext judging{gathering_.scanned.snapshot, gathering_.classes, facts_, gathering_.plan.leaves(), gathering_.limits, {}, outcomes};
    return run_commands(gathering_.plan, chosen, judging, "/root/of/it", runner, workers, std::move(stop), outcomes, advanced);
  }

  bool is_done(std::size_t command) const { return outcomes[command].kind == RuleOutcome::Kind::holds; }

private:
  static std::string rules(std::size_t count, const std::string& files) {
    std::string text;
    for (std::size_t i = 0; i < count; ++i)
      text += support::rule_text("{kind: command, run: [lint, " + std::to_string(i) + "], files: " + files + "}", "R" + std::to_string(i));
    return text;
  }

  support::Gathering gathering_;
  FactTable facts_;

public:
  std::vector<TaskOutcome> outcomes;
  std::vector<std::size_t> all;
};

} // namespace

TEST_CASE("the chosen commands are run, each once, wherever its result belongs", "[command]") {
  for (const unsigned workers : {1U, 2U, 8U, 100U}) {
    CAPTURE(workers);
    Commands commands(7);
    FakeRunner runner([](const CommandRequest& request, std::stop_token) { return exited(0, "", request.arguments[1]); });
    CHECK(commands.run(runner, workers, {1, 2, 5}));
    CHECK(runner.requests().size() == 3);
    for (std::size_t i = 0; i < 7; ++i) CHECK(commands.is_done(i) == (i == 1 || i == 2 || i == 5));
    CHECK(runner.requests()[0].directory == "/root/of/it");
  }
}

TEST_CASE("as many commands as there are workers run at once", "[command][threads]") {
  Commands commands(3);
  std::mutex mutex;
  std::condition_variable changed;
  int running = 0;
  FakeRunner runner([&](const CommandRequest&, std::stop_token) { // returns only when all three are there
    std::unique_lock lock(mutex);
    ++running;
    changed.notify_all();
    changed.wait(lock, [&] { return running == 3; });
    return exited(0);
  });
  CHECK(commands.run(runner, 3, commands.all));
  CHECK(commands.is_done(2));
}

TEST_CASE("after a stop request nothing more is started, and that is told", "[command][stop]") {
  Commands commands(4);
  std::stop_source source;
  FakeRunner runner([&](const CommandRequest& request, std::stop_token stop) {
    if (request.arguments[1] != "1") return exited(0);
    source.request_stop();
    CHECK(stop.stop_requested()); // the runner is told, too
    return CommandResult{CommandResult::End::stopped, 0, {}, {}, {}};
  });
  CHECK_FALSE(commands.run(runner, 1, commands.all, source.get_token()));
  CHECK(runner.requests().size() == 2);
  CHECK(commands.is_done(0));
  for (const std::size_t left : {1, 2, 3}) CHECK(commands.outcomes[left] == TaskOutcome::undecided("not looked at: the run was stopped"));
}

TEST_CASE("a stop request that comes too late changes nothing", "[command][stop]") {
  Commands commands(1);
  std::stop_source source;
  FakeRunner runner([&](const CommandRequest&, std::stop_token) {
    source.request_stop();
    return exited(0);
  });
  CHECK(commands.run(runner, 1, commands.all, source.get_token()));
  CHECK(commands.is_done(0));
}

TEST_CASE("what judging does not need is not run", "[command]") {
  Commands commands(2, "none");
  FakeRunner runner([](const CommandRequest&, std::stop_token) { return exited(0); });
  CHECK(commands.run(runner, 2, commands.all));
  CHECK(runner.requests().empty());
}

TEST_CASE("progress comes to the number of commands, and what it throws ends the run", "[command]") {
  Commands commands(5);
  FakeRunner runner([](const CommandRequest&, std::stop_token) { return exited(0); });
  std::size_t last = 0;
  commands.run(runner, 2, commands.all, {}, [&](std::size_t done) {
    CHECK(done >= last);
    last = done;
  });
  CHECK(last == 5);
  CHECK_THROWS_AS(commands.run(runner, 2, commands.all, {}, [](std::size_t) { throw std::runtime_error("enough"); }), std::runtime_error);
}
