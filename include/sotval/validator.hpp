#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>

#include <sotval/execution_strategy.hpp>
#include <sotval/export.hpp>
#include <sotval/logger.hpp>
#include <sotval/overlay.hpp>
#include <sotval/process_stats.hpp>
#include <sotval/progress.hpp>
#include <sotval/report.hpp>
#include <sotval/rule.hpp>
#include <sotval/rule_pack.hpp>
#include <sotval/worker.hpp>

/// \file
/// The front door: a repository, a rule pack, a report.

namespace sotval {

namespace core {
struct ValidatorAccess;
}

/// Bounds that keep a run small whatever the repository holds.
struct Limits {
  std::uint64_t file_size = 64 * 1024 * 1024; ///< bytes; larger files are reported as unreadable. 0: no limit
  unsigned document_depth = 512;              ///< nesting of a YAML or JSON document. Requires: 1 to 900
  std::uint64_t document_nodes = 10'000'000;  ///< of a document with its aliases expanded
  std::size_t findings = 100;                 ///< listed per rule; the count is always complete. 0: none
  std::size_t evidence_items = 20;            ///< per list in the evidence; the counts are always complete. 0: none
};

/// How a run is carried out. It changes its speed and what it survives, never what it finds.
enum class Strategy : std::uint8_t {
  automatic,  ///< chosen by what the run will cost; the logger is told what and why
  sequential, ///< one file after the other, on the calling thread
  threads,    ///< several at once, on threads of this process
  processes,  ///< in worker processes, which may crash or hang
};

/// What to check, against what, and how.
struct ValidatorOptions {
  std::filesystem::path repo_root = "."; ///< the constructor looks up where that is
  std::optional<RulePack> pack;          ///< empty: the built-in SSID pack
  Limits limits;                         ///< of what is read and reported
  std::optional<bool> skip_dependants;   ///< of failed rules; empty: as the pack says

  Strategy strategy = Strategy::automatic;         ///< where files are read and custom rules are evaluated
  bool use_process_pool = true;                    ///< false: threads wherever `strategy` would come to processes
  std::shared_ptr<ExecutionStrategy> own_strategy; ///< replaces all of it if set. Shared with the caller; one run at a time
  unsigned max_workers = 0;                        ///< of the pools; 0: available_cpus(). At most max_pool_workers (pools.hpp)
  bool use_shared_memory = true;                   ///< these four: as in ProcessPoolOptions (pools.hpp)
  std::chrono::milliseconds job_timeout{60'000};   ///< in other strategies what takes longer is only logged
  std::uint64_t worker_memory = 0;                 ///< bytes; 0: no limit
  std::filesystem::path worker_program;            ///< empty: this program if `host` is set, else the installed one

  WorkerHost host;                              ///< of run_worker_if_asked(); brings its registry along
  std::shared_ptr<const RuleRegistry> registry; ///< custom rules where there is no `host`; empty: none
  bool allow_commands = false;                  ///< packs may run external programs (checks of kind `command`)

  /// How long the tree and what its files said stay in memory for the next call, which then opens only what has
  /// changed; whether it has is looked up each time. 0: not at all
  std::chrono::seconds cache_ttl{60};
  bool use_fact_store = false;           ///< keeps the same on disk, for other runs and programs
  std::filesystem::path cache_directory; ///< of the store; empty: default_cache_directory()
  std::uint64_t cache_limit = 1024 * 1024 * 1024; ///< bytes of all that is in the store; least recently used goes first. 0: no limit

  std::shared_ptr<ProgressListener> progress; ///< empty: none
  Logger logger;                              ///< empty: messages are dropped
};

/// $XDG_CACHE_HOME/sotval, else ~/.cache/sotval; empty if neither variable holds an absolute path.
SOTVAL_API std::filesystem::path default_cache_directory();

/// Checks one repository against one pack.
///
/// Ownership: holds its pack and options; the repository is only read.
/// Threads:   one call at a time per object; objects are independent of each other.
/// State:     every call looks at the repository anew, file by file, but reads only what has changed since the last
///            one (see cache_ttl). Worker processes are kept from call to call.
class SOTVAL_API Validator {
public:
  /// Throws InputError if the root is not a readable directory, an option is out of range, or the pack has
  /// custom rules that nobody registered, whose parameters are wrong or that worker processes were asked
  /// for but cannot have (no `host`), or commands that are not allowed.
  explicit Validator(ValidatorOptions options);
  Validator(Validator&&) noexcept;            ///< the other one may only be assigned to or destroyed then
  Validator& operator=(Validator&&) noexcept; ///< ends what it had, as the destructor does
  ~Validator();

  /// All rules of the pack.
  Report validate_all();
  /// The rules of one batch. Throws InputError if the pack has no such batch.
  Report validate_batch(unsigned batch);
  /// After a stop request the run ends early: with a report in which Report::run.stopped is set and rules
  /// that could not be decided any more are `error`, or, if nothing was decided yet, by throwing Stopped.
  /// Throws InputError if the selection is empty or names a rule that the pack does not have.
  Report validate(const Selection& selection, std::stop_token stop = {});
  /// The same for the tree as it would be. What is learnt of files that are as they are on disk is kept, as ever.
  /// Throws InputError also if a file of the overlay is a directory on disk, or lies below something that is none.
  Report validate(const Selection& selection, const Overlay& overlay, std::stop_token stop = {});

  const RulePack& pack() const noexcept; ///< valid as long as the validator

  /// Sums over all calls so far.
  ProcessStats process_stats() const;
  /// The same for people, with times, speed and workers of the last call; a few lines, UTF-8. Empty before the first.
  std::string performance_summary() const;
  /// Ends workers, gives shared memory back and forgets what cache_ttl keeps; a later call takes them anew. An own_strategy is left alone.
  /// Idempotent; the destructor calls it.
  void cleanup() noexcept;

private:
  friend struct core::ValidatorAccess;
  struct State;
  std::unique_ptr<State> state_;
};

/// A run that ended early because its stop token asked for it.
class SOTVAL_API Stopped : public Error {
public:
  using Error::Error;
};

} // namespace sotval
