#pragma once

#include <chrono>
#include <string>

#include <sotval/report.hpp>

#include "report_changes.hpp"

// What `watch` shows: lines that stay, top-down, so that a terminal can scroll back and a log can be read.

namespace sotval::cli {

/// "12:03:41", local time.
std::string time_of_day(std::chrono::system_clock::time_point time);

/// "384 rules: 105 passed, 279 failed  (0.06 s)"
std::string counts_of(const Report& report);

/// Rules that are red or undecided, a line each, as far as they fit a screen; then the summary.
std::string overview_of(const Report& report, bool color);

/// What is different, indented; empty if nothing is.
std::string text_of(const ReportChanges& changes, bool color);

} // namespace sotval::cli
