#pragma once

#include <string>

#include <sotval/report.hpp>

#include "report/text_layout.hpp"

namespace sotval::core {

/// The end of a text report: all that fits 80 columns and 23 lines (a screen less the prompt). Only with
/// `verbose`, which has all numbers of worker processes, it may be longer.
std::string text_summary(const Report& report, const Paint& paint, bool verbose);

} // namespace sotval::core
