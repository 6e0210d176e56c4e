#include <algorithm>

#include "bench/diff.hpp"
#include "bench/figures.hpp"
#include "decimal.hpp"
#include "printable.hpp"
#include "report/text_layout.hpp"

namespace sotval::cli::bench {

namespace {

constexpr std::size_t name_width = 35;
constexpr std::size_t value_width = 11;

std::string value_text(const Figure& figure, double value) {
  return figure.unit == Figure::Unit::seconds ? time_text(value) : memory_text(value);
}

std::string change_text(const Figure& figure) {
  if (figure.before == figure.after) return "0.0 %";
  if (figure.before <= 0) return "from 0";
  const double percent = (figure.after / figure.before - 1) * 100;
  std::string text = percent > 9999 ? core::with_decimals(figure.after / figure.before, 0) + " times" : (percent > 0 ? "+" : "") + core::with_decimals(percent, 1) + " %";
  return text == "-0.0 %" || text == "+0.0 %" ? "0.0 %" : text;
}

const char* verdict_text(const Figure& figure) {
  const bool is_time = figure.unit == Figure::Unit::seconds;
  switch (figure.verdict) {
  case Verdict::better: return is_time ? "faster" : "less";
  case Verdict::worse: return is_time ? "slower" : "more";
  case Verdict::unknown: return "one run";
  case Verdict::unchanged: break;
  }
  return "unchanged";
}

void append_wrapped(std::string& out, const std::string& label, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) out += (&line == lines.data() ? label : std::string(core::width_of(label), ' ')) + core::clip_end(line, core::screen_width - label.size()) + "\n";
}

void append_table(std::string& out, const std::vector<Figure>& figures) {
  out += std::string(name_width, ' ') + core::pad_front("before", value_width) + core::pad_front("after", value_width) + core::pad_front("change", value_width) + "\n";
  const std::string* group = nullptr;
  for (const Figure& figure : figures) {
    if (group == nullptr || *group != figure.group) out += core::clip_end(figure.group, core::screen_width) + "\n";
    group = &figure.group;
    out += core::pad_end(core::clip_end("  " + figure.name, name_width), name_width) + core::pad_front(value_text(figure, figure.before), value_width) +
           core::pad_front(value_text(figure, figure.after), value_width) + core::pad_front(change_text(figure), value_width) + "  " + verdict_text(figure) + "\n";
  }
}

std::vector<std::string> titles(const std::vector<Figure>& figures, Verdict verdict, Figure::Unit unit) {
  std::vector<std::string> titles;
  for (const Figure& figure : figures)
    if (figure.verdict == verdict && figure.unit == unit) titles.push_back(figure.title);
  return titles;
}

void append_list(std::string& out, const std::string& label, const std::vector<std::string>& items) {
  append_wrapped(out, label, core::enumerate(items, core::screen_width - label.size(), 4));
}

void append_verdict(std::string& out, const std::vector<Figure>& figures) {
  const auto list = [&](const char* label, Verdict verdict, Figure::Unit unit, bool even_if_none) {
    std::vector<std::string> names = titles(figures, verdict, unit);
    if (names.empty() && !even_if_none) return;
    if (names.empty()) names.emplace_back("none");
    append_list(out, label, names);
  };
  const auto count = [&](Verdict verdict) {
    return static_cast<std::size_t>(std::count_if(figures.begin(), figures.end(), [&](const Figure& figure) { return figure.verdict == verdict; }));
  };
  const bool all_unknown = count(Verdict::unknown) != 0 && count(Verdict::unknown) == static_cast<std::size_t>(std::count_if(figures.begin(), figures.end(), [](const Figure& figure) { return figure.unit == Figure::Unit::seconds; }));
  list("faster beyond noise: ", Verdict::better, Figure::Unit::seconds, !all_unknown);
  list("slower beyond noise: ", Verdict::worse, Figure::Unit::seconds, !all_unknown);
  list("less memory:         ", Verdict::better, Figure::Unit::bytes, false);
  list("more memory:         ", Verdict::worse, Figure::Unit::bytes, false);
  if (const std::size_t unknown = count(Verdict::unknown); unknown != 0)
    out += core::count_of(unknown, "figure") + " with one run before or after: one run says nothing\n";
  out += core::count_of(count(Verdict::unchanged), "figure") + " unchanged within noise\n";
}

} // namespace

std::string text_of(const Comparison& comparison) {
  std::string out;
  for (const std::string& warning : comparison.warnings) {
    const std::string label = "not comparable: ";
    append_wrapped(out, label, core::wrap(warning, core::screen_width - label.size()));
  }
  if (!comparison.warnings.empty()) out += "\n";
  if (!comparison.figures.empty()) {
    append_table(out, comparison.figures);
    out += "\n";
  }
  if (!comparison.only_before.empty()) append_list(out, "only before: ", comparison.only_before);
  if (!comparison.only_after.empty()) append_list(out, "only after:  ", comparison.only_after);
  if (comparison.figures.empty()) return out + "the two have no figure in common\n";
  append_verdict(out, comparison.figures);
  return out;
}

} // namespace sotval::cli::bench
