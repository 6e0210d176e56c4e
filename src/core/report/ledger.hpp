#pragma once

#include <sotval/report.hpp>

namespace sotval::core {

/// The ledger: nothing that was planned may be missing from a report. True if the rules planned are
/// those passed, failed, advisory, undecided and skipped, and the files in scope are those read and
/// those that could not be. False means that something got lost on the way, so that the report must
/// not pass for an answer.
bool adds_up(const Report& report) noexcept;

} // namespace sotval::core
