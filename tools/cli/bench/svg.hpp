#pragma once

#include <string>
#include <string_view>
#include <vector>

// Drawings as text. Colours come from the style sheet of the page, by class, so that they suit light,
// dark and paper.

namespace sotval::cli::bench {

/// For text and attributes of HTML: markup loses its meaning, and characters that act on terminals or
/// turn the direction of reading are shown by number.
std::string escaped(std::string_view text);

struct Point {
  double x = 0, y = 0;
};

/// One picture. Lengths are in units of the picture, which is scaled to the width of the page; texts
/// are escaped here.
class Svg {
public:
  enum class Anchor { start, middle, end };

  /// `label`: what is to be seen, for those who cannot see it.
  Svg(double width, double height, std::string_view label);

  void line(Point from, Point to, std::string_view style);
  /// An empty title is none.
  void rectangle(Point corner, double width, double height, std::string_view style, std::string_view title = {});
  void circle(Point centre, double radius, std::string_view style, std::string_view title = {});
  void square(Point centre, double radius, std::string_view style, std::string_view title = {});
  void polyline(const std::vector<Point>& points, std::string_view style);
  void text(Point at, Anchor anchor, std::string_view words, std::string_view style = {});

  std::string str() const { return out_ + "</svg>\n"; }

private:
  void end_element(std::string_view name, std::string_view title);

  std::string out_;
};

/// Numbers at which an axis from 0 to at least `most` has marks: 1, 2 or 5 times a power of ten apart,
/// about `count` of them, the last one at or above `most`. Requires: 0 < most < 1e300, count > 0.
std::vector<double> round_ticks(double most, int count);
/// The number with as many digits as the distance between ticks needs.
std::string tick_text(double value, double distance);

} // namespace sotval::cli::bench
