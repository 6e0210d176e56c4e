#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::ProgramOptions;
using support::run;
using support::SmallPack;
using support::Stream;

namespace {

const std::string escape = "\x1b";

Outcome check(const SmallPack& small, const ProgramOptions& options, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {small.repository(), "--pack", small.pack()});
  return run(more, options);
}

using Environment = std::map<std::string, std::string>;

bool colored(const SmallPack& small, Stream out, const Environment& environment, std::vector<std::string> more = {}) {
  return contains(check(small, {.environment = environment, .out = out}, std::move(more)).out, escape);
}

} // namespace

TEST_CASE("colours are for terminals", "[cli][terminal]") {
  const SmallPack small;
  CHECK(colored(small, Stream::terminal, {{"TERM", "xterm"}}));
  CHECK_FALSE(colored(small, Stream::pipe, {{"TERM", "xterm"}}));
  CHECK_FALSE(colored(small, Stream::terminal, {{"TERM", "dumb"}}));
}

TEST_CASE("NO_COLOR switches colours off unless it is empty", "[cli][terminal]") {
  const SmallPack small;
  CHECK_FALSE(colored(small, Stream::terminal, {{"NO_COLOR", "1"}}));
  CHECK_FALSE(colored(small, Stream::terminal, {{"NO_COLOR", "0"}}));
  CHECK(colored(small, Stream::terminal, {{"NO_COLOR", ""}}));
  CHECK_FALSE(colored(small, Stream::pipe, {{"NO_COLOR", "1"}, {"CLICOLOR_FORCE", "1"}}));
}

TEST_CASE("CLICOLOR_FORCE switches colours on unless it is 0", "[cli][terminal]") {
  const SmallPack small;
  CHECK(colored(small, Stream::pipe, {{"CLICOLOR_FORCE", "1"}}));
  CHECK_FALSE(colored(small, Stream::pipe, {{"CLICOLOR_FORCE", "0"}}));
  CHECK_FALSE(colored(small, Stream::pipe, {{"CLICOLOR_FORCE", ""}}));
}

TEST_CASE("option --color has the last word", "[cli][terminal]") {
  const SmallPack small;
  CHECK(colored(small, Stream::pipe, {{"NO_COLOR", "1"}}, {"--color", "always"}));
  CHECK_FALSE(colored(small, Stream::terminal, {{"CLICOLOR_FORCE", "1"}}, {"--color", "never"}));
  CHECK(colored(small, Stream::terminal, {}, {"--color", "auto"}));
}

TEST_CASE("a file gets colours only if asked for", "[cli][terminal]") {
  const SmallPack small;
  CHECK_FALSE(colored(small, Stream::pipe, {{"CLICOLOR_FORCE", "1"}}, {"-o", "/dev/stdout"}));
  CHECK(colored(small, Stream::pipe, {}, {"-o", "/dev/stdout", "--color", "always"}));
}

TEST_CASE("the progress bar shows the phases and is gone before the results", "[cli][terminal]") {
  const SmallPack small;
  const Outcome outcome = check(small, {.environment = {{"TERM", "xterm"}}, .error = Stream::terminal});
  CHECK(outcome.code == 1);
  for (const char* phase : {"\rscan", "\rgather", "\rjudge"}) CHECK(contains(outcome.error, phase));
  CHECK(contains(outcome.error, "[##############################] 100 %"));
  const std::string cleared = "\r\x1b[K";
  REQUIRE(outcome.error.size() >= cleared.size());
  CHECK(outcome.error.substr(outcome.error.size() - cleared.size()) == cleared);
  CHECK_FALSE(contains(outcome.error, "\n"));
}

TEST_CASE("the progress bar is for people who watch", "[cli][terminal]") {
  const SmallPack small;
  const auto error = [&](const Environment& environment, Stream stream, std::vector<std::string> more = {}) {
    return check(small, {.environment = environment, .error = stream}, std::move(more)).error;
  };
  CHECK_FALSE(error({}, Stream::terminal).empty());
  CHECK_FALSE(error({{"CI", ""}}, Stream::terminal).empty());
  CHECK(error({}, Stream::pipe).empty());
  CHECK(error({{"CI", "true"}}, Stream::terminal).empty());
  CHECK(error({{"TERM", "dumb"}}, Stream::terminal).empty());
  CHECK(error({}, Stream::terminal, {"--no-progress"}).empty());
  CHECK(error({}, Stream::terminal, {"--quiet"}).empty());
}

TEST_CASE("results never share a stream with messages", "[cli][terminal]") {
  const SmallPack small;
  const Outcome outcome = check(small, {.out = Stream::pipe, .error = Stream::terminal}, {"-vv"});
  CHECK(contains(outcome.out, "SUMMARY"));
  CHECK_FALSE(contains(outcome.out, "sotval-cli:"));
  CHECK_FALSE(contains(outcome.error, "SUMMARY"));
}
