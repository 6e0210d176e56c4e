#include "bench/svg.hpp"

#include <cmath>

#include "bench/figures.hpp"
#include "decimal.hpp"
#include "printable.hpp"

namespace sotval::cli::bench {

namespace {

std::string attribute(std::string_view name, std::string_view value) {
  return value.empty() ? std::string() : " " + std::string(name) + "=\"" + escaped(value) + "\"";
}

std::string attribute(std::string_view name, double value) { return attribute(name, core::with_decimals(value, 1)); }

} // namespace

std::string escaped(std::string_view text) {
  std::string out;
  for (const char c : core::printable(text)) {
    switch (c) {
    case '&': out += "&amp;"; break;
    case '<': out += "&lt;"; break;
    case '>': out += "&gt;"; break;
    case '"': out += "&quot;"; break;
    case '\'': out += "&#39;"; break;
    default: out += c;
    }
  }
  return out;
}

Svg::Svg(double width, double height, std::string_view label) {
  out_ = "<svg role=\"img\"" + attribute("aria-label", label) + attribute("viewBox", "0 0 " + core::with_decimals(width, 0) + " " + core::with_decimals(height, 0)) + ">\n";
  out_ += "<title>" + escaped(label) + "</title>\n";
}

void Svg::end_element(std::string_view name, std::string_view title) {
  out_ += title.empty() ? "/>\n" : "><title>" + escaped(title) + "</title></" + std::string(name) + ">\n";
}

void Svg::line(Point from, Point to, std::string_view style) {
  out_ += "<line" + attribute("class", style) + attribute("x1", from.x) + attribute("y1", from.y) + attribute("x2", to.x) + attribute("y2", to.y);
  end_element("line", {});
}

void Svg::rectangle(Point corner, double width, double height, std::string_view style, std::string_view title) {
  out_ += "<rect" + attribute("class", style) + attribute("x", corner.x) + attribute("y", corner.y) + attribute("width", width) + attribute("height", height);
  end_element("rect", title);
}

void Svg::circle(Point centre, double radius, std::string_view style, std::string_view title) {
  out_ += "<circle" + attribute("class", style) + attribute("cx", centre.x) + attribute("cy", centre.y) + attribute("r", radius);
  end_element("circle", title);
}

void Svg::square(Point centre, double radius, std::string_view style, std::string_view title) {
  rectangle({centre.x - radius, centre.y - radius}, 2 * radius, 2 * radius, style, title);
}

void Svg::polyline(const std::vector<Point>& points, std::string_view style) {
  std::string list;
  for (const Point& point : points) list += (list.empty() ? "" : " ") + core::with_decimals(point.x, 1) + "," + core::with_decimals(point.y, 1);
  out_ += "<polyline" + attribute("class", style) + attribute("points", list);
  end_element("polyline", {});
}

void Svg::text(Point at, Anchor anchor, std::string_view words, std::string_view style) {
  const char* const name = anchor == Anchor::middle ? "middle" : anchor == Anchor::end ? "end" : "";
  out_ += "<text" + attribute("class", style) + attribute("text-anchor", name) + attribute("x", at.x) + attribute("y", at.y) + ">" + escaped(words) + "</text>\n";
}

std::vector<double> round_ticks(double most, int count) {
  const double least_step = most / count;
  const double power = std::pow(10, std::floor(std::log10(least_step)));
  double step = 10 * power;
  for (const double factor : {1.0, 2.0, 5.0})
    if (factor * power >= least_step * (1 - 1e-9)) {
      step = factor * power;
      break;
    }
  std::vector<double> ticks{0};
  while (ticks.back() < most * (1 - 1e-9)) ticks.push_back(static_cast<double>(ticks.size()) * step);
  return ticks;
}

std::string tick_text(double value, double distance) {
  const int digits = distance >= 1 ? 0 : static_cast<int>(std::ceil(-std::log10(distance) - 1e-9));
  return core::with_decimals(value, digits);
}

} // namespace sotval::cli::bench
