#include <filesystem>
#include <fstream>

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

/// Waits until the process has a handler for the signal; false if it ends before.
bool wait_for_handler(int process, int signal) {
  while (true) {
    std::ifstream status("/proc/" + std::to_string(process) + "/status");
    for (std::string line; std::getline(status, line);) {
      if (line.rfind("State:\tZ", 0) == 0) return false;
      if (line.rfind("SigCgt:", 0) == 0 && ((std::stoull(line.substr(7), nullptr, 16) >> (signal - 1)) & 1) != 0)
        return true;
    }
    ::sched_yield();
  }
}

// The program waits at its first message, which comes when the handlers are in place and before the
// repository is looked at. So the signal never comes too early or too late.
Outcome interrupted_by(int signal, const SmallPack& small, const std::string& output) {
  Program program({small.repository(), "--pack", small.pack(), "-v", "-o", output},
                  {.error = support::Stream::full_pipe});
  REQUIRE(wait_for_handler(program.process(), signal));
  ::kill(program.process(), signal);
  return program.finish();
}

} // namespace

TEST_CASE("a signal ends the run with its exit code and leaves nothing behind", "[cli][signal]") {
  const SmallPack small;
  const support::TemporaryDirectory directory;
  const std::string output = (directory.path() / "report").string();
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}}) {
    const Outcome outcome = interrupted_by(signal, small, output);
    CHECK(outcome.code == code);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.error, "sotval-cli: error: stopped by a signal; nothing was reported\n"));
    CHECK(fs::is_empty(directory.path()));
  }
}
