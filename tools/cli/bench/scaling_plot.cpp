#include <algorithm>

#include "bench/figures.hpp"
#include "bench/plots.hpp"
#include "bench/plot_parts.hpp"
#include "bench/svg.hpp"
#include "decimal.hpp"

namespace sotval::cli::bench {

namespace {

constexpr double height = 300;
constexpr double left_edge = 44;
constexpr double right_edge = plot_width - 14;
constexpr double top_edge = 24;
constexpr double bottom_edge = height - 44;

struct Measured {
  unsigned workers;
  double speed_up, least, most;
};

/// In the order of workers; empty if there are not two numbers of them.
std::vector<Measured> curve_of(const Result& result, const std::string& strategy) {
  const double alone = result.cases.front().time.median();
  std::vector<Measured> curve;
  for (const Case& a_case : result.cases)
    if (a_case.strategy == strategy && speed_up(result, a_case) > 0)
      curve.push_back({a_case.workers, speed_up(result, a_case), alone / a_case.time.max(), a_case.time.min() > 0 ? alone / a_case.time.min() : speed_up(result, a_case)});
  std::sort(curve.begin(), curve.end(), [](const Measured& one, const Measured& other) { return one.workers < other.workers; });
  if (curve.empty() || curve.front().workers == curve.back().workers) curve.clear();
  return curve;
}

/// From numbers of workers and speed-ups to the picture.
struct Field {
  double workers, speed_up; ///< the largest that there is room for

  Point at(double x, double y) const {
    return {left_edge + x / workers * (right_edge - left_edge), bottom_edge - y / speed_up * (bottom_edge - top_edge)};
  }
};

void draw_axes(Svg& svg, const Field& field, const std::vector<double>& ticks, const std::vector<unsigned>& workers) {
  for (const double tick : ticks) {
    const Point left = field.at(0, tick);
    svg.line(left, {right_edge, left.y}, tick == 0 ? "axis" : "grid");
    svg.text({left.x - 6, left.y + 4}, Svg::Anchor::end, tick_text(tick, ticks[1]));
  }
  double free_from = left_edge + 12; // marks of few workers may be too close to each other
  for (const unsigned count : workers) {
    const Point bottom = field.at(count, 0);
    svg.line(bottom, {bottom.x, bottom.y + 4}, "axis");
    if (bottom.x < free_from) continue;
    svg.text({bottom.x, bottom.y + 17}, Svg::Anchor::middle, std::to_string(count));
    free_from = bottom.x + 8 + 8 * static_cast<double>(std::to_string(count).size());
  }
  svg.text({(left_edge + right_edge) / 2, height - 8}, Svg::Anchor::middle, "workers");
  svg.text({4, top_edge - 12}, Svg::Anchor::start, "speed-up");
}

void draw_ideals(Svg& svg, const Field& field, unsigned cpus) {
  const double diagonal = std::min(field.workers, field.speed_up);
  svg.line(field.at(0, 0), field.at(diagonal, diagonal), "ideal dashed");
  const double knee = std::min<double>(cpus, diagonal);
  svg.polyline({field.at(0, 0), field.at(knee, knee), field.at(field.workers, knee)}, "ideal");
  if (cpus > field.workers) return;
  svg.line(field.at(cpus, 0), field.at(cpus, field.speed_up), "mark");
  const bool is_left = cpus < field.workers * 0.7;
  const Point bottom = field.at(cpus, 0); // near the axis, where no curve of interest goes
  svg.text({bottom.x + (is_left ? 5 : -5), bottom.y - 6}, is_left ? Svg::Anchor::start : Svg::Anchor::end, std::to_string(cpus) + (cpus == 1 ? " CPU" : " CPUs"));
}

void draw_curve(Svg& svg, const Field& field, const std::vector<Measured>& curve, const std::string& strategy) {
  std::vector<Point> points;
  for (const Measured& one : curve) points.push_back(field.at(one.workers, one.speed_up));
  svg.polyline(points, "curve " + strategy + "-line");
  for (const Measured& one : curve) {
    const Point point = field.at(one.workers, one.speed_up);
    svg.line(field.at(one.workers, one.least), field.at(one.workers, one.most), "whisker");
    const std::string title = strategy + " x " + std::to_string(one.workers) + ": " + core::with_decimals(one.speed_up, 2) + " times, " + core::with_decimals(one.least, 2) + " to " + core::with_decimals(one.most, 2);
    strategy == "threads" ? svg.circle(point, 4, strategy, title) : svg.square(point, 3.6, strategy, title);
  }
}

} // namespace

std::string scaling_plot(const Result& result) {
  if (result.cases.empty()) return {};
  const std::vector<Measured> threads = curve_of(result, "threads");
  const std::vector<Measured> processes = curve_of(result, "processes");
  std::vector<unsigned> workers;
  double most = 1;
  for (const auto* curve : {&threads, &processes})
    for (const Measured& one : *curve) {
      workers.push_back(one.workers);
      most = std::max(most, one.most);
    }
  if (workers.empty()) return {};
  std::sort(workers.begin(), workers.end());
  workers.erase(std::unique(workers.begin(), workers.end()), workers.end());
  most = std::max<double>(most, std::min(workers.back(), result.system.cpus)) * 1.05;
  const std::vector<double> ticks = round_ticks(most, 6);
  const Field field{workers.back() * 1.04, ticks.back()};

  Svg svg(plot_width, height, "Speed-up over the number of workers, on " + std::to_string(result.system.cpus) + " CPUs");
  draw_axes(svg, field, ticks, workers);
  draw_ideals(svg, field, result.system.cpus);
  std::vector<LegendEntry> legend;
  const auto draw = [&](const std::vector<Measured>& curve, const std::string& strategy) {
    if (curve.empty()) return;
    draw_curve(svg, field, curve, strategy);
    legend.push_back({strategy, strategy});
  };
  draw(threads, "threads");
  draw(processes, "processes");
  legend.push_back({"ideal-key", "ideal: as many times as there are workers, at most CPUs"});
  legend.push_back({"dashed-key", "as many times as there are workers"});
  return figure_of("Scaling", "How many times faster than sequential; whiskers from the slowest to the fastest run.", svg, legend);
}

} // namespace sotval::cli::bench
