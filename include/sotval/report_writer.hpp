#pragma once

#include <iosfwd>

#include <sotval/export.hpp>
#include <sotval/report.hpp>

/// \file
/// Reports as text for people and as JSON for programs.
///
/// Both write UTF-8 whatever the file names were: control characters and bytes that are not UTF-8
/// are escaped. The format is described in docs/report.md.
/// Errors: failures of the stream are left in its state; nothing is thrown by the writers themselves.

namespace sotval {

/// What write_text() shows.
struct TextReportOptions {
  bool color = false;      ///< ANSI colours
  bool verbose = false;    ///< also the rules that passed, with their evidence
  bool quiet = false;      ///< the failures only, without the summary
  std::size_t findings = 5; ///< shown per rule; 0: none
};

/// Failures first, grouped by severity, then a summary that fits a screen.
SOTVAL_API void write_text(std::ostream& out, const Report& report, const TextReportOptions& options = {});

/// How write_json() writes.
struct JsonReportOptions {
  bool reproducible = false; ///< leave out `run`: what remains is the same for every run on the same tree
  unsigned indent = 2;       ///< spaces; 0: one line
};

/// One JSON object, field by field as in docs/report.md.
SOTVAL_API void write_json(std::ostream& out, const Report& report, const JsonReportOptions& options = {});

} // namespace sotval
