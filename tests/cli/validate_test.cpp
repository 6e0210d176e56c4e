#include <filesystem>

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

/// Runs the small pack on its repository.
Outcome check(const SmallPack& small, std::vector<std::string> more = {}) {
  std::vector<std::string> arguments{"--repo-root", small.repository(), "--pack", small.pack()};
  arguments.insert(arguments.end(), more.begin(), more.end());
  return run(arguments);
}

std::vector<std::string> ids(const Json& report) {
  std::vector<std::string> found;
  for (const Json& result : report["results"]) found.push_back(result["rule_id"]);
  return found;
}

} // namespace

TEST_CASE("a repository on which all rules hold gives exit code 0 and a summary", "[cli][validate]") {
  const SmallPack small;
  small.complete();
  const Outcome outcome = check(small);
  CHECK(outcome.code == 0);
  CHECK(outcome.out.rfind("SUMMARY  pack small 2.3.4", 0) == 0);
  CHECK(outcome.error.empty());
}

TEST_CASE("failed rules give exit code 1 and are named", "[cli][validate]") {
  const SmallPack small;
  const Outcome outcome = check(small);
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "MEDIUM  1 rule failed\n\n  R3  LICENSE exists\n"));
  CHECK(contains(outcome.out, "INFO  1 rule failed\n\n  R5  docs exists\n"));
  CHECK(contains(outcome.out, "downstream of R3"));
  CHECK(contains(outcome.out, "ADVISORY  1 rule recommended but not met\n\n  R4  GUIDE.md exists (low)\n"));
  CHECK(outcome.error.empty());
}

TEST_CASE("the root may be an option, a word, or the current directory", "[cli][validate]") {
  const SmallPack small;
  const std::string expected = check(small, {"--format", "json", "--reproducible"}).out;
  const std::vector<std::string> rest{"--pack", small.pack(), "--format=json", "--reproducible"};
  for (const std::vector<std::string>& root : {std::vector<std::string>{"validate", "--repo-root", small.repository()},
                                               {"validate", small.repository()},
                                               {small.repository()},
                                               {"--repo-root=" + small.repository()}}) {
    std::vector<std::string> arguments = root;
    arguments.insert(arguments.end(), rest.begin(), rest.end());
    CHECK(run(arguments).out == expected);
  }
  CHECK(run(rest, {.directory = small.repository()}).out == expected);
}

TEST_CASE("only the rules asked for are run", "[cli][validate]") {
  const SmallPack small;
  const auto ids_with = [&](std::vector<std::string> filter) {
    filter.insert(filter.end(), {"--format", "json"});
    return ids(Json::parse(check(small, filter).out));
  };
  using Ids = std::vector<std::string>;
  CHECK(ids_with({}) == Ids{"R1", "R2", "R3", "R4", "R5"});
  CHECK(ids_with({"--batch-only", "0"}) == Ids{"R1", "R2"});
  CHECK(ids_with({"--rule", "R5", "--rule", "R1"}) == Ids{"R1", "R5"});
  CHECK(ids_with({"--severity", "high"}) == Ids{"R1", "R2"});
  CHECK(ids_with({"--severity", "medium", "--batch-only", "1"}) == Ids{"R3"});
}

TEST_CASE("an empty selection is an error of the caller", "[cli][validate]") {
  const SmallPack small;
  const Outcome outcome = check(small, {"--rule", "R1", "--batch-only", "1"});
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.error, "sotval-cli: error: "));
  CHECK(check(small, {"--batch-only", "7"}).code == 2);
  const Outcome mistyped = check(small, {"--rule", "r1"});
  CHECK(mistyped.code == 2);
  CHECK(contains(mistyped.error, "'R1'"));
}

TEST_CASE("option --fail-on raises the bar for exit code 1", "[cli][validate]") {
  const SmallPack small; // fails a medium and an info rule
  CHECK(check(small, {"--fail-on", "info"}).code == 1);
  CHECK(check(small, {"--fail-on", "medium"}).code == 1);
  CHECK(check(small, {"--fail-on", "high"}).code == 0);
  CHECK(contains(check(small, {"--fail-on", "high"}).out, "R3"));
}

TEST_CASE("option --exit-zero forgives failures but not what could not be decided", "[cli][validate]") {
  const SmallPack small;
  CHECK(check(small, {"--exit-zero"}).code == 0);
  small.write("big.txt", std::string(2000, 'x'));
  CHECK(check(small, {"--exit-zero", "--max-file-size", "1000"}).code == 3);
}

TEST_CASE("a file above the size limit makes the rules that need it undecided", "[cli][validate]") {
  const SmallPack small;
  small.complete();
  small.write("big.txt", std::string(2000, 'x'));
  CHECK(check(small).code == 0);
  CHECK(check(small, {"--max-file-size", "0"}).code == 0);
  const Outcome outcome = check(small, {"--max-file-size", "1000"});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.out, "ERROR  1 rule could not be decided\n\n  R2"));
  CHECK(contains(outcome.out, "+ 1 not readable\n              big.txt: "));
}

TEST_CASE("dependants of a failed rule are run or skipped as asked", "[cli][validate]") {
  const SmallPack small;
  const auto verdict = [&](const std::string& what) {
    return Json::parse(
        check(small, {"--on-dependency-failure", what, "--format", "json"}).out)["results"][4]["verdict"];
  };
  CHECK(verdict("run") == "failed");
  CHECK(verdict("skip") == "skipped");
}

TEST_CASE("verbose shows what passed, quiet only what failed", "[cli][validate]") {
  const SmallPack small;
  const Outcome verbose = check(small, {"-v"});
  CHECK(contains(verbose.out, "PASSED  2 rules passed"));
  CHECK(contains(verbose.error, "sotval-cli: info: checking " + small.repository() + " against small 2.3.4\n"));
  const Outcome quiet = check(small, {"-q"});
  CHECK(quiet.code == 1);
  CHECK(contains(quiet.out, "R3"));
  CHECK_FALSE(contains(quiet.out, "SUMMARY"));
  small.complete();
  const Outcome silent = check(small, {"--quiet"});
  CHECK(silent.code == 0);
  CHECK((silent.out + silent.error).empty());
}

TEST_CASE("two runs give the same reproducible report", "[cli][validate]") {
  const SmallPack small;
  const std::string first = check(small, {"--format", "json", "--reproducible"}).out;
  CHECK(first == check(small, {"--format", "json", "--reproducible"}).out);
  CHECK_FALSE(Json::parse(first).contains("run"));
  CHECK(Json::parse(check(small, {"--format", "json"}).out).contains("run"));
}

TEST_CASE("names of files cannot drive the terminal and read back from JSON", "[cli][validate]") {
  const SmallPack small;
  const std::string name = "\x1b[2J\n\xff.txt";
  small.write(name, "a secret\n");
  const Outcome text = check(small, {"--rule", "R2"});
  CHECK(text.code == 1);
  CHECK(contains(text.out, "    \\x1b[2J\\n\\xff.txt:1:3"));
  CHECK_FALSE(contains(text.out, "\x1b"));
  const Outcome json = check(small, {"--rule", "R2", "--format", "json"});
  const Json finding = Json::parse(json.out)["results"][0]["findings"][0];
  CHECK(finding["path_bytes"] == "1b5b324a0aff2e747874");
}

TEST_CASE("a root that is none is named, with what to do", "[cli][validate]") {
  const SmallPack small;
  const Outcome missing = run({"--repo-root", "/does/not/exist"});
  CHECK(missing.code == 2);
  CHECK(missing.out.empty());
  CHECK(missing.error ==
        "sotval-cli: error: '/does/not/exist' does not exist; give the directory to check with --repo-root DIR\n");
  const Outcome file = run({"--repo-root", small.pack()});
  CHECK(file.code == 2);
  CHECK(contains(file.error, "pack.yaml' is not a directory"));
}

TEST_CASE("a pack with errors shows all of them with their places", "[cli][validate]") {
  const support::TemporaryDirectory directory;
  const std::string pack = directory.write(
      "bad.yaml", "sotval: 1\npack: bad\nrules:\n"
                  "  - {id: A, title: a, severity: hihg, batch: 0, check: {kind: path_exists, globs: [x]}}\n"
                  "  - {id: B, title: b, severity: low, batch: 0, check: {kind: nonsense}}\n");
  const Outcome outcome = run({"--pack", pack, "--repo-root", "/"});
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.error, pack + ":4:"));
  CHECK(contains(outcome.error, "'high'"));
  CHECK(contains(outcome.error, pack + ":5:"));
  CHECK(contains(outcome.error, "sotval-cli: error: the rule pack cannot be used, nothing was checked\n"));
}

TEST_CASE("a pack that does not exist is named", "[cli][validate]") {
  const Outcome file = run({"--pack", "./no-such-pack.yaml"});
  CHECK(file.code == 2);
  CHECK(contains(file.error, "no-such-pack.yaml"));
  const Outcome name = run({"--pack", "ssdi"});
  CHECK(name.code == 2);
  CHECK(contains(name.error, "ssid"));
}
