#include "command_line.hpp"

#include <algorithm>
#include <array>
#include <limits>
#include <optional>
#include <string_view>

#include <sotval/pools.hpp>

#include "convert.hpp"
#include "help.hpp"
#include "option_parser.hpp"
#include "pack/spelling.hpp"

// One function per command: it declares the options, each of which fills in its part of the plain
// data, and parses.

namespace sotval::cli {

namespace {

constexpr std::array<std::string_view, 10> command_names{"validate", "watch", "bench",     "list",  "explain",
                                                         "schema",   "demo",  "self-test", "cache", "help"};

using Arguments = std::vector<std::string>;

constexpr std::uint64_t max_bench_runs = 10'000;

bool is_command(std::string_view word) {
  return std::find(command_names.begin(), command_names.end(), word) != command_names.end();
}

// Thrown out of the parser, as help and version make all other arguments pointless.
struct HelpAsked {};
struct VersionAsked {};
struct SelfTestAsked {};

const std::string& not_empty(std::string_view option, const std::string& word) {
  if (word.empty()) throw UsageError(std::string(option) + ": the value is empty");
  return word;
}

Format format_of(const std::string& word) {
  return one_of<Format>("--format", word, {{"text", Format::text}, {"json", Format::json}});
}

void add_common(OptionParser& parser) {
  parser.flag("-h,--help", "show this help", [](unsigned) { throw HelpAsked(); });
  parser.flag("--version", "show the version", [](unsigned) { throw VersionAsked(); });
}

void add_pack(OptionParser& parser, std::string& pack) {
  parser.value("--pack", "ssid|FILE",
               "the rules: the name of a built-in pack, or a file if there is a '/' or '.' in it (default: ssid)",
               [&](const std::string& word) { pack = not_empty("--pack", word); });
}

void add_selection(OptionParser& parser, Selection& selection) {
  parser.value("--batch-only", "N", "only the rules of batch N", [&](const std::string& word) {
    selection.batch = static_cast<unsigned>(number_of("--batch-only", word, std::numeric_limits<unsigned>::max()));
  });
  parser.values("--rule", "ID", "only this rule; may be given several times",
                [&](const std::string& word) { selection.rules.push_back(not_empty("--rule", word)); });
  parser.value("--severity", "LEVEL", "only rules at least this severe: critical, high, medium, low or info",
               [&](const std::string& word) { selection.severity = severity_of("--severity", word); });
}

/// The root may be given as an option or as a word; without either it is the current directory.
struct Root {
  std::optional<std::string> option;
  std::optional<std::string> word;
};

void add_root(OptionParser& parser, Root& root) {
  parser.word("DIR",
              "the repository to check (default: the current directory); write ./list if it is called like a command",
              [&](const std::string& word) { root.word = not_empty("DIR", word); });
  parser.value("--repo-root", "DIR", "the same",
               [&](const std::string& word) { root.option = not_empty("--repo-root", word); });
}

std::string root_of(const Root& root) {
  if (root.word && root.option) {
    if (is_command(*root.word)) throw UsageError("the command comes first: sotval-cli " + *root.word + " ...");
    throw UsageError("two repositories are given: " + core::in_quotes(*root.option) + " and " +
                     core::in_quotes(*root.word));
  }
  return root.word ? *root.word : root.option.value_or(".");
}

void add_limit(OptionParser& parser, ValidateCommand& command) {
  parser.value("--changed-since", "REF",
               "limit findings, and with them exit code 1, to files that changed since the work left REF, a git branch, tag or commit; rules are "
               "judged on the whole tree nevertheless, and findings of the whole tree are told; files that git ignores do not count",
               [&](const std::string& word) { command.changed_since = not_empty("--changed-since", word); });
  parser.value("--files-from", "FILE", "the same for the files and directories listed in FILE ('-': standard input), relative to the repository, one a line or each ended by a zero byte",
               [&](const std::string& word) { command.files_from = not_empty("--files-from", word); });
}

// The last '=' divides, as names of our own files can be chosen and those of the repository cannot.
OverlaidPath overlaid_path(const std::string& word) {
  const std::size_t equals = word.rfind('=');
  if (equals == std::string::npos || equals == 0 || equals + 1 == word.size())
    throw UsageError("--overlay: " + core::in_quotes(word) + " is not PATH=FILE");
  return {word.substr(0, equals), word.substr(equals + 1)};
}

void add_overlay(OptionParser& parser, ValidateCommand& command) {
  parser.values("--overlay", "PATH=FILE",
                "check as if PATH in the repository had the bytes of FILE ('-': standard input), before it is saved; may be given several times",
                [&](const std::string& word) { command.overlay.push_back(overlaid_path(word)); });
  parser.values("--overlay-without", "PATH", "check as if there were nothing at PATH; may be given several times",
                [&](const std::string& word) { command.overlay.push_back({not_empty("--overlay-without", word), {}}); });
}

void require_one_input(const ValidateCommand& command) {
  const auto from_input = std::count_if(command.overlay.begin(), command.overlay.end(), [](const OverlaidPath& path) { return path.file == "-"; });
  if (from_input + (command.files_from == "-") > 1) throw UsageError("standard input can be read once, but '-' is given several times");
}

void add_terminal(OptionParser& parser, CheckOptions& command) {
  parser.flag("--no-progress", "no progress bar", [&](unsigned) { command.progress = false; });
  parser.value("--color", "WHEN", "auto (default), always or never", [&](const std::string& word) {
    command.color =
        one_of<When>("--color", word, {{"auto", When::automatic}, {"always", When::always}, {"never", When::never}});
  });
}

void add_output(OptionParser& parser, ValidateCommand& command) {
  parser.value("--format", "FORMAT", "text (default) or json",
               [&](const std::string& word) { command.format = format_of(word); });
  parser.value("-o,--output", "FILE", "write the report to FILE, as a whole or not at all; '-' is standard output",
               [&](const std::string& word) { command.output = not_empty("--output", word); });
  parser.flag("--reproducible", "json without times and places of this run",
              [&](unsigned) { command.reproducible = true; });
  add_terminal(parser, command);
  parser.flag("-v,--verbose", "also rules that passed, with evidence; -vv: also what the engine notes",
              [&](unsigned times) { command.verbosity = times; });
  parser.flag("-q,--quiet", "only failures: no summary, no warnings", [&](unsigned) { command.quiet = true; });
}

void add_judgement(OptionParser& parser, ValidateCommand& command) {
  parser.value("--fail-on", "LEVEL",
               "exit with 1 only for failed rules at least this severe (default: info, that is all)",
               [&](const std::string& word) { command.fail_on = severity_of("--fail-on", word); });
  parser.flag("--exit-zero", "exit with 0 even if rules failed", [&](unsigned) { command.exit_zero = true; });
}

void add_reach(OptionParser& parser, CheckOptions& command) {
  parser.value(
      "--on-dependency-failure", "WHAT",
      "with rules that depend on a failed one: run or skip (default: as the pack says)", [&](const std::string& word) {
        command.skip_dependants = one_of<bool>("--on-dependency-failure", word, {{"run", false}, {"skip", true}});
      });
  parser.flag("--allow-commands", "let checks of kind 'command' run external programs; for packs that you trust",
              [&](unsigned) { command.allow_commands = true; });
  parser.value("--max-file-size", "BYTES", "do not read larger files but report them; 0: no limit (default: 64 MiB)",
               [&](const std::string& word) {
                 command.max_file_size = number_of("--max-file-size", word, std::numeric_limits<std::uint64_t>::max());
               });
}

void add_subject(OptionParser& parser, Root& root, CheckOptions& command) {
  parser.heading("What to check");
  add_root(parser, root);
  add_pack(parser, command.pack);
  add_selection(parser, command.selection);
  add_reach(parser, command);
}

void add_cache_directory(OptionParser& parser, std::string& directory) {
  parser.value("--cache-dir", "DIR", "where it is known from one run to the next what files say (default: $XDG_CACHE_HOME/sotval or ~/.cache/sotval)",
               [&](const std::string& word) { directory = not_empty("--cache-dir", word); });
}

void add_cache(OptionParser& parser, CheckOptions& command) {
  parser.flag("--no-cache", "read every file, and keep nothing for the next run", [&](unsigned) { command.cache = false; });
  add_cache_directory(parser, command.cache_directory);
}

void add_run(OptionParser& parser, RunOptions& run) {
  parser.value("--strategy", "HOW", "auto (default: by what it will cost), sequential, threads or processes",
               [&](const std::string& word) { run.strategy = strategy_of("--strategy", word); });
  parser.value("-j,--workers,--jobs", "N", "threads or processes; 0: one for each CPU this program may use (default)",
               [&](const std::string& word) {
                 run.workers = static_cast<unsigned>(number_of("--workers", word, max_pool_workers));
               });
  parser.flag("--no-process-pool", "threads where it would come to processes",
              [&](unsigned) { run.use_process_pool = false; });
  parser.flag("--no-shared-memory", "send each worker process a copy of its input",
              [&](unsigned) { run.use_shared_memory = false; });
  parser.value("--job-timeout", "SECONDS",
               "a worker process that spends more on one file is ended; 0: no limit (default: 60)",
               [&](const std::string& word) { run.job_timeout = seconds_of("--job-timeout", word); });
  parser.value("--worker-memory", "BYTES",
               "what a worker process may allocate, also as 512M or 2G; 0: no limit (default)",
               [&](const std::string& word) { run.worker_memory = bytes_of("--worker-memory", word); });
}

void require_agreement(const CheckOptions& command) {
  if (command.quiet && command.verbosity > 0) throw UsageError("--quiet and --verbose exclude each other");
  if (command.run.strategy == Strategy::processes && !command.run.use_process_pool)
    throw UsageError("--strategy processes and --no-process-pool exclude each other");
}

/// Runs the parser and turns requests for help and version into commands.
template <typename Result, typename Finish>
Command parsed(OptionParser& parser, const Arguments& arguments, Result& command, const std::string& help,
               Finish finish) {
  try {
    parser.parse(arguments);
  } catch (const HelpAsked&) {
    return HelpCommand{help};
  } catch (const VersionAsked&) {
    return VersionCommand{};
  } catch (const SelfTestAsked&) {
    return SelfTestCommand{};
  }
  finish();
  return command;
}

Command parse_validate(const Arguments& arguments, bool named) {
  ValidateCommand command;
  Root root;
  OptionParser parser;
  parser.heading("What to check");
  add_root(parser, root);
  add_pack(parser, command.pack);
  add_selection(parser, command.selection);
  add_overlay(parser, command);
  parser.heading("What to make of it");
  add_judgement(parser, command);
  add_limit(parser, command);
  add_reach(parser, command);
  parser.heading("What to show");
  add_output(parser, command);
  parser.heading("How to run it");
  add_run(parser, command.run);
  add_cache(parser, command);
  parser.heading("Other");
  if (!named)
    parser.flag("--test-pickle", "the same as the command self-test", [](unsigned) { throw SelfTestAsked(); });
  add_common(parser);
  return parsed(parser, arguments, command, named ? help_of_validate(parser.help()) : help_of_program(parser.help()),
                [&] {
                  command.repo_root = root_of(root);
                  command.first_word = !named && !arguments.empty() && root.word == arguments.front();
                  require_agreement(command);
                  if (!command.changed_since.empty() && !command.files_from.empty())
                    throw UsageError("--changed-since and --files-from exclude each other");
                  require_one_input(command);
                  if (command.reproducible && command.format != Format::json)
                    throw UsageError("--reproducible needs --format json");
                });
}

Command parse_watch(const Arguments& arguments) {
  WatchCommand command;
  Root root;
  OptionParser parser;
  add_subject(parser, root, command);
  parser.heading("What to show");
  add_terminal(parser, command);
  parser.flag("-v,--verbose", "at first all that 'validate' shows; -vv: also what the engine notes",
              [&](unsigned times) { command.verbosity = times; });
  parser.flag("-q,--quiet", "at first only the counts, and nothing of runs that change nothing",
              [&](unsigned) { command.quiet = true; });
  parser.heading("How to run it");
  add_run(parser, command.run);
  add_cache(parser, command);
  parser.heading("Other");
  add_common(parser);
  return parsed(parser, arguments, command, help_of_watch(parser.help()), [&] {
    command.repo_root = root_of(root);
    require_agreement(command);
  });
}

void add_measurement(OptionParser& parser, BenchCommand& command) {
  parser.value("--runs", "N", "how often each case is run, after one run to warm up (default: 5)", [&](const std::string& word) {
    command.runs = static_cast<unsigned>(number_of("--runs", word, max_bench_runs));
    if (command.runs == 0) throw UsageError("--runs: '0' measures nothing, expected 1 or more");
  });
  parser.value("--mode", "MODE", "compare (default): sequential, threads and processes; scaling: the pools with several numbers of workers", [&](const std::string& word) {
    command.scaling = one_of<bool>("--mode", word, {{"compare", false}, {"scaling", true}});
  });
  parser.value("-j,--workers,--jobs", "N,...", "numbers of workers for the pools; 0: one for each CPU this program may use (default; with --mode scaling 1, 2, 4 ... up to twice the CPUs)",
               [&](const std::string& word) { command.workers = numbers_of("--workers", word, max_pool_workers); });
  parser.flag("--batches", "also each batch alone, with threads and processes", [&](unsigned) { command.batches = true; });
  parser.flag("--cold", "runs know nothing from earlier ones (default)", [&](unsigned) { command.warm = false; });
  parser.flag("--warm", "runs know from the one before what files say, and workers are there", [&](unsigned) { command.warm = true; });
}

Command parse_bench_diff(const Arguments& arguments) {
  BenchDiffCommand command;
  OptionParser parser;
  parser.heading("Options");
  parser.word("BEFORE", "a file that 'bench --output' wrote", [&](const std::string& word) { command.before = not_empty("BEFORE", word); });
  parser.word("AFTER", "another one", [&](const std::string& word) { command.after = not_empty("AFTER", word); });
  add_common(parser);
  return parsed(parser, arguments, command, help_of_bench_diff(parser.help()), [&] {
    if (command.after.empty()) throw UsageError("which two? sotval-cli bench diff BEFORE.json AFTER.json");
  });
}

Command parse_bench(const Arguments& arguments) {
  if (!arguments.empty() && arguments.front() == "diff") return parse_bench_diff({arguments.begin() + 1, arguments.end()});
  BenchCommand command;
  Root root;
  OptionParser parser;
  add_subject(parser, root, command);
  parser.heading("What to measure");
  add_measurement(parser, command);
  parser.flag("--no-shared-memory", "send each worker process a copy of its input", [&](unsigned) { command.run.use_shared_memory = false; });
  parser.heading("What to show");
  parser.value("-o,--output", "FILE", "write all figures to FILE as JSON, for 'bench diff' and other programs",
               [&](const std::string& word) { command.output = not_empty("--output", word); });
  parser.value("--html", "FILE", "write a page with plots, which needs nothing but itself", [&](const std::string& word) { command.html = not_empty("--html", word); });
  parser.flag("--no-progress", "no progress bar", [&](unsigned) { command.progress = false; });
  parser.flag("-v,--verbose", "tell what is measured next", [&](unsigned times) { command.verbosity = times; });
  parser.heading("Other");
  add_common(parser);
  return parsed(parser, arguments, command, help_of_bench(parser.help()), [&] {
    command.repo_root = root_of(root);
    if (command.batches && (command.selection.batch || command.selection.severity || !command.selection.rules.empty()))
      throw UsageError("--batches measures all batches, without --batch-only, --rule and --severity");
    if (command.output == "-" || command.html == "-") throw UsageError("standard output has the text; give --output and --html a file");
    if (!command.output.empty() && command.output == command.html) throw UsageError("--output and --html name the same file");
  });
}

Command parse_list(const Arguments& arguments) {
  ListCommand command;
  OptionParser parser;
  parser.heading("Options");
  add_pack(parser, command.pack);
  add_selection(parser, command.selection);
  parser.value("--format", "FORMAT", "text (default) or json",
               [&](const std::string& word) { command.format = format_of(word); });
  add_common(parser);
  return parsed(parser, arguments, command, help_of_list(parser.help()), [] {});
}

Command parse_explain(const Arguments& arguments) {
  ExplainCommand command;
  OptionParser parser;
  parser.heading("Options");
  parser.word("RULE", "id of the rule, as the list and reports show it",
              [&](const std::string& word) { command.rule = word; });
  add_pack(parser, command.pack);
  add_common(parser);
  return parsed(parser, arguments, command, help_of_explain(parser.help()), [&] {
    if (command.rule.empty()) throw UsageError("which rule? sotval-cli explain RULE; 'sotval-cli list' shows all");
  });
}

Command parse_schema(const Arguments& arguments) {
  SchemaCommand command;
  OptionParser parser;
  parser.heading("Options");
  add_common(parser);
  return parsed(parser, arguments, command, help_of_schema(parser.help()), [] {});
}

Command parse_demo(const Arguments& arguments) {
  DemoCommand command;
  OptionParser parser;
  parser.heading("Options");
  parser.word("DIR", "where to write it; must be empty or not exist yet",
              [&](const std::string& word) { command.directory = word; });
  parser.value("--break", "N", "break N things (default: 0), at most " + std::to_string(max_demo_damages()),
               [&](const std::string& word) {
                 command.options.damages = static_cast<unsigned>(number_of("--break", word, max_demo_damages()));
               });
  parser.value("--seed", "S", "a number that chooses what to break (default: 1)", [&](const std::string& word) {
    command.options.seed = number_of("--seed", word, std::numeric_limits<std::uint64_t>::max());
  });
  add_common(parser);
  return parsed(parser, arguments, command, help_of_demo(parser.help()), [&] {
    if (command.directory.empty()) throw UsageError("where to? sotval-cli demo DIR");
  });
}

Command parse_self_test(const Arguments& arguments) {
  SelfTestCommand command;
  OptionParser parser;
  parser.heading("Options");
  add_common(parser);
  return parsed(parser, arguments, command, help_of_self_test(parser.help()), [] {});
}

Command parse_cache(const Arguments& arguments) {
  CacheCommand command;
  bool given = false;
  OptionParser parser;
  parser.heading("Options");
  parser.word("ACTION", "info: show what is there; clean: remove the fact store, and what programs that are gone have left",
              [&](const std::string& word) {
                given = true;
                command.action = one_of<CacheAction>(
                    "cache", word, {{"info", CacheAction::info}, {"clean", CacheAction::clean}});
              });
  add_cache_directory(parser, command.directory);
  add_common(parser);
  return parsed(parser, arguments, command, help_of_cache(parser.help()), [&] {
    if (!given) throw UsageError("which action? sotval-cli cache info, or sotval-cli cache clean");
  });
}

Command parse_command(const std::string& name, const Arguments& arguments) {
  if (name == "watch") return parse_watch(arguments);
  if (name == "bench") return parse_bench(arguments);
  if (name == "list") return parse_list(arguments);
  if (name == "explain") return parse_explain(arguments);
  if (name == "schema") return parse_schema(arguments);
  if (name == "demo") return parse_demo(arguments);
  if (name == "self-test") return parse_self_test(arguments);
  if (name == "cache") return parse_cache(arguments);
  return parse_validate(arguments, true);
}

// "help", "help list"
Command parse_help(const Arguments& arguments) {
  if (arguments.empty()) return parse_validate({"--help"}, false);
  const std::string& name = arguments.front();
  if (!is_command(name) || name == "help")
    throw UsageError("no help on " + core::in_quotes(name) + ", " +
                     core::suggest(name, std::span(command_names).first(command_names.size() - 1)));
  return parse_command(name, {"--help"});
}

} // namespace

Command parse_command_line(const std::vector<std::string>& arguments) {
  if (arguments.empty() || !is_command(arguments.front())) return parse_validate(arguments, false);
  const Arguments rest(arguments.begin() + 1, arguments.end());
  return arguments.front() == "help" ? parse_help(rest) : parse_command(arguments.front(), rest);
}

std::vector<std::string> options_without_effect(const RunOptions& options) {
  std::vector<std::string> notes;
  const bool sequential = options.strategy == Strategy::sequential;
  if (sequential && options.workers.value_or(0) > 1)
    notes.emplace_back("--workers has no effect with --strategy sequential");
  const bool processes = options.use_process_pool && !sequential && options.strategy != Strategy::threads;
  if (!processes && !options.use_shared_memory)
    notes.emplace_back("--no-shared-memory has no effect without worker processes");
  if (!processes && options.worker_memory.value_or(0) != 0)
    notes.emplace_back("--worker-memory has no effect without worker processes");
  return notes;
}

std::string similar_command(const std::string& word) { return std::string(core::nearest(word, command_names)); }

} // namespace sotval::cli
