#include "command_output.hpp"

#include <algorithm>

#include "support/catch.hpp"
#include "support/fake_runner.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;
using support::exited;

namespace {

using Lines = std::vector<std::string>;

Lines findings(std::string_view output, std::vector<std::string_view> paths) {
  std::sort(paths.begin(), paths.end());
  return support::lines_of(findings_of_output(output, paths));
}

RuleOutcome outcome(const CommandResult& result, std::vector<std::string> arguments = {"lint", "-q"}) {
  CommandRequest request;
  request.arguments = std::move(arguments);
  request.timeout = std::chrono::seconds(60);
  request.output_limit = 1000;
  return outcome_of_command(request, result, {"b.sh", "a.sh"});
}

std::string reason(const CommandResult& result) {
  const RuleOutcome undecided = outcome(result);
  CHECK(undecided.kind == RuleOutcome::Kind::undecided);
  return undecided.message;
}

} // namespace

TEST_CASE("a line with a given path, line and column is taken apart", "[command]") {
  CHECK(findings("a.sh:3:7: bad quote", {"a.sh"}) == Lines{"a.sh:3:7: bad quote"});
  CHECK(findings("a.sh:3: bad quote", {"a.sh"}) == Lines{"a.sh:3:0: bad quote"});
  CHECK(findings("a.sh: bad quote", {"a.sh"}) == Lines{"a.sh:0:0: bad quote"});
  CHECK(findings("a.sh:3:7:bad", {"a.sh"}) == Lines{"a.sh:3:7: bad"});
  CHECK(findings("d/a b.sh:1:   spaces", {"d/a b.sh"}) == Lines{"d/a b.sh:1:0: spaces"});
}

TEST_CASE("a line about anything else is a finding as a whole", "[command]") {
  CHECK(findings("b.sh:3:7: bad", {"a.sh"}) == Lines{":0:0: b.sh:3:7: bad"});
  CHECK(findings("./a.sh:3: bad", {"a.sh"}) == Lines{":0:0: ./a.sh:3: bad"});
  CHECK(findings("3 problems", {"a.sh"}) == Lines{":0:0: 3 problems"});
  CHECK(findings("a.sh", {"a.sh"}) == Lines{":0:0: a.sh"});
  CHECK(findings(": text", {"a.sh"}) == Lines{":0:0: : text"});
  CHECK(findings("a.sh:", {"a.sh"}) == Lines{":0:0: a.sh:"}); // nothing is said about it
  CHECK(findings("a.sh:3:", {"a.sh"}) == Lines{":0:0: a.sh:3:"});
  CHECK(findings("a.sh:3:7:  ", {"a.sh"}) == Lines{":0:0: a.sh:3:7:  "});
  CHECK(findings("x", {}) == Lines{":0:0: x"});
}

TEST_CASE("what is no number of a line belongs to the text", "[command]") {
  CHECK(findings("a.sh:x:7: bad", {"a.sh"}) == Lines{"a.sh:0:0: x:7: bad"});
  CHECK(findings("a.sh:3:x: bad", {"a.sh"}) == Lines{"a.sh:3:0: x: bad"});
  CHECK(findings("a.sh:-1: bad", {"a.sh"}) == Lines{"a.sh:0:0: -1: bad"});
  CHECK(findings("a.sh:4294967295: most", {"a.sh"}) == Lines{"a.sh:4294967295:0: most"});
  CHECK(findings("a.sh:4294967296: more", {"a.sh"}) == Lines{"a.sh:0:0: 4294967296: more"});
  CHECK(findings("a.sh:12", {"a.sh"}) == Lines{"a.sh:0:0: 12"});
  CHECK(findings("a.sh:0:5: whole file", {"a.sh"}) == Lines{"a.sh:0:0: whole file"});
}

TEST_CASE("of several paths that a line could name it is the longest", "[command]") {
  CHECK(findings("a:1: text", {"a", "a:1"}) == Lines{"a:1:0:0: text"});
  CHECK(findings("a:1: text", {"a"}) == Lines{"a:1:0: text"});
  CHECK(findings("a: b: text", {"a", "a: b"}) == Lines{"a: b:0:0: text"});
  CHECK(findings("a: b:", {"a", "a: b"}) == Lines{"a:0:0: b:"}); // as a path it would leave no text
}

TEST_CASE("lines end as they do on any system, empty ones are none", "[command]") {
  CHECK(findings("one\r\n\n \t\ntwo\n\nthree", {}) == Lines{":0:0: one", ":0:0: two", ":0:0: three"});
  CHECK(findings("", {}).empty());
  CHECK(findings("\n\n", {}).empty());
}

TEST_CASE("exit status 0 holds, 1 is violated, with a finding for each line", "[command]") {
  const RuleOutcome holds = outcome(exited(0, "chatter\n", "warnings"));
  CHECK(holds.kind == RuleOutcome::Kind::holds);
  CHECK(holds.message == "'lint' is content with 2 paths");
  CHECK(holds.findings.empty());
  const RuleOutcome violated = outcome(exited(1, "a.sh:1: bad\nb.sh: worse\n"));
  CHECK(violated.kind == RuleOutcome::Kind::violated);
  CHECK(violated.message == "'lint' is not content with 2 paths and reports 2 problems");
  CHECK(support::lines_of(violated.findings) == Lines{"a.sh:1:0: bad", "b.sh:0:0: worse"});
  CHECK(outcome(exited(1)).message == "'lint' is not content with 2 paths");
}

TEST_CASE("any other end is undecided, with the reason and the last words", "[command]") {
  using End = CommandResult::End;
  CHECK(reason(exited(2)) == "'lint' ended with exit status 2, expected 0 or 1");
  CHECK(reason(exited(127, "a.sh: x", "line one\nlint: not found\n\n")) ==
        "'lint' ended with exit status 127, expected 0 or 1; it said: line one\\nlint: not found");
  CHECK(reason({End::signalled, 11, "", "", ""}) == "'lint' was ended by signal 11");
  CHECK(reason({End::timed_out, 0, "", "working", ""}) == "'lint' took longer than the limit of 60 seconds; it said: working");
  CHECK(reason({End::too_much_output, 0, "", "", ""}) == "'lint' wrote more than the limit of 1000 bytes");
  CHECK(reason({End::not_started, 0, "", "", "no such program in PATH"}) == "'lint' could not be started: no such program in PATH");
  CHECK(reason({End::stopped, 0, "", "half a word", ""}) == "not looked at: the run was stopped");
}

TEST_CASE("last words are cut from the front", "[command]") {
  const std::string said = reason(exited(2, "", std::string(5000, 'x') + "the end"));
  CHECK(said.size() < 400);
  CHECK(support::contains(said, "it said: ...xxx"));
  CHECK(said.ends_with("xxxthe end"));
}
