#include <filesystem>
#include <sstream>

#include "cli/support/program.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using support::contains;
using support::Outcome;
using support::run;

TEST_CASE("the self-test finds that all is well, says so line by line and leaves nothing", "[cli][self-test]") {
  const support::TemporaryDirectory directory;
  // A temporary directory of its own shows what is left there.
  const Outcome outcome = run({"self-test"}, {.environment = {{"TMPDIR", directory.path().string()}}});
  INFO(outcome.out);
  CHECK(outcome.code == 0);
  CHECK(outcome.error.empty());
  CHECK(std::filesystem::is_empty(directory.path()));
  std::istringstream lines(outcome.out);
  std::size_t checks = 0;
  std::string last;
  for (std::string line; std::getline(lines, line); last = line)
    if (line.rfind("ok      ", 0) == 0) ++checks;
  CHECK(last == std::to_string(checks) + " checks, all ok");
  for (const char* what : {"value: a text of every byte", "outcome: a rule that is undecided", "finding: with line and column",
                           "parameters: every kind of value", "worker processes with shared memory give the same verdicts",
                           "worker processes without shared memory give the same verdicts", "threads take over",
                           "shared memory with a name", "a worker that is killed once", "a rule that never ends"})
    CHECK(contains(outcome.out, std::string("ok      ") + what));
}

TEST_CASE("a self-test that cannot have its directory says so, under both names that it has", "[cli][self-test]") {
  for (const char* name : {"self-test", "--test-pickle"}) {
    const Outcome outcome = run({name}, {.environment = {{"TMPDIR", "/proc"}}});
    CHECK(outcome.code == 3);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.error, "sotval-cli: error: cannot make a directory like '/proc/sotval-"));
  }
}

TEST_CASE("the rules of the self-test are not for packs", "[cli][self-test]") {
  const support::TemporaryDirectory directory;
  const std::string pack = directory.write(
      "pack.yaml", "sotval: 1\npack: bad\nrules:\n"
                   "  - {id: A, title: a, severity: low, batch: 0, check: {kind: custom, rule: sotval-self-test-kill}}\n");
  const Outcome outcome = run({"--pack", pack, directory.path().string()});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.error, "sotval-self-test-kill"));
}
