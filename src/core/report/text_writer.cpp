#include <sotval/report_writer.hpp>

#include <algorithm>
#include <array>
#include <charconv>
#include <functional>
#include <ostream>
#include <string>
#include <string_view>

#include "printable.hpp"
#include "report/place.hpp"
#include "report/text_layout.hpp"
#include "report/text_summary.hpp"

// The report as people read it: what is wrong comes first, the worst of it on top, and the last
// screen is the summary.

namespace sotval {

namespace {

using core::Paint;
using core::printable;
using Ink = Paint::Ink;

constexpr std::size_t rule_indent = 2;
constexpr std::size_t detail_indent = 4;
constexpr std::size_t undecided_lines = 3; // of a stopped run
constexpr std::size_t named_roots = 5; // failed dependencies that are listed by name

std::string decimal(double value) {
  std::array<char, 32> digits{};
  return {digits.data(), std::to_chars(digits.data(), digits.data() + digits.size(), value).ptr};
}

// A value on one line, as YAML's flow style has it.
std::string inline_value(const Value& value) {
  if (const bool* boolean = value.as_bool()) return *boolean ? "true" : "false";
  if (const std::int64_t* integer = value.as_int()) return std::to_string(*integer);
  if (const double* number = value.as_double()) return decimal(*number);
  if (const std::string* text = value.as_string()) return printable(*text);
  if (const Value::List* list = value.as_list()) {
    std::string text;
    for (const Value& item : *list) text += (text.empty() ? "" : ", ") + inline_value(item);
    return "[" + text + "]";
  }
  if (const Value::Map* map = value.as_map()) {
    std::string text;
    for (const auto& [name, item] : *map)
      text += (text.empty() ? "" : ", ") + printable(name) + ": " + inline_value(item);
    return "{" + text + "}";
  }
  return "null";
}

class TextReport {
public:
  TextReport(const Report& report, const TextReportOptions& options)
      : report_(report), options_(options), paint_(options.color) {}

  std::string text() {
    if (report_.run.stopped) stopped();
    for (const Severity severity :
         {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
      failures(severity);
    if (report_.run.stopped && !options_.verbose)
      undecided();
    else
      section(Verdict::error, "ERROR", Ink::red, "could not be decided");
    if (options_.quiet) return std::move(out_);
    section("ADVISORY", Ink::yellow, "recommended but not met", true,
            [this](const RuleResult& result) { return result.verdict == Verdict::advisory && report_.concerns_limit(result); });
    if (options_.verbose) {
      section(Verdict::skipped, "SKIPPED", Ink::yellow, "not judged");
      section(Verdict::passed, "PASSED", Ink::green, "passed");
    }
    out_ += core::text_summary(report_, paint_, options_.verbose);
    return std::move(out_);
  }

private:
  using Selects = std::function<bool(const RuleResult&)>;

  void stopped() {
    out_ += paint_(Ink::red, "STOPPED") + "  the run was ended early; this is what was decided until then\n\n";
  }

  // After a stop these may be nearly all, and the reason of nearly all of them is the stop.
  void undecided() {
    std::vector<std::string> ids;
    for (const RuleResult& result : report_.results)
      if (result.verdict == Verdict::error) ids.push_back(printable(result.rule_id));
    if (ids.empty()) return;
    out_ += paint_(Ink::red, "ERROR") + "  " + core::count_of(ids.size(), "rule") + " could not be decided\n\n";
    for (const std::string& line : core::enumerate(ids, core::screen_width - rule_indent, undecided_lines))
      out_ += std::string(rule_indent, ' ') + line + "\n";
    out_ += '\n';
  }

  void failures(Severity severity) {
    std::string title(to_string(severity));
    std::transform(title.begin(), title.end(), title.begin(), [](char c) { return static_cast<char>(c - 'a' + 'A'); });
    section(title, Ink::red, "failed", false, [this, severity](const RuleResult& result) {
      return result.verdict == Verdict::failed && result.severity == severity && report_.concerns_limit(result);
    });
  }

  void section(Verdict verdict, std::string_view title, Ink ink, std::string_view what) {
    section(title, ink, what, true, [verdict](const RuleResult& result) { return result.verdict == verdict; });
  }

  void section(std::string_view title, Ink ink, std::string_view what, bool show_severity, const Selects& selects) {
    const auto count = static_cast<std::size_t>(std::count_if(report_.results.begin(), report_.results.end(), selects));
    if (count == 0) return;
    out_ += paint_(ink, title) + "  " + core::count_of(count, "rule") + " ";
    out_.append(what).append("\n\n");
    for (const RuleResult& result : report_.results)
      if (selects(result)) rule(result, show_severity);
  }

  void rule(const RuleResult& result, bool show_severity) {
    const std::string id = printable(result.rule_id);
    const std::size_t hang = rule_indent + core::width_of(id) + 2;
    std::string title = printable(result.title);
    if (show_severity) title += " (" + std::string(to_string(result.severity)) + ")";
    out_ += std::string(rule_indent, ' ') + paint_(Ink::bold, id) + "  ";
    bool first = true;
    for (const std::string& line : core::wrap(title, core::screen_width - std::min<std::size_t>(hang, 40))) {
      if (!first) out_.append(hang, ' ');
      out_ += line + "\n";
      first = false;
    }
    detail(printable(result.message) + (result.nothing_matched ? " (nothing matched)" : ""));
    if (!result.downstream_of.empty()) downstream(result.downstream_of);
    findings(result);
    if (options_.verbose) evidence(result.evidence);
    out_ += '\n';
  }

  void detail(std::string_view text) {
    for (const std::string& line : core::wrap(text, core::screen_width - detail_indent))
      out_ += std::string(detail_indent, ' ') + line + "\n";
  }

  void downstream(const std::vector<std::string>& roots) {
    std::string text = "downstream of ";
    const std::size_t shown = std::min(roots.size(), named_roots);
    for (std::size_t i = 0; i < shown; ++i) text += (i == 0 ? "" : ", ") + printable(roots[i]);
    if (shown < roots.size()) text += " and " + std::to_string(roots.size() - shown) + " more";
    detail(text);
  }

  // Never wrapped: editors and grep want a place and its text on one line.
  void findings(const RuleResult& result) {
    // Where nothing is to be found at any place, the finding repeats the message.
    if (result.findings.size() == 1 && result.findings[0].path.empty() && result.findings[0].text == result.message)
      return;
    const std::size_t shown = std::min(result.findings.size(), options_.findings);
    const std::string margin(detail_indent, ' ');
    for (std::size_t i = 0; i < shown; ++i) {
      const Finding& finding = result.findings[i];
      out_ += margin + core::place(finding);
      if (!finding.path.empty() && !finding.text.empty()) out_ += ": ";
      out_ += printable(finding.text) + "\n";
    }
    if (shown != 0 && shown < result.finding_count)
      out_ += margin + paint_(Ink::faint, "and " + std::to_string(result.finding_count - shown) + " more") + "\n";
    if (result.findings_elsewhere != 0)
      out_ += margin + paint_(Ink::faint, core::count_of(result.findings_elsewhere, "finding") + " elsewhere") + "\n";
  }

  void evidence(const Value& value) {
    const Value::Map* map = value.as_map();
    if (map == nullptr) return;
    for (const auto& [name, item] : *map)
      out_ +=
          std::string(detail_indent, ' ') + paint_(Ink::faint, printable(name) + ":") + " " + inline_value(item) + "\n";
  }

  const Report& report_;
  const TextReportOptions& options_;
  Paint paint_;
  std::string out_;
};

} // namespace

void write_text(std::ostream& out, const Report& report, const TextReportOptions& options) {
  const std::string text = TextReport(report, options).text();
  out.write(text.data(), static_cast<std::streamsize>(text.size()));
  out.flush();
}

} // namespace sotval
