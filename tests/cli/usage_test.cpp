#include <cctype>
#include <regex>
#include <set>

#include "cli/support/program.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::run;

namespace {

/// A wrong call says so on standard error, points to the help and exits with 2.
void check_refused(const std::vector<std::string>& arguments, const std::string& message) {
  const Outcome outcome = run(arguments);
  INFO(message);
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(outcome.error == "sotval-cli: error: " + message + "\ntry 'sotval-cli --help'\n");
}

std::set<std::string> long_options(const std::string& text) {
  std::set<std::string> options;
  const std::regex pattern("--[a-z][a-z-]*");
  for (std::sregex_iterator at(text.begin(), text.end(), pattern), end; at != end; ++at) options.insert(at->str());
  return options;
}

} // namespace

TEST_CASE("help teaches commands, options, examples, exit codes and environment", "[cli][usage]") {
  const Outcome help = run({"--help"});
  CHECK(help.code == 0);
  CHECK(help.error.empty());
  for (const char* word : {"validate", "watch", "list", "explain RULE", "schema", "demo DIR", "self-test", "cache info|clean",
                           "Examples:", "Exit codes:", "Environment:", "NO_COLOR", "130", "143"})
    CHECK(contains(help.out, word));
  CHECK(long_options(help.out) ==
        std::set<std::string>{"--allow-commands", "--batch-only", "--break", "--cache-dir", "--changed-since", "--color", "--exit-zero",
                              "--fail-on", "--files-from", "--format", "--help", "--job-timeout", "--jobs", "--max-file-size", "--no-cache", "--no-process-pool",
                              "--no-progress", "--no-shared-memory", "--on-dependency-failure", "--output", "--overlay", "--overlay-without", "--pack",
                              "--quiet", "--repo-root", "--reproducible", "--rule", "--severity", "--strategy",
                              "--test-pickle", "--verbose", "--version", "--worker-memory", "--workers"});
  CHECK(run({"-h"}).out == help.out);
  CHECK(run({"help"}).out == help.out);
}

TEST_CASE("help fits 80 columns", "[cli][usage]") {
  for (const char* command : {"", "validate", "watch", "list", "explain", "schema", "demo", "self-test", "cache"}) {
    const std::string text = command[0] == '\0' ? run({"help"}).out : run({"help", command}).out;
    std::size_t column = 0;
    for (const char c : text) {
      column = c == '\n' ? 0 : column + 1;
      REQUIRE(column <= 80);
    }
  }
}

TEST_CASE("every command has a help of its own", "[cli][usage]") {
  for (const char* command : {"validate", "watch", "list", "explain", "schema", "demo", "self-test", "cache"}) {
    const Outcome help = run({command, "--help"});
    CHECK(help.code == 0);
    CHECK(help.out.rfind("Usage: sotval-cli ", 0) == 0);
    CHECK(contains(help.out.substr(0, help.out.find('\n')), command));
    CHECK(run({"help", command}).out == help.out);
  }
}

TEST_CASE("the version is one line", "[cli][usage]") {
  const Outcome outcome = run({"--version"});
  CHECK(outcome.code == 0);
  CHECK(std::regex_match(outcome.out, std::regex("sotval-cli \\d+\\.\\d+\\.\\d+\n")));
}

TEST_CASE("unknown options and commands get a suggestion", "[cli][usage]") {
  check_refused({"--repo-rot", "x"}, "unknown option '--repo-rot', did you mean '--repo-root'?");
  check_refused({"--formt=json"}, "unknown option '--formt', did you mean '--format'?");
  check_refused({"list", "--sevrity", "high"}, "unknown option '--sevrity', did you mean '--severity'?");
  check_refused({"--completely-different"}, "unknown option '--completely-different'");
  check_refused({"-x"}, "unknown option '-x'");
  check_refused({"help", "lst"}, "no help on 'lst', did you mean 'list'? (validate, watch, bench, list, explain, schema, demo, self-test, cache)");
}

TEST_CASE("a mistyped command is not taken for a directory", "[cli][usage]") {
  const Outcome outcome = run({"validat"});
  CHECK(outcome.code == 2);
  CHECK(outcome.error ==
        "sotval-cli: error: 'validat' does not exist, nor is it a command; did you mean 'validate'?\n");
}

TEST_CASE("wrong values are refused with what would be right", "[cli][usage]") {
  check_refused({"--fail-on", "hihg"},
                "--fail-on: unknown value 'hihg', did you mean 'high'? (critical, high, medium, low, info)");
  check_refused({"--severity", "fatal"},
                "--severity: unknown value 'fatal', expected one of critical, high, medium, low, info");
  check_refused({"--format", "xml"}, "--format: unknown value 'xml', expected one of text, json");
  check_refused({"--batch-only", "one"}, "--batch-only: 'one' is not a whole number from 0 to 4294967295");
  check_refused({"--batch-only", "4294967296"},
                "--batch-only: '4294967296' is not a whole number from 0 to 4294967295");
  check_refused({"--max-file-size", "1e6"},
                "--max-file-size: '1e6' is not a whole number from 0 to 18446744073709551615");
  check_refused({"--repo-root", ""}, "--repo-root: the value is empty");
  check_refused({"--repo-root="}, "--repo-root: the value is missing");
  check_refused({"--output", ""}, "--output: the value is empty");
}

TEST_CASE("a number of workers goes from 0 to 1024 under each of its names", "[cli][usage]") {
  for (const char* option : {"--workers", "--jobs", "-j"})
    for (const char* word : {"abc", "-1", "10000", "1025", "2.5", "1k", "99999999999999999999"}) {
      INFO(option);
      check_refused({option, word}, "--workers: '" + std::string(word) + "' is not a whole number from 0 to 1024");
    }
  check_refused({"-j-1"}, "--workers: '-1' is not a whole number from 0 to 1024");
  check_refused({"--workers"}, "--workers: the value is missing");
  for (const char* word : {"0", "1", "1024"})
    CHECK(contains(run({"--workers", word, "/does/not/exist"}).error, "'/does/not/exist' does not exist"));
  CHECK(contains(run({"-j2", "/does/not/exist"}).error, "'/does/not/exist' does not exist"));
}

TEST_CASE("how to run it is checked before anything is run", "[cli][usage]") {
  check_refused({"--strategy", "thread"}, "--strategy: unknown value 'thread', did you mean 'threads'? (auto, "
                                          "sequential, threads, processes)");
  for (const char* word : {"abc", "-1", "1e3", "nan", "inf", ".", "1.2.3", "0x10", "1000001", "1s"})
    check_refused({"--job-timeout", word}, "--job-timeout: '" + std::string(word) +
                                               "' is not a number of seconds from 0 to 1000000, such as 60 or 0.5");
  for (const char* word : {"abc", "-1", "K", "1KB", "1.5G", "1X", "16777216T", "99999999999999999999"})
    check_refused({"--worker-memory", word},
                  "--worker-memory: '" + std::string(word) +
                      "' is not a number of bytes, such as 1048576, 1024K, 512M or 2G");
  check_refused({"--strategy", "processes", "--no-process-pool"},
                "--strategy processes and --no-process-pool exclude each other");
  for (const std::vector<std::string>& good :
       {std::vector<std::string>{"--job-timeout", "0"}, {"--job-timeout", "0.5"}, {"--job-timeout", ".5"},
        {"--job-timeout=1000000"}, {"--worker-memory", "0"}, {"--worker-memory", "1048576"},
        {"--worker-memory", "512m"}, {"--worker-memory", "1T"}, {"--strategy", "auto", "--no-process-pool"}}) {
    std::vector<std::string> arguments = good;
    arguments.emplace_back("/does/not/exist");
    CHECK(contains(run(arguments).error, "'/does/not/exist' does not exist"));
  }
}

TEST_CASE("words that are too many or too few are refused", "[cli][usage]") {
  check_refused({"a", "b"}, "unexpected argument 'b'");
  check_refused({"list", "a"}, "unexpected argument 'a'");
  check_refused({"explain"}, "which rule? sotval-cli explain RULE; 'sotval-cli list' shows all");
  check_refused({"demo"}, "where to? sotval-cli demo DIR");
  check_refused({"--repo-root", "a", "b"}, "two repositories are given: 'a' and 'b'");
  check_refused({"--repo-root", "a", "list"}, "the command comes first: sotval-cli list ...");
  check_refused({"--repo-root"}, "--repo-root: the value is missing");
}

TEST_CASE("options that contradict each other are refused", "[cli][usage]") {
  check_refused({"-q", "-v"}, "--quiet and --verbose exclude each other");
  check_refused({"--reproducible"}, "--reproducible needs --format json");
}

TEST_CASE("of an option given twice the last one counts", "[cli][usage]") {
  const Outcome outcome = run({"--repo-root", "/first", "--repo-root", "/second/does/not/exist"});
  CHECK(contains(outcome.error, "'/second/does/not/exist'"));
}

TEST_CASE("control characters in arguments are shown, not sent to the terminal", "[cli][usage]") {
  const Outcome outcome = run({"--repo-root", "/no\x1b[2J\xff"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.error, "'/no\\x1b[2J\\xff' does not exist"));
}

TEST_CASE("a word behind two dashes is a directory whatever it looks like", "[cli][usage]") {
  const Outcome outcome = run({"--", "--no-such-directory"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.error, "'--no-such-directory' does not exist"));
}
