#pragma once

#include <string>
#include <string_view>

#include "bench/result.hpp"

// Results of benchmarks as files. docs/bench.md describes every field; a test compares the two.

namespace sotval::cli::bench {

/// Indented, in a fixed order, with a newline at the end. Bytes that are not UTF-8 are replaced.
/// Requires: every case has a time, and no series of a phase is empty.
std::string to_json(const Result& result);

/// What to_json() made of a result. Figures that follow from others are written for readers and are not
/// read; fields that are not known are passed over.
/// Throws InputError, naming `file_name` and the place in it, for anything else.
Result from_json(std::string_view text, const std::string& file_name);

} // namespace sotval::cli::bench
