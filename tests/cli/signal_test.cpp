#include <filesystem>
#include <fstream>
#include <functional>

#include <nlohmann/json.hpp>
#include <sched.h>
#include <unistd.h>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::Program;
using support::SmallPack;
namespace fs = std::filesystem;
using Json = nlohmann::json;

namespace {

/// Waits until the process is as `holds` wants it, which is given a line of /proc/PID/status at a time;
/// false if the process ends before.
bool wait_for(int process, const std::function<bool(const std::string&)>& holds) {
  while (true) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("State:\tZ", 0) == 0) return false;
      if (holds(line)) return true;
    }
    ::sched_yield();
  }
}

bool wait_for_handler(int process, int signal) {
  return wait_for(process, [=](const std::string& line) {
    return line.rfind("SigCgt:", 0) == 0 &&
           (((std::stoull(line.substr(7), nullptr, 16) >> (signal - 1)) & 1) != 0);
  });
}

/// The thread that turns the signal into a stop request ends when that is done.
bool wait_for_stop_request(int process) {
  return wait_for(process, [](const std::string& line) { return line == "Threads:\t1"; });
}

const support::ProgramOptions held_back{.error = support::Stream::full_pipe};

std::vector<std::string> arguments(const SmallPack& small, std::vector<std::string> more) {
  more.insert(more.begin(), {small.repository(), "--pack", small.pack(), "-v"});
  return more;
}

/// A repository of which reading takes long, though it takes no room: one file of zeros with many names.
void make_slow(const SmallPack& small) {
  constexpr int names = 4'000;
  small.write("names/0", "");
  const fs::path first = fs::path(small.repository()) / "names/0";
  fs::resize_file(first, 16 * 1024 * 1024);
  for (int i = 1; i < names; ++i) fs::create_hard_link(first, first.parent_path() / std::to_string(i));
}

/// Reads what the program shows until the bar of the gather phase moves, which says that files were read;
/// false if it ends before.
bool wait_for_reading(const Program& program) {
  const std::string bar = "\rgather";
  std::string shown;
  char c = 0;
  while (shown.find(bar) == shown.rfind(bar)) {
    if (::read(program.error(), &c, 1) != 1) return false;
    shown += c;
  }
  return true;
}

/// The outcome of a run that was stopped when some files were read, and most were not.
Outcome stopped_while_reading(const SmallPack& small, int signal, std::vector<std::string> more) {
  more.insert(more.begin(), {small.repository(), "--pack", small.pack()});
  Program program(more, {.error = support::Stream::terminal});
  REQUIRE(wait_for_reading(program));
  ::kill(program.process(), signal);
  return program.finish();
}

} // namespace

// The program waits at its first message, which comes when the handlers are in place and before the
// repository is looked at. So the signal never comes too early or too late.
TEST_CASE("a signal before anything is decided ends the run with its exit code and leaves nothing", "[cli][signal]") {
  const SmallPack small;
  const support::TemporaryDirectory directory;
  const std::string output = (directory.path() / "report").string();
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    Program program(arguments(small, {"--strategy", "sequential", "-o", output}), held_back);
    REQUIRE(wait_for_handler(program.process(), signal));
    ::kill(program.process(), signal);
    REQUIRE(wait_for_stop_request(program.process()));
    const Outcome outcome = program.finish();
    CHECK(outcome.code == code);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.error, "sotval-cli: error: stopped by a signal; nothing was reported\n"));
    CHECK(fs::is_empty(directory.path()));
  }
}

TEST_CASE("a second signal of either kind ends the program at once", "[cli][signal]") {
  const SmallPack small;
  for (const int second : {SIGINT, SIGTERM}) {
    Program program(arguments(small, {}), held_back);
    REQUIRE(wait_for_handler(program.process(), SIGTERM));
    ::kill(program.process(), SIGINT);
    REQUIRE(wait_for_stop_request(program.process())); // sooner, the second might be the first to be seen
    ::kill(program.process(), second);
    const Outcome outcome = program.finish();
    CHECK(outcome.signal == second);
    CHECK(outcome.out.empty());
  }
}

TEST_CASE("a signal in mid-run reports what was decided until then", "[cli][signal]") {
  const SmallPack small;
  make_slow(small);
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    const Outcome outcome = stopped_while_reading(small, signal, {});
    CHECK(outcome.code == code);
    CHECK(outcome.out.rfind("STOPPED", 0) == 0);
    CHECK(contains(outcome.out, "ERROR  1 rule could not be decided"));
    CHECK(contains(outcome.out, "R3  LICENSE exists"));
    CHECK(contains(outcome.error, "stopped by a signal; the report has what was decided until then"));
  }
}

TEST_CASE("a report of a stopped run in a file says so and keeps its exit code", "[cli][signal]") {
  const SmallPack small;
  const support::TemporaryDirectory directory;
  make_slow(small);
  const std::string output = (directory.path() / "report.json").string();
  for (const char* strategy : {"sequential", "threads", "processes"}) {
    INFO(strategy);
    const Outcome outcome = stopped_while_reading(
        small, SIGTERM, {"--format", "json", "--strategy", strategy, "--workers", "2", "-o", output});
    CHECK(outcome.code == 143);
    CHECK(outcome.out.empty());
    std::ifstream file(output);
    const Json report = Json::parse(file);
    CHECK(report["run"]["stopped"] == true);
    CHECK(report["run"]["strategy"] == strategy);
    CHECK(report["total_rules"] == 5);
    CHECK(report["error_count"] == 1);
    CHECK(report["results"][2]["verdict"] == "failed");
    fs::remove(output);
  }
}

TEST_CASE("a stopped run has no reproducible report", "[cli][signal]") {
  const SmallPack small;
  make_slow(small);
  const Outcome outcome = stopped_while_reading(small, SIGINT, {"--format", "json", "--reproducible"});
  CHECK(outcome.code == 130);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.error, "nothing was reported"));
}
