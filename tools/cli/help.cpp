#include "help.hpp"

#include <string_view>

namespace sotval::cli {

namespace {

constexpr std::string_view validate_examples = R"(
Examples:
  sotval-cli                           check the current directory
  sotval-cli path/to/ssid              check that one
  sotval-cli --severity high           only what matters most
  sotval-cli --rule AR001 -v           one rule, with its evidence
  sotval-cli --format json -o r.json   a report for programs
  sotval-cli --pack ./my-rules.yaml    with rules of your own
)";

constexpr std::string_view exit_codes = R"(
Exit codes:
  0    every rule holds (advisories do not count)
  1    a rule at or above --fail-on failed
  2    wrong usage, pack or repository, or no rule selected: nothing was checked
  3    something could not be decided, or the report not written; outranks 1
  130  stopped by SIGINT (Ctrl-C); 143: by SIGTERM. What was decided until then
       is reported; a second signal ends the program at once
)";

constexpr std::string_view environment = R"(
Environment:
  NO_COLOR        if not empty: no colours, unless --color says otherwise
  CLICOLOR_FORCE  if neither empty nor 0: colours even if not on a terminal
  TERM            dumb: no colours and no progress bar
  CI              if not empty: no progress bar
  XDG_CACHE_HOME  where the directory of the fact store is; else HOME/.cache
)";

std::string join(std::string_view usage, std::string_view about, const std::string& options, std::string_view rest) {
  std::string text = "Usage: sotval-cli ";
  text.append(usage).append("\n\n").append(about).append("\n\n").append(options).append(rest);
  return text;
}

} // namespace

std::string help_of_program(const std::string& validate_options) {
  constexpr std::string_view about = R"(Checks a repository against a rule pack and reports what does not hold.

Commands:
  validate                     check a repository; the default command
  watch                        check it again when something changes, and tell
                               what turned red or green
  bench                        measure the strategies on a repository, and say
                               which one to use
  bench diff BEFORE AFTER      what has become faster or slower
  list                         show the rules of a pack
  explain RULE                 show what a rule checks, why, and how to comply
  schema                       print the JSON Schema of packs, for editors
  demo DIR                     write a small repository to try all this on
  self-test                    check that threads, worker processes and shared
                               memory do what they should on this machine
  cache info|clean             show what is kept for later runs and what shared
                               memory is in use, or remove what nobody needs
  help [COMMAND]               show this text, or that of a command)";
  std::string rest(validate_examples);
  rest.append("  sotval-cli demo /tmp/demo --break 3  something to look at\n");
  rest.append(exit_codes).append(environment);
  return join("[validate] [DIR] [OPTIONS]", about, validate_options, rest);
}

std::string help_of_validate(const std::string& options) {
  std::string rest(validate_examples);
  rest.append(exit_codes).append(environment);
  return join("[validate] [DIR] [OPTIONS]", "Checks a repository against a rule pack and reports what does not hold.",
              options, rest);
}

std::string help_of_watch(const std::string& options) {
  constexpr std::string_view about = R"(Checks a repository, then again whenever something in it has changed, and tells
which rules turned red (failed) or green (passed) since the last time. The tree
is watched with inotify; a burst of changes, as a git checkout is one, comes to
one run or a few. The pack is read again when its file has changed.)";
  constexpr std::string_view rest = R"(
Examples:
  sotval-cli watch                     watch the current directory
  sotval-cli watch --severity high     only what matters most
  sotval-cli watch --pack ./rules.yaml while writing rules

Exit codes:
  130  ended by SIGINT (Ctrl-C); 143: by SIGTERM
  2    wrong usage, pack or repository, or no rule selected
  3    the output cannot be written
)";
  return join("watch [DIR] [OPTIONS]", about, options, rest);
}

std::string help_of_bench(const std::string& options) {
  constexpr std::string_view about = R"(Measures how long a repository takes with each strategy, how much memory that
needs and what worker processes cost, and recommends a strategy. Cases take
turns, so that whatever else the machine does hits all alike.)";
  constexpr std::string_view rest = R"(
Examples:
  sotval-cli bench                          sequential, threads, processes
  sotval-cli bench --mode scaling --workers 2,4,8,16
  sotval-cli bench --batches --html b.html  also batch by batch, with plots
  sotval-cli bench --runs 9 -o after.json
  sotval-cli bench diff before.json after.json

Exit codes:
  0    measured, whatever the rules came to
  2    wrong usage, pack or repository
  3    there is nothing to compare: worker processes cannot be had, or results
       differ, as they do if the repository changes meanwhile
  130  stopped by SIGINT (Ctrl-C); 143: by SIGTERM
)";
  return join("bench [DIR] [OPTIONS]", about, options, rest);
}

std::string help_of_bench_diff(const std::string& options) {
  constexpr std::string_view about = R"(Compares two files that 'bench --output' wrote: each figure's change, and
whether it is more than the noise of both.)";
  return join("bench diff BEFORE AFTER", about, options, "");
}

std::string help_of_list(const std::string& options) {
  constexpr std::string_view rest = R"(
Examples:
  sotval-cli list --severity critical  the critical rules
  sotval-cli list --batch-only 0       the rules of a batch
  sotval-cli list --format json        for programs
)";
  return join("list [OPTIONS]", "Shows the rules of a pack in its order: id, batch, severity and title.", options,
              rest);
}

std::string help_of_explain(const std::string& options) {
  constexpr std::string_view rest = R"(
Examples:
  sotval-cli explain AR001
  sotval-cli explain --pack ./my-rules.yaml docs/readme-present
)";
  return join("explain RULE [OPTIONS]",
              "Shows what a rule checks, which files it reads, why it exists and how to comply.", options, rest);
}

std::string help_of_schema(const std::string& options) {
  constexpr std::string_view about = R"(Prints the JSON Schema of rule packs, by which editors complete keys, show what
they mean and underline what no pack can have.)";
  constexpr std::string_view rest = R"(
Example:
  sotval-cli schema > sotval-pack.schema.json
  and as the first line of a pack:
  # yaml-language-server: $schema=sotval-pack.schema.json
)";
  return join("schema", about, options, rest);
}

std::string help_of_demo(const std::string& options) {
  constexpr std::string_view rest = R"(
Examples:
  sotval-cli demo /tmp/demo            a repository on which every rule holds
  sotval-cli demo /tmp/demo --break 3  three things broken, it says which
)";
  return join("demo DIR [OPTIONS]", "Writes a repository that conforms to the built-in pack, to try sotval on.",
              options, rest);
}

std::string help_of_self_test(const std::string& options) {
  constexpr std::string_view about = R"(Checks, in a temporary directory, that worker processes, threads and shared
memory do what they should on this machine: what goes to a worker process and
back arrives unchanged, every strategy has the same verdicts, and what crashes
or hangs costs its own verdict only. Writes a line for each check.)";
  constexpr std::string_view rest = R"(
Exit codes:
  0    all is well
  3    a check failed
)";
  return join("self-test", about, options, rest);
}

std::string help_of_cache(const std::string& options) {
  constexpr std::string_view rest = R"(
Examples:
  sotval-cli cache info                names, sizes, last use, owners
  sotval-cli cache clean               what a living program owns is not touched
)";
  return join("cache ACTION", R"(Shows or tidies up what outlives a run: the fact store, in which it is known
from one run to the next what files say, and the shared memory that programs
of yours have under a name.)", options, rest);
}

} // namespace sotval::cli
