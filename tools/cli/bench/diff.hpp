#pragma once

#include <string>
#include <vector>

#include "bench/result.hpp"

// Two results of benchmarks side by side: what changed, and what is but noise.

namespace sotval::cli::bench {

enum class Verdict {
  unchanged, ///< within the noise of both
  better,    ///< less time or memory, beyond noise
  worse,
  unknown ///< one run says nothing
};

/// One figure of both results. Times are in seconds, memory is in bytes; less is better for all of them.
struct Figure {
  enum class Unit { seconds, bytes };

  std::string group; ///< "time", "phases of threads x 2"
  std::string name;  ///< in its group
  std::string title; ///< alone: "threads x 2: gather"
  Unit unit = Unit::seconds;
  double before = 0; ///< median
  double after = 0;
  Verdict verdict = Verdict::unchanged;
};

struct Comparison {
  std::vector<std::string> warnings; ///< why the two are not comparable
  std::vector<Figure> figures;       ///< in the order of the result before; those of a group together
  std::vector<std::string> only_before, only_after; ///< titles
};

/// Beyond noise is a change if the ranges from minimum to maximum do not meet, and if the medians are
/// farther apart than half of the larger range. Takes two runs of each to say so.
Verdict verdict_of(const Series& before, const Series& after);
/// Memory is measured once: beyond noise is more than a twentieth.
Verdict verdict_of_memory(double before, double after);

Comparison compare(const Result& before, const Result& after);

/// For a terminal of 80 columns.
std::string text_of(const Comparison& comparison);

} // namespace sotval::cli::bench
