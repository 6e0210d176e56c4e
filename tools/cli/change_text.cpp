#include "change_text.hpp"

#include <algorithm>
#include <array>
#include <ctime>
#include <string_view>
#include <utility>
#include <vector>

#include "decimal.hpp"
#include "printable.hpp"
#include "report/place.hpp"
#include "report/text_layout.hpp"
#include "report/text_summary.hpp"

namespace sotval::cli {

namespace {

using core::Paint;
using core::printable;
using Ink = Paint::Ink;

constexpr std::size_t rules_shown = 20;   // of a kind; a checkout may turn hundreds at once
constexpr std::size_t findings_shown = 3; // of a rule
constexpr std::size_t lines_of_ids = 3;   // for rules that are not shown
constexpr std::size_t word_width = 10;    // of "undecided "
const std::string word_margin(2, ' ');
const std::string detail_margin(2 + word_width, ' ');

std::string title_of(const RuleResult& rule) {
  return printable(rule.rule_id) + "  " + printable(rule.title) + " (" + std::string(to_string(rule.severity)) + ")";
}

std::string_view word_for(Verdict verdict) {
  switch (verdict) {
  case Verdict::failed: return "red";
  case Verdict::passed: return "green";
  case Verdict::error: return "undecided";
  case Verdict::advisory:
  case Verdict::skipped: break;
  }
  return to_string(verdict);
}

class ChangeText {
public:
  explicit ChangeText(bool color) : paint_(color) {}

  std::string take() { return std::move(text_); }

  /// Calls `show` for as many as are shown, and names the others.
  template <typename Changes, typename Show>
  void each(const Changes& changes, const Show& show) {
    std::vector<std::string> ids;
    for (std::size_t i = 0; i < changes.size(); ++i) {
      if (i < rules_shown)
        show(*changes[i].rule, changes[i]);
      else
        ids.push_back(printable(changes[i].rule->rule_id));
    }
    more(ids);
  }

  void verdicts(Ink ink, const std::vector<VerdictChange>& changes, bool with_details) {
    each(changes, [&](const RuleResult& rule, const VerdictChange& change) {
      line(word_for(rule.verdict), ink, title_of(rule) + (change.before ? "" : ", new"));
      if (with_details) details(rule);
    });
  }

  void counts(const std::vector<FindingChange>& changes) {
    each(changes, [&](const RuleResult& rule, const FindingChange& change) {
      line("still", rule.verdict == Verdict::failed ? Ink::red : Ink::yellow,
           title_of(rule) + ": " + core::count_of(rule.finding_count, "finding") + ", before " +
               std::to_string(change.before));
    });
  }

  void overview(const std::vector<VerdictChange>& changes) {
    each(changes, [&](const RuleResult& rule, const VerdictChange&) { line(word_for(rule.verdict), Ink::red, title_of(rule)); });
  }

  void gone(const std::vector<std::string>& ids) {
    if (ids.empty()) return;
    line("gone", Ink::yellow, core::count_of(ids.size(), "rule"));
  }

private:
  void line(std::string_view word, Ink ink, const std::string& text) {
    const std::size_t gap = word_width - std::min(word_width - 1, word.size());
    text_ += word_margin + paint_(ink, word) + std::string(gap, ' ') + text + "\n";
  }

  void more(const std::vector<std::string>& ids) {
    if (ids.empty()) return;
    text_ += detail_margin + "and " + std::to_string(ids.size()) + " more:\n";
    for (const std::string& ids_line : core::enumerate(ids, core::screen_width - detail_margin.size(), lines_of_ids))
      text_ += detail_margin + ids_line + "\n";
  }

  void details(const RuleResult& rule) {
    for (const std::string& message : core::wrap(printable(rule.message), core::screen_width - detail_margin.size()))
      text_ += detail_margin + message + "\n";
    const std::size_t shown = std::min(rule.findings.size(), findings_shown);
    for (std::size_t i = 0; i < shown; ++i) {
      const Finding& finding = rule.findings[i];
      if (finding.path.empty()) continue; // repeats the message, or is about all of it
      text_ += detail_margin + core::place(finding) + (finding.text.empty() ? "" : ": ") + printable(finding.text) + "\n";
    }
    if (shown != 0 && shown < rule.finding_count)
      text_ += detail_margin + paint_(Ink::faint, "and " + std::to_string(rule.finding_count - shown) + " more") + "\n";
  }

  Paint paint_;
  std::string text_;
};

} // namespace

std::string time_of_day(std::chrono::system_clock::time_point time) {
  const std::time_t seconds = std::chrono::system_clock::to_time_t(time);
  std::tm local{};
  ::localtime_r(&seconds, &local);
  std::array<char, 16> text{};
  return {text.data(), std::strftime(text.data(), text.size(), "%H:%M:%S", &local)};
}

std::string counts_of(const Report& report) {
  const VerdictCounts& counts = report.counts;
  std::string text = core::count_of(counts.total, "rule") + ": " + std::to_string(counts.passed) + " passed, " +
                     std::to_string(counts.failed) + " failed";
  for (const auto& [count, what] : {std::pair{counts.advisory, " advisory"}, std::pair{counts.error, " undecided"},
                                    std::pair{counts.skipped, " skipped"}})
    if (count != 0) text += ", " + std::to_string(count) + what;
  return text + "  (" + core::with_decimals(std::chrono::duration<double>(report.run.duration).count(), 2) + " s)";
}

std::string overview_of(const Report& report, bool color) {
  const ReportChanges all = changes_between(Report(), report);
  ChangeText text(color);
  text.overview(all.red);
  text.overview(all.undecided);
  std::string shown = text.take();
  if (!shown.empty()) shown += '\n';
  return shown + core::text_summary(report, Paint(color), false);
}

// What is worst comes last, where a terminal shows it longest.
std::string text_of(const ReportChanges& changes, bool color) {
  ChangeText text(color);
  text.gone(changes.gone);
  text.counts(changes.recounted);
  text.verdicts(Ink::yellow, changes.other, false);
  text.verdicts(Ink::green, changes.green, false);
  text.verdicts(Ink::red, changes.undecided, true);
  text.verdicts(Ink::red, changes.red, true);
  return text.take();
}

} // namespace sotval::cli
