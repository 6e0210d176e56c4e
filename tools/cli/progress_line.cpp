#include "progress_line.hpp"

#include <algorithm>
#include <array>
#include <cmath>

#include "decimal.hpp"
#include "printable.hpp"
#include "report/text_layout.hpp"

namespace sotval::cli {

namespace {

constexpr std::size_t phase_width = 7;
constexpr std::size_t rate_width = 9;
constexpr std::size_t remaining_width = 11;
constexpr std::size_t shortest_bar = 10;
constexpr std::size_t longest_bar = 30;
constexpr double seconds_before_a_guess = 0.5;

/// "14,420"
std::string grouped(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, 1, ',');
  return text;
}

/// From 0 to 1.
double part_of(const Step& step) {
  return step.total == 0 ? 0 : static_cast<double>(std::min(step.done, step.total)) / static_cast<double>(step.total);
}

std::string percent(const Step& step) {
  return core::pad_front(std::to_string(static_cast<unsigned>(100 * part_of(step))) + " %", 5);
}

std::string ascii_bar(double part, std::size_t width) {
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(width));
  return "[" + std::string(filled, '#') + std::string(width - filled, '.') + "]";
}

std::string unicode_bar(double part, std::size_t width) {
  constexpr std::array<std::string_view, 8> eighths{"", "\u258f", "\u258e", "\u258d", "\u258c", "\u258b", "\u258a", "\u2589"};
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(8 * width));
  std::string text = "\u2595";
  for (std::size_t i = 0; i < filled / 8; ++i) text += "\u2588";
  text += eighths[filled % 8];
  const std::size_t used = filled / 8 + (filled % 8 == 0 ? 0 : 1);
  return text + std::string(width - used, ' ') + "\u258f";
}

/// What phases count. The library knows units only.
std::string_view unit_of(std::string_view phase, std::uint64_t count) {
  const bool one = count == 1;
  if (phase == "scan") return one ? "entry" : "entries";
  if (phase == "gather") return one ? "file" : "files";
  return one ? "rule" : "rules";
}

std::string count_text(const Step& step) {
  if (step.total == 0) return grouped(step.done);
  const std::string total = grouped(step.total);
  return core::pad_front(grouped(step.done), total.size()) + "/" + total;
}

std::string trimmed(std::string line, std::size_t width) {
  line.erase(line.find_last_not_of(' ') + 1);
  return width > 3 ? core::clip_end(line, width) : std::string();
}

double rate_of(const Step& step) { return step.seconds > 0 ? static_cast<double>(step.done) / step.seconds : 0; }

} // namespace

std::string rate_text(double per_second) {
  if (!(per_second > 0) || !std::isfinite(per_second)) return {};
  if (per_second < 0.01) return "<0.01/s";
  if (per_second < 1) return core::with_decimals(per_second, 2) + "/s";
  if (per_second < 9.95) return core::with_decimals(per_second, 1) + "/s";
  if (per_second >= 995'000) { // would be rounded to a million
    double value = per_second / 1e6;
    std::size_t unit = 0;
    constexpr std::array units{"M", "G", "T"};
    for (; value >= 999.5 && unit + 1 < units.size(); ++unit) value /= 1000;
    if (value >= 999.5) return ">999 T/s";
    return core::with_decimals(value, value < 9.95 ? 1 : 0) + " " + units[unit] + "/s";
  }
  const double step = std::pow(10, std::floor(std::log10(per_second)) - 1);
  return grouped(static_cast<std::uint64_t>(std::round(per_second / step) * step + 0.5)) + "/s";
}

std::string remaining_text(const Step& step) {
  if (step.total == 0 || step.done == 0 || step.done >= step.total || step.seconds < seconds_before_a_guess) return {};
  const double seconds = static_cast<double>(step.total - step.done) / rate_of(step);
  if (seconds < 59.5) return core::with_decimals(std::max(seconds, 1.0), 0) + " s left";
  if (seconds < 59.5 * 60) return core::with_decimals(seconds / 60, 0) + " min left";
  if (seconds < 99.5 * 3600) return core::with_decimals(seconds / 3600, 0) + " h left";
  return ">99 h left";
}

std::string progress_line(const Step& step, std::size_t width, bool unicode) {
  std::string line(step.phase);
  line.resize(std::max(line.size(), phase_width), ' ');
  const std::string count = count_text(step);
  const std::string rate = "  " + core::pad_front(rate_text(rate_of(step)), rate_width);
  const std::string remaining = "  " + core::pad_front(remaining_text(step), remaining_width);
  if (step.total == 0) {
    if (step.done != 0) line += " " + count + " " + std::string(unit_of(step.phase, step.done));
    if (line.size() + rate.size() <= width) line += rate;
    return trimmed(std::move(line), width);
  }
  // From here on what is left of the width is spent, the most wanted first.
  const std::string short_count = "  " + count;
  std::size_t used = line.size() + 1 + percent(step).size();
  const auto fits = [&](std::size_t columns) {
    if (used + columns > width) return false;
    used += columns;
    return true;
  };
  const bool has_count = fits(short_count.size());
  const bool has_remaining = has_count && fits(remaining.size());
  const bool has_bar = fits(shortest_bar + 3);
  const bool has_rate = has_remaining && fits(rate.size());
  if (has_bar) {
    const std::size_t length = std::min(longest_bar, shortest_bar + (width - used));
    line += " " + (unicode ? unicode_bar(part_of(step), length) : ascii_bar(part_of(step), length));
  }
  line += " " + percent(step);
  if (has_count) line += short_count;
  if (has_rate) line += rate;
  if (has_remaining) line += remaining;
  return trimmed(std::move(line), width);
}

std::string finished_line(const Step& step) {
  std::string text(step.phase);
  text += ": ";
  if (step.done != 0) {
    text += grouped(step.done) + " " + std::string(unit_of(step.phase, step.done)) + " in ";
  }
  text += core::with_decimals(step.seconds, step.seconds < 0.0995 ? 3 : 2) + " s";
  const std::string rate = step.done != 0 ? rate_text(rate_of(step)) : std::string();
  return rate.empty() ? text : text + ", " + rate;
}

} // namespace sotval::cli
