#pragma once

#include <string>
#include <vector>

#include "bench/result.hpp"
#include "bench/svg.hpp"

// What the plots have in common: their frame, and rows of bars along an axis of time.

namespace sotval::cli::bench {

/// Of every picture, in its units: texts of 12 units stay readable on a phone.
inline constexpr double plot_width = 390;

struct LegendEntry {
  std::string style;
  std::string text;
};

std::string figure_of(const std::string& title, const std::string& caption, const Svg& svg, const std::vector<LegendEntry>& legend);

/// Class of the colour of the part with that index.
std::string part_style(std::size_t index);

struct Part {
  std::string style;
  std::string title;
  double seconds = 0;
};

/// Parts one after the other; whiskers from the minimum to the maximum of `range` if it has several values.
struct Bar {
  std::vector<Part> parts;
  Series range;
  std::string note; ///< behind its end
};

/// Bars below one label.
struct BarGroup {
  std::string label;
  std::vector<Bar> bars;
};

/// Empty if no bar has a length.
std::string bars_of(const std::string& title, const std::string& caption, const std::vector<BarGroup>& groups, const std::vector<LegendEntry>& legend);

} // namespace sotval::cli::bench
