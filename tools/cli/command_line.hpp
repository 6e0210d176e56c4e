#pragma once

#include <chrono>
#include <cstdint>
#include <optional>
#include <stdexcept>
#include <string>
#include <variant>
#include <vector>

#include <sotval/demo.hpp>
#include <sotval/validator.hpp>

// What the user asked for, as plain data. Parsing looks at the arguments alone: no file, no
// environment, nothing printed.

namespace sotval::cli {

enum class Format : std::uint8_t { text, json };
enum class When : std::uint8_t { automatic, always, never };

/// Where the work is done. Empty: as the library has it.
struct RunOptions {
  Strategy strategy = Strategy::automatic;
  std::optional<unsigned> workers; ///< 0: the CPUs that this process may use
  bool use_process_pool = true;
  bool use_shared_memory = true;
  std::optional<std::chrono::milliseconds> job_timeout; ///< 0: no limit
  std::optional<std::uint64_t> worker_memory;           ///< bytes; 0: no limit
};

/// What to tell of options that were given but do nothing with that strategy, one line each.
std::vector<std::string> options_without_effect(const RunOptions& options);

/// What to check and how, once or again and again.
struct CheckOptions {
  std::string repo_root = ".";
  bool first_word = false; ///< the root was the first argument, where a command may stand too
  std::string pack = "ssid";
  Selection selection;
  bool progress = true;
  When color = When::automatic;
  unsigned verbosity = 0; ///< how often -v was given
  bool quiet = false;
  RunOptions run;
  bool allow_commands = false;
  std::optional<bool> skip_dependants;
  std::optional<std::uint64_t> max_file_size;
  bool cache = true;
  std::string cache_directory; ///< empty: the default one
};

/// What is to be taken for the content of a path.
struct OverlaidPath {
  std::string path; ///< in the repository
  std::string file; ///< that has the bytes, "-": standard input; empty: nothing is there
};

struct ValidateCommand : CheckOptions {
  std::vector<OverlaidPath> overlay; ///< in the order given
  std::string changed_since; ///< a commit; findings are limited to what changed since. Empty: no limit
  std::string files_from;    ///< a file with paths that findings are limited to, "-": standard input. Empty: no limit
  Severity fail_on = Severity::info;
  bool exit_zero = false;
  Format format = Format::text;
  std::string output = "-"; ///< "-": standard output
  bool reproducible = false;
};

struct WatchCommand : CheckOptions {};

struct BenchCommand : CheckOptions {
  unsigned runs = 5;
  bool scaling = false;          ///< else: compare
  std::vector<unsigned> workers; ///< 0: the CPUs that this process may use; empty: as the mode has it
  bool batches = false;
  bool warm = false;
  std::string output; ///< for JSON; empty: none
  std::string html;   ///< empty: none
};

/// Two files that BenchCommand wrote.
struct BenchDiffCommand {
  std::string before;
  std::string after;
};

struct ListCommand {
  std::string pack = "ssid";
  Selection selection;
  Format format = Format::text;
};

struct ExplainCommand {
  std::string pack = "ssid";
  std::string rule;
};

struct SchemaCommand {};

struct DemoCommand {
  std::string directory;
  DemoOptions options;
};

struct SelfTestCommand {};

enum class CacheAction : std::uint8_t { info, clean };

struct CacheCommand {
  CacheAction action = CacheAction::info;
  std::string directory; ///< of the fact store; empty: the default one
};

struct HelpCommand {
  std::string text;
};

struct VersionCommand {};

using Command = std::variant<ValidateCommand, WatchCommand, BenchCommand, BenchDiffCommand, ListCommand, ExplainCommand, SchemaCommand, DemoCommand, SelfTestCommand,
                             CacheCommand, HelpCommand, VersionCommand>;

/// The arguments do not make sense; what() says which and what would.
class UsageError : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

/// Requires: `arguments` without the program's name. Throws UsageError.
Command parse_command_line(const std::vector<std::string>& arguments);

/// The command that was probably meant by a word; empty if none comes near.
std::string similar_command(const std::string& word);

} // namespace sotval::cli
