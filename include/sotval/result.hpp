#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/export.hpp>
#include <sotval/value.hpp>

/// \file
/// What one rule came to. Plain data: no function here fails or keeps references.

namespace sotval {

/// How bad it is if a rule does not hold, worst first.
enum class Severity : std::uint8_t { critical, high, medium, low, info };

/// What a rule came to.
enum class Verdict : std::uint8_t {
  passed,   ///< it holds
  failed,   ///< it does not hold
  advisory, ///< a SHOULD that does not hold: reported, never fails the run
  error,    ///< could not be decided: something that matters could not be read
  skipped,  ///< not judged, because a rule it depends on failed and the pack says so
};

/// The lower-case names used in packs, options and reports.
SOTVAL_API std::string_view to_string(Severity severity) noexcept;
SOTVAL_API std::string_view to_string(Verdict verdict) noexcept; ///< the same for verdicts

/// The severity of that name; nothing if there is none. Case matters.
SOTVAL_API std::optional<Severity> severity_from(std::string_view name) noexcept;

/// True if `a` is as severe as `b` or more severe.
constexpr bool at_least(Severity a, Severity b) noexcept { return a <= b; }

/// A place and what is wrong (or, under a passed rule, what was found) there.
struct Finding {
  std::string path;         ///< relative to the root, bytes as the file system has them; empty: the whole repository
  std::uint32_t line = 0;   ///< from 1; 0: the finding concerns the file or directory as such
  std::uint32_t column = 0; ///< from 1, in code points; 0: no column
  std::string text;         ///< UTF-8

  friend bool operator==(const Finding&, const Finding&) = default;
};

/// The verdict on one rule and what it rests on.
struct RuleResult {
  std::string rule_id;                    ///< as in the pack
  std::string title;                      ///< as in the pack
  Severity severity = Severity::medium;   ///< as in the pack
  unsigned batch = 0;                     ///< as in the pack
  Verdict verdict = Verdict::error;       ///< what it came to
  std::string message;                    ///< what was found and what was expected, one line
  bool nothing_matched = false;           ///< the rule looked for candidates and found none
  std::vector<Finding> findings;          ///< in path order, cut at Limits::findings
  std::size_t finding_count = 0;          ///< all of them, also those cut
  std::size_t findings_elsewhere = 0;     ///< not in the files of Selection::findings_in, and neither listed nor counted above
  Value evidence;                         ///< a map: counts in full, lists cut at Limits::evidence_items
  std::vector<std::string> downstream_of; ///< ids of failed rules it depends on that have no failed dependency themselves

  std::chrono::system_clock::time_point timestamp{}; ///< when it was judged
  std::chrono::nanoseconds duration{};               ///< what judging took; gathering serves all rules together

  /// Times aside, see Report.
  friend bool operator==(const RuleResult& a, const RuleResult& b) {
    return a.rule_id == b.rule_id && a.title == b.title && a.severity == b.severity && a.batch == b.batch &&
           a.verdict == b.verdict && a.message == b.message && a.nothing_matched == b.nothing_matched &&
           a.findings == b.findings && a.finding_count == b.finding_count && a.findings_elsewhere == b.findings_elsewhere && a.evidence == b.evidence &&
           a.downstream_of == b.downstream_of;
  }
};

} // namespace sotval
