#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <vector>

#include <sotval/export.hpp>
#include <sotval/process_stats.hpp>
#include <sotval/result.hpp>

/// \file
/// The outcome of one run. Plain data, owned by whoever holds it.
///
/// Everything outside `Report::run` (and the times of the single results) depends on the repository,
/// the pack and the selection alone: it is the same for every strategy, worker count, cache state,
/// working directory and order of creation of the files.

namespace sotval {

/// A file or directory that matters to a rule and could not be read.
struct UnreadableFile {
  std::string path;   ///< relative to the root, bytes as the file system has them
  std::string reason; ///< why, for people; UTF-8

  friend bool operator==(const UnreadableFile&, const UnreadableFile&) = default;
};

/// Counts of verdicts.
struct SOTVAL_API VerdictCounts {
  std::size_t total = 0;    ///< sum of the others
  std::size_t passed = 0;   ///< hold
  std::size_t failed = 0;   ///< do not hold
  std::size_t advisory = 0; ///< recommendations that do not hold
  std::size_t error = 0;    ///< could not be decided
  std::size_t skipped = 0;  ///< not judged

  /// Counts one more.
  void add(Verdict verdict) noexcept;
  friend bool operator==(const VerdictCounts&, const VerdictCounts&) = default;
};

/// Counts of the rules of one severity.
struct SeverityCounts {
  Severity severity = Severity::critical; ///< of the rules that are counted
  VerdictCounts counts;                   ///< of their verdicts

  friend bool operator==(const SeverityCounts&, const SeverityCounts&) = default;
};

/// Counts of the rules of one batch.
struct BatchCounts {
  unsigned batch = 0;   ///< its number
  std::string name;     ///< as the pack calls it; may be empty
  VerdictCounts counts; ///< of the verdicts of its rules in the selection

  friend bool operator==(const BatchCounts&, const BatchCounts&) = default;
};

/// Wall-clock time of one phase of the pipeline.
struct PhaseTime {
  std::string phase; ///< "plan", "scan", "gather", "rules" (only where there are custom rules or commands) or "judge"
  std::chrono::nanoseconds duration{}; ///< wall clock
};

/// What depends on this run, this machine and the state of caches.
struct RunStatistics {
  std::string repo_root; ///< absolute
  std::string strategy;  ///< "sequential", "threads", "processes", or the name of the strategy that was given
  unsigned workers = 1; ///< how many jobs ran at once, at most
  bool stopped = false; ///< a stop request ended it early
  std::chrono::system_clock::time_point started{}; ///< when the call was made
  std::chrono::nanoseconds duration{}; ///< of the whole call, wall clock
  std::vector<PhaseTime> phases; ///< in the order of the pipeline
  std::uint64_t files_seen = 0;  ///< by the scan; links and special files included, what global_exclude hides is not
  std::uint64_t directories_seen = 0; ///< by the scan, the root not counted
  std::uint64_t files_opened = 0; ///< in this run
  std::uint64_t bytes_read = 0; ///< from these
  std::uint64_t documents_parsed = 0; ///< YAML and JSON
  std::uint64_t files_known = 0; ///< whose facts were known from an earlier run, some after a look at their bytes
  ProcessStats processes; ///< of this run
};

/// All that a run came to.
struct SOTVAL_API Report {
  std::string tool_version;                         ///< version() of the library that made the report
  std::string pack;                                 ///< its name
  std::string pack_version;                         ///< as the pack says; may be empty
  std::string pack_digest;                          ///< of the pack's meaning, not of its spelling
  std::vector<RuleResult> results;                  ///< in pack order
  std::optional<std::uint64_t> findings_limited_to; ///< number of paths in Selection::findings_in; empty: not limited

  VerdictCounts counts;                       ///< of all results
  std::vector<SeverityCounts> by_severity;    ///< all five, most severe first
  std::vector<BatchCounts> batches;           ///< those of the selection, ascending
  std::vector<std::string> critical_failures; ///< ids, in pack order

  std::uint64_t files_in_scope = 0;                   ///< whose content some rule asked for
  std::uint64_t files_read = 0;                       ///< files_in_scope = files_read + unreadable files
  std::vector<UnreadableFile> unreadable;             ///< in path order
  std::vector<UnreadableFile> unreadable_directories; ///< that could not be listed, in path order

  RunStatistics run; ///< this run on this machine

  std::size_t total_rules() const noexcept { return counts.total; }   ///< rules of the selection
  std::size_t passed_count() const noexcept { return counts.passed; } ///< that hold
  std::size_t failed_count() const noexcept { return counts.failed; } ///< that do not hold, advisories not counted

  /// Passed rules per rule, in percent; 100 if there is no rule.
  double pass_rate() const noexcept;

  /// False if findings are limited to some files and all of this rule's are elsewhere.
  bool concerns_limit(const RuleResult& result) const noexcept;

  /// The exit code that goes with this report: 3 if a verdict is `error` or the counts do not add up, else 1 if a rule at or
  /// above `fail_on` failed (and concerns_limit()), else 0.
  int exit_code(Severity fail_on = Severity::info) const noexcept;
};

} // namespace sotval
