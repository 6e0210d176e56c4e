#pragma once

#include <sotval/report.hpp>

#include "facts.hpp"
#include "gather.hpp"
#include "pack/pack.hpp"
#include "snapshot.hpp"

// What a report says beside the results of its rules.

namespace sotval::core {

/// Counts of verdicts: all, by severity and by batch. Requires: the results are there.
void fill_counts(const Pack& pack, Report& report);

/// Files in scope, read and unreadable; files opened, bytes read.
void fill_ledger(const Snapshot& snapshot, const FactTable& facts, Report& report);

/// Files and directories seen.
void count_nodes(const Snapshot& snapshot, RunStatistics& run);

/// What was added between two moments. Of what is no sum (workers were processes; the largest segment) the later.
ProcessStats difference(const ProcessStats& before, const ProcessStats& after) noexcept;
void add(ProcessStats& sum, const ProcessStats& more) noexcept;

} // namespace sotval::core
