#include "report/text_summary.hpp"

#include <algorithm>
#include <array>
#include <chrono>

#include "decimal.hpp"
#include "printable.hpp"
#include "report/ledger.hpp"

namespace sotval::core {

namespace {

using Ink = Paint::Ink;

constexpr std::size_t label_width = 12; // of "  pass rate  " less its margins
constexpr std::size_t text_column = 2 + label_width;
constexpr std::size_t text_width = screen_width - text_column;

// What makes 23 lines: the title, the pass rate, 8 for the table with its blank lines, one each for
// files and run, and these. Lines that only some runs have come out of the last two.
constexpr std::size_t rule_lines = 2;
constexpr std::size_t time_lines = 2;
constexpr std::size_t batch_lines = 2;
constexpr std::size_t critical_lines = 2;
constexpr std::size_t unreadable_lines = 3;

using Lines = std::vector<std::string>;

std::string seconds(std::chrono::nanoseconds duration) {
  return with_decimals(std::chrono::duration<double>(duration).count(), 3);
}

std::string bytes(std::uint64_t count) {
  if (count < 1000) return count_of(count, "byte");
  constexpr std::array units{"kB", "MB", "GB", "TB", "PB", "EB"};
  double value = static_cast<double>(count) / 1000;
  std::size_t unit = 0;
  for (; value >= 999.95; ++unit) value /= 1000;
  return with_decimals(value, 1) + " " + units[unit];
}

/// A label and its text, the further lines below the first.
void append_labelled(std::string& out, std::string_view label, const std::vector<std::string>& lines) {
  for (const std::string& line : lines) {
    std::string margin = "  " + std::string(label);
    margin.resize(text_column, ' ');
    out += margin + clip_end(line, text_width) + "\n";
    label = {};
  }
}

std::vector<std::string> at_most(std::vector<std::string> lines, std::size_t count) {
  if (lines.size() > count) lines.resize(count);
  return lines;
}

std::string verdicts(const Report& report) {
  const VerdictCounts& counts = report.counts;
  const auto vacuous = static_cast<std::size_t>(
      std::count_if(report.results.begin(), report.results.end(), [](const RuleResult& result) {
        return result.verdict == Verdict::passed && result.nothing_matched;
      }));
  std::string text = std::to_string(counts.total) + ": " + std::to_string(counts.passed) + " passed";
  if (vacuous != 0) text += " (" + std::to_string(vacuous) + " matched nothing)";
  text += ", " + std::to_string(counts.failed) + " failed";
  if (counts.advisory != 0) text += ", " + std::to_string(counts.advisory) + " advisory";
  if (counts.error != 0) text += ", " + std::to_string(counts.error) + " error";
  if (counts.skipped != 0) text += ", " + std::to_string(counts.skipped) + " skipped";
  return text;
}

// Neither 100 nor 0 % by rounding alone.
std::string pass_rate(const Report& report) {
  const double rate = report.pass_rate();
  if (report.counts.total == 0 || rate == 100.0 || rate == 0.0) return with_decimals(rate, 2) + " %";
  return with_decimals(std::clamp(rate, 0.01, 99.99), 2) + " %";
}

void append_row(std::string& out, const SeverityCounts& row, const Paint& paint) {
  const auto cell = [](std::size_t count, std::size_t width) {
    const std::string digits = std::to_string(count);
    return digits.size() < width ? std::string(width - digits.size(), ' ') + digits : " " + digits;
  };
  const auto painted = [&](std::size_t count, std::size_t width, Ink ink) {
    const std::string text = cell(count, width);
    return count == 0 ? text : paint(ink, text);
  };
  std::string label = "  " + std::string(to_string(row.severity));
  label.resize(text_column, ' ');
  const VerdictCounts& counts = row.counts;
  out += label + cell(counts.total, 5) + cell(counts.passed, 9) + painted(counts.failed, 9, Ink::red) +
         painted(counts.advisory, 11, Ink::yellow) + painted(counts.error, 8, Ink::red) + cell(counts.skipped, 10) +
         "\n";
}

void append_severities(std::string& out, const Report& report, const Paint& paint) {
  out += "\n" + std::string(text_column, ' ') +
         paint(Ink::faint, "rules   passed   failed   advisory   error   skipped") + "\n";
  for (const SeverityCounts& row : report.by_severity) append_row(out, row, paint);
  out += '\n';
}

void append_critical(std::string& out, const Report& report, std::size_t most) {
  if (report.critical_failures.empty()) return;
  std::vector<std::string> ids;
  for (const std::string& id : report.critical_failures) ids.push_back(printable(id));
  append_labelled(out, "critical", enumerate(ids, text_width, most));
}

void append_batches(std::string& out, const Report& report, std::size_t most) {
  if (report.batches.empty()) return;
  std::vector<std::string> items;
  for (const BatchCounts& batch : report.batches)
    items.push_back(std::to_string(batch.batch) + ": " + std::to_string(batch.counts.passed) + "/" +
                    std::to_string(batch.counts.total) + (items.empty() ? " passed" : ""));
  append_labelled(out, "batches", enumerate(items, text_width, most));
}

std::string unreadable_line(const UnreadableFile& file) {
  const std::string reason = clip_end(printable(file.reason), 2 * text_width / 3);
  return clip_front(printable(file.path), text_width - 2 - width_of(reason)) + ": " + reason;
}

// The ledger: every file that mattered was read or is named here.
void append_files(std::string& out, const Report& report, std::size_t most) {
  std::string sum = std::to_string(report.files_in_scope) + " in scope = " + std::to_string(report.files_read) +
                    " read + " + std::to_string(report.unreadable.size()) + " not readable";
  if (!report.unreadable_directories.empty())
    sum += ", also " + count_of(report.unreadable_directories.size(), "directory", "directories");
  std::vector<std::string> lines{sum};
  std::vector<UnreadableFile> missing = report.unreadable_directories;
  missing.insert(missing.end(), report.unreadable.begin(), report.unreadable.end());
  const std::size_t shown = missing.size() <= most ? missing.size() : most - 1;
  for (std::size_t i = 0; i < shown; ++i) lines.push_back(unreadable_line(missing[i]));
  if (shown < missing.size()) lines.push_back("and " + std::to_string(missing.size() - shown) + " more");
  if (!adds_up(report)) lines.push_back("THE SUMS DO NOT AGREE: something got lost, please report this");
  append_labelled(out, "files", lines);
}

void append_run(std::string& out, const RunStatistics& run) {
  const std::string seen = count_of(run.files_seen, "file") + " seen, " + std::to_string(run.files_opened) +
                           " opened, " + bytes(run.bytes_read) + " read, " + count_of(run.documents_parsed, "document") +
                           (run.files_known == 0 ? std::string() : ", " + std::to_string(run.files_known) + " known");
  append_labelled(out, "run", {seen});
  std::string times = seconds(run.duration) + " s";
  for (const PhaseTime& phase : run.phases)
    times += (&phase == run.phases.data() ? " (" : ", ") + printable(phase.phase) + " " + seconds(phase.duration);
  if (!run.phases.empty()) times += ")";
  times += ", " + printable(run.strategy);
  if (run.workers > 1) times += ", " + count_of(run.workers, "worker");
  append_labelled(out, "time", at_most(wrap(times, text_width), time_lines));
}

// Of the run's time, so that the shares of a run can be compared with those of another.
std::string share(std::chrono::nanoseconds part, std::chrono::nanoseconds whole) {
  if (part.count() <= 0 || whole.count() <= 0) return "0 %";
  const double percent = 100 * static_cast<double>(part.count()) / static_cast<double>(whole.count());
  if (percent < 0.1) return "<0.1 %";
  return with_decimals(percent, percent < 9.95 ? 1 : 0) + " %";
}

bool used_processes(const ProcessStats& stats) noexcept {
  return stats.process_pool_enabled || stats.total_processes_used != 0;
}

Lines process_line(const RunStatistics& run) {
  const ProcessStats& stats = run.processes;
  if (!used_processes(stats)) return {};
  return {std::to_string(stats.total_processes_used) + " used, start-up " +
          share(stats.process_startup_overhead, run.duration) + ", serialization " +
          share(stats.serialization_overhead, run.duration) + ", IPC " + share(stats.ipc_overhead, run.duration) +
          " of the run"};
}

Lines process_table(const RunStatistics& run) {
  const ProcessStats& stats = run.processes;
  if (!used_processes(stats) && stats.fallback_to_threads == 0) return {};
  Lines lines;
  const auto row = [&](std::string name, const std::string& text) {
    name.resize(22, ' ');
    lines.push_back(name + text);
  };
  const auto time = [&](std::chrono::nanoseconds part) { return seconds(part) + " s, " + share(part, run.duration); };
  row("process pool", stats.process_pool_enabled ? "enabled" : "not enabled");
  row("processes used", std::to_string(stats.total_processes_used));
  row("start-up", time(stats.process_startup_overhead));
  row("serialization", time(stats.serialization_overhead));
  row("IPC", time(stats.ipc_overhead));
  row("jobs, all in all", time(stats.total_duration));
  row("shared memory", stats.shared_memory_size == 0 ? "none" : bytes(stats.shared_memory_size));
  row("crashes", std::to_string(stats.process_crashes));
  row("time-outs", std::to_string(stats.timeouts));
  row("retries", std::to_string(stats.retries));
  row("fallbacks to threads", std::to_string(stats.fallback_to_threads));
  return lines;
}

Lines trouble_line(const ProcessStats& stats) {
  std::string text;
  const auto add = [&](const std::string& what) { text += (text.empty() ? "" : ", ") + what; };
  if (stats.process_crashes != 0) add(count_of(stats.process_crashes, "worker") + " crashed");
  if (stats.timeouts != 0) add(count_of(stats.timeouts, "time-out"));
  if (stats.retries != 0) add(count_of(stats.retries, "retry", "retries"));
  if (stats.fallback_to_threads != 0) add("threads took over");
  return text.empty() ? Lines() : Lines{text};
}

// The verdicts beside it are of the whole tree, so that nobody takes these findings for all there are.
Lines limit_lines(const Report& report) {
  if (!report.findings_limited_to) return {};
  const auto count = [&](bool concerned) {
    return static_cast<std::size_t>(std::count_if(report.results.begin(), report.results.end(), [&](const RuleResult& result) {
      return result.verdict == Verdict::failed && report.concerns_limit(result) == concerned;
    }));
  };
  return {count_of(*report.findings_limited_to, "path") + " and the whole: " + count_of(count(true), "failed rule") + ", " + std::to_string(count(false)) +
          " only elsewhere"};
}

} // namespace

std::string text_summary(const Report& report, const Paint& paint, bool verbose) {
  const Lines stopped = report.run.stopped ? Lines{"the run was ended early: some rules were not decided"} : Lines();
  const Lines processes = verbose ? process_table(report.run) : process_line(report.run);
  const Lines trouble = trouble_line(report.run.processes);
  const Lines limit = limit_lines(report);
  const std::size_t more = stopped.size() + trouble.size() + std::min<std::size_t>(processes.size(), 1);

  const std::string pack = printable(report.pack) + (report.pack_version.empty() ? "" : " " + printable(report.pack_version));
  const std::string about = ", digest " + printable(report.pack_digest) + ", sotval " + printable(report.tool_version);
  constexpr std::string_view title = "SUMMARY";
  std::string out =
      paint(Ink::bold, title) + "  " + clip_end("pack " + pack + about, screen_width - title.size() - 2) + "\n";
  append_labelled(out, "STOPPED", stopped);
  append_labelled(out, "rules", at_most(wrap(verdicts(report), text_width), rule_lines));
  append_labelled(out, "limited to", limit);
  append_labelled(out, "pass rate", {pass_rate(report)});
  append_severities(out, report, paint);
  append_critical(out, report, more > 2 ? critical_lines - 1 : critical_lines);
  append_batches(out, report, limit.empty() ? batch_lines : batch_lines - limit.size());
  append_files(out, report, unreadable_lines - std::min<std::size_t>(more, 2));
  append_run(out, report.run);
  append_labelled(out, "processes", processes);
  append_labelled(out, "trouble", trouble);
  return out;
}

} // namespace sotval::core
