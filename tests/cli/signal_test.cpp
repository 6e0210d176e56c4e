#include <filesystem>
#include <fstream>
#include <functional>

#include <sched.h>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::Program;
using support::SmallPack;
namespace fs = std::filesystem;

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

bool wait_for_handler(int process, int signal, bool wanted = true) {
  return wait_for(process, [=](const std::string& line) {
    return line.rfind("SigCgt:", 0) == 0 &&
           (((std::stoull(line.substr(7), nullptr, 16) >> (signal - 1)) & 1) != 0) == wanted;
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
    REQUIRE(wait_for_handler(program.process(), SIGINT, false));
    ::kill(program.process(), second);
    const Outcome outcome = program.finish();
    CHECK(outcome.signal == second);
    CHECK(outcome.out.empty());
  }
}
