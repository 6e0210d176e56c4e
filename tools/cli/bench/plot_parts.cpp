#include "bench/plot_parts.hpp"

#include <algorithm>

#include "bench/figures.hpp"
#include "printable.hpp"
#include "report/text_layout.hpp"

namespace sotval::cli::bench {

namespace {

constexpr double left_edge = 108;
constexpr double right_edge = plot_width - 20;
constexpr double top_edge = 8;
constexpr double bar_height = 14;
constexpr double gap_of_groups = 10;
constexpr double room_below = 40;
constexpr std::size_t label_width = 16; // code points that fit left of the bars
constexpr double width_of_digit = 6.8;
constexpr std::size_t number_of_part_styles = 8;

double length_of(const Bar& bar) {
  double length = 0;
  for (const Part& part : bar.parts) length += part.seconds;
  return length;
}

/// With whiskers and the note, which takes part of the axis.
double reach_of(const Bar& bar) {
  const double reach = bar.range.empty() ? length_of(bar) : std::max(length_of(bar), bar.range.max());
  const double taken = width_of_digit * static_cast<double>(core::width_of(bar.note)) / (right_edge - left_edge);
  return reach / (1 - std::min(taken, 0.5));
}

/// Seconds, or thousandths of them where these are easier to read.
struct Axis {
  double seconds; ///< up to here
  double unit;
  double distance; ///< of ticks, in the unit

  double x(double value) const { return left_edge + value / seconds * (right_edge - left_edge); }
};

void draw_axis(Svg& svg, const Axis& axis, const std::vector<double>& ticks, double bottom) {
  for (const double tick : ticks) {
    const double x = axis.x(tick * axis.unit);
    svg.line({x, top_edge}, {x, bottom}, tick == 0 ? "axis" : "grid");
    svg.text({x, bottom + 15}, Svg::Anchor::middle, tick_text(tick, axis.distance));
  }
  svg.text({(left_edge + right_edge) / 2, bottom + 33}, Svg::Anchor::middle, axis.unit == 1 ? "time in seconds" : "time in milliseconds");
}

void draw_bar(Svg& svg, const Axis& axis, const Bar& bar, double y) {
  double from = 0;
  for (const Part& part : bar.parts) {
    if (part.seconds > 0) svg.rectangle({axis.x(from), y}, axis.x(from + part.seconds) - axis.x(from), bar_height - 2, part.style, part.title);
    from += part.seconds;
  }
  const double middle = y + (bar_height - 2) / 2;
  double end = axis.x(from);
  if (bar.range.values.size() > 1) {
    const double least = axis.x(bar.range.min());
    const double most = axis.x(bar.range.max());
    svg.line({least, middle}, {most, middle}, "whisker");
    for (const double x : {least, most}) svg.line({x, middle - 3}, {x, middle + 3}, "whisker");
    end = std::max(end, most);
  }
  if (!bar.note.empty()) svg.text({end + 5, middle + 4}, Svg::Anchor::start, bar.note, "note");
}

} // namespace

std::string figure_of(const std::string& title, const std::string& caption, const Svg& svg, const std::vector<LegendEntry>& legend) {
  std::string out = "<figure>\n<figcaption><h2>" + escaped(title) + "</h2><p>" + escaped(caption) + "</p></figcaption>\n" + svg.str();
  if (!legend.empty()) {
    out += "<ul class=\"legend\">\n";
    for (const LegendEntry& entry : legend) out += "<li><span class=\"key " + escaped(entry.style) + "\"></span>" + escaped(entry.text) + "</li>\n";
    out += "</ul>\n";
  }
  return out + "</figure>\n";
}

std::string part_style(std::size_t index) { return "part" + std::to_string(index % number_of_part_styles); }

std::string bars_of(const std::string& title, const std::string& caption, const std::vector<BarGroup>& groups, const std::vector<LegendEntry>& legend) {
  double most = 0;
  double height = top_edge;
  for (const BarGroup& group : groups) {
    for (const Bar& bar : group.bars) most = std::max(most, reach_of(bar));
    height += static_cast<double>(group.bars.size()) * bar_height + gap_of_groups;
  }
  if (!(most > 0)) return {};
  const double unit = most >= 2 ? 1 : 1e-3;
  const std::vector<double> ticks = round_ticks(most / unit, 5);
  const Axis axis{ticks.back() * unit, unit, ticks[1]};

  Svg svg(plot_width, height + room_below, title + ". " + caption);
  draw_axis(svg, axis, ticks, height);
  double y = top_edge + gap_of_groups / 2;
  for (const BarGroup& group : groups) {
    const double group_height = static_cast<double>(group.bars.size()) * bar_height;
    svg.text({left_edge - 7, y + group_height / 2 + 3}, Svg::Anchor::end, core::clip_end(core::printable(group.label), label_width));
    for (const Bar& bar : group.bars) {
      draw_bar(svg, axis, bar, y);
      y += bar_height;
    }
    y += gap_of_groups;
  }
  return figure_of(title, caption, svg, legend);
}

} // namespace sotval::cli::bench
