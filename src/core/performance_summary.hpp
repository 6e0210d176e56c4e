#pragma once

#include <string>

#include <sotval/report.hpp>

namespace sotval::core {

/// A few lines for people: strategy, workers, time and speed of a run, and of worker processes what they
/// cost over all runs.
std::string performance_summary(const Report& report, const ProcessStats& all_runs);

} // namespace sotval::core
