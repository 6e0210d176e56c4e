#include <deque>
#include <fstream>

#include <nlohmann/json.hpp>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::run;
using support::SmallPack;
using Json = nlohmann::json;

namespace {

Outcome check(const SmallPack& small, std::vector<std::string> more) {
  more.insert(more.begin(), {small.repository(), "--pack", small.pack()});
  return run(more);
}

Json run_of(const SmallPack& small, std::vector<std::string> more) {
  more.insert(more.end(), {"--format", "json"});
  return Json::parse(check(small, std::move(more)).out)["run"];
}

} // namespace

TEST_CASE("every strategy gives the same report", "[cli][strategy]") {
  const SmallPack small;
  small.write("more/a.txt", "a secret\n");
  const std::vector<std::string> reproducible{"--format", "json", "--reproducible"};
  const Outcome expected = check(small, reproducible);
  CHECK(expected.code == 1);
  for (const std::vector<std::string>& how :
       {std::vector<std::string>{"--strategy", "sequential"}, {"--strategy", "threads", "-j", "3"},
        {"--strategy", "processes", "-j", "2"}, {"--strategy", "processes", "-j2", "--no-shared-memory"},
        {"--strategy", "processes", "-j1", "--worker-memory", "512M", "--job-timeout", "30"}, {"--no-process-pool"}}) {
    std::vector<std::string> arguments = how;
    arguments.insert(arguments.end(), reproducible.begin(), reproducible.end());
    const Outcome outcome = check(small, arguments);
    CHECK(outcome.code == 1);
    CHECK(outcome.error.empty());
    CHECK(outcome.out == expected.out);
  }
}

TEST_CASE("ten programs at once on one repository do not notice each other", "[cli][strategy]") {
  const SmallPack small;
  for (int i = 0; i < 200; ++i) small.write("more/" + std::to_string(i) + ".txt", i % 7 == 0 ? "a secret\n" : "nothing\n");
  std::vector<std::string> arguments{small.repository(), "--pack", small.pack(), "--format", "json", "--reproducible"};
  const Outcome expected = run(arguments);
  CHECK(expected.code == 1);
  arguments.insert(arguments.end(), {"--strategy", "processes", "-j", "2"});
  std::deque<support::Program> programs; // all are started before the first one is waited for
  for (int i = 0; i < 10; ++i) programs.emplace_back(arguments);
  for (support::Program& program : programs) {
    const Outcome outcome = program.finish();
    CHECK(outcome.code == 1);
    CHECK(outcome.error.empty());
    CHECK(outcome.out == expected.out);
  }
}

TEST_CASE("the report says how it was run", "[cli][strategy]") {
  const SmallPack small;
  const Json sequential = run_of(small, {"--strategy", "sequential", "--workers", "4"});
  CHECK(sequential["strategy"] == "sequential");
  CHECK(sequential["workers"] == 1);
  const Json threads = run_of(small, {"--strategy", "threads", "--workers", "3"});
  CHECK(threads["strategy"] == "threads");
  CHECK(threads["workers"] == 3);
  CHECK(threads["processes"]["process_pool_enabled"] == false);
  const Json processes = run_of(small, {"--strategy", "processes", "--workers", "2"});
  CHECK(processes["strategy"] == "processes");
  CHECK(processes["workers"] == 2);
  CHECK(processes["stopped"] == false);
  CHECK(processes["processes"]["process_pool_enabled"] == true);
  CHECK(processes["processes"]["shared_memory_size"] > 0);
  CHECK(run_of(small, {"--strategy", "processes", "--no-shared-memory"})["processes"]["shared_memory_size"] == 0);
}

TEST_CASE("the summary tells what worker processes cost", "[cli][strategy]") {
  const SmallPack small;
  const std::vector<std::string> processes{"--strategy", "processes", "-j", "1"};
  CHECK(contains(check(small, processes).out, "\n  processes   1 used, start-up "));
  CHECK_FALSE(contains(check(small, {"--strategy", "threads"}).out, "\n  processes "));
  const Outcome verbose = check(small, {"--strategy", "processes", "-j", "1", "-v"});
  CHECK(contains(verbose.out, "  processes   process pool          enabled\n"));
}

TEST_CASE("verbose notes what has no effect and has a line for each phase", "[cli][strategy]") {
  const SmallPack small;
  const std::string error =
      check(small, {"--strategy", "sequential", "-j4", "--no-shared-memory", "--worker-memory", "1G", "-v"}).error;
  CHECK(contains(error, "info: --workers has no effect with --strategy sequential\n"));
  CHECK(contains(error, "info: --no-shared-memory has no effect without worker processes\n"));
  CHECK(contains(error, "info: --worker-memory has no effect without worker processes\n"));
  for (const char* line : {"info: plan: ", "info: scan: 1 entry in ", "info: gather: 1 file in ", "info: judge: 5 rules in "})
    CHECK(contains(error, line));
  CHECK(check(small, {"--strategy", "sequential", "-j4"}).error.empty());
  CHECK_FALSE(contains(check(small, {"--strategy", "threads", "-j4", "-v"}).error, "no effect"));
}

TEST_CASE("packs run external programs only if that is allowed", "[cli][strategy]") {
  const SmallPack small;
  const std::string pack = (small.directory() / "commands.yaml").string();
  std::ofstream(pack) << "sotval: 1\npack: commands\nrules:\n"
                         "  - {id: C, title: c, severity: low, batch: 0, check: {kind: command, run: [/bin/true], files: '**/*'}}\n";
  const Outcome refused = run({small.repository(), "--pack", pack});
  CHECK(refused.code == 2);
  CHECK(contains(refused.error, "command"));
  CHECK(run({small.repository(), "--pack", pack, "--allow-commands"}).code == 0);
}
