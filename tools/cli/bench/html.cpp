#include "bench/html.hpp"

#include <algorithm>
#include <utility>
#include <vector>

#include "bench/figures.hpp"
#include "bench/html_style.hpp"
#include "bench/plots.hpp"
#include "bench/svg.hpp"
#include "decimal.hpp"
#include "printable.hpp"

namespace sotval::cli::bench {

namespace {

using Row = std::vector<std::string>; // cells, not yet escaped

/// Names and what they are; facts that are not known are left out.
std::string facts_table(const std::string& title, const std::vector<std::pair<const char*, std::string>>& facts) {
  std::string out = "<section>\n<h2>" + title + "</h2>\n<table class=\"facts\">\n<tbody>\n";
  for (const auto& [name, fact] : facts)
    if (!fact.empty()) out += "<tr><th scope=\"row\">" + std::string(name) + "</th><td>" + escaped(fact) + "</td></tr>\n";
  return out + "</tbody>\n</table>\n</section>\n";
}

std::string numbers_table(const Row& head, const std::vector<Row>& rows) {
  std::string out = "<div class=\"wide\">\n<table class=\"numbers\">\n<thead>\n<tr>";
  for (const std::string& cell : head) out += "<th scope=\"col\">" + escaped(cell) + "</th>";
  out += "</tr>\n</thead>\n<tbody>\n";
  for (const Row& row : rows) {
    out += "<tr>";
    for (const std::string& cell : row)
      out += &cell == row.data() ? "<th scope=\"row\">" + escaped(cell) + "</th>" : "<td>" + escaped(cell) + "</td>";
    out += "</tr>\n";
  }
  return out + "</tbody>\n</table>\n</div>\n";
}

std::string with_separators(std::uint64_t number) {
  std::string text = std::to_string(number);
  for (std::size_t at = text.size(); at > 3;) text.insert(at -= 3, ",");
  return text;
}

std::string known_memory(std::uint64_t bytes) { return bytes == 0 ? std::string() : memory_text(static_cast<double>(bytes)); }

std::string range_text(const Series& time) { return time.values.size() < 2 ? "" : time_text(time.min()) + " to " + time_text(time.max()); }

std::string median_text(const Series& time) { return time.empty() ? "" : time_text(time.median()); }

std::string system_table(const System& system) {
  std::string cpus = std::to_string(system.cpus);
  if (system.cpus != system.cpus_online) cpus += " of " + std::to_string(system.cpus_online);
  return facts_table("System", {{"CPU", system.cpu},
                                {"CPUs", cpus},
                                {"memory", known_memory(system.memory)},
                                {"kernel", system.kernel},
                                {"build", system.build},
                                {"compiler", system.compiler},
                                {"sotval", system.version}});
}

std::string repository_table(const Repository& repository) {
  return facts_table("Repository", {{"root", repository.root},
                                    {"files", with_separators(repository.files)},
                                    {"directories", with_separators(repository.directories)},
                                    {"read", core::count_of(repository.files_read, "file") + ", " + memory_text(static_cast<double>(repository.bytes_read))},
                                    {"documents", with_separators(repository.documents)},
                                    {"pack", repository.pack},
                                    {"digest", repository.pack_digest},
                                    {"rules", with_separators(repository.rules)}});
}

std::string comparison_table(const Result& result) {
  const bool has_prediction = std::any_of(result.cases.begin(), result.cases.end(), [](const Case& one) { return one.predicted > 0; });
  Row head{"configuration", "median", "speed-up", "rules/s", "memory", "range"};
  if (has_prediction) head.push_back("predicted");
  std::vector<Row> rows;
  bool has_marks = false;
  for (const Case& a_case : result.cases) {
    const bool marked = more_workers_than_cpus(result, a_case);
    has_marks |= marked;
    Row row{label_of(a_case) + (marked ? " *" : ""), median_text(a_case.time), core::with_decimals(speed_up(result, a_case), 2), core::with_decimals(rules_per_second(result, a_case), 0),
            known_memory(a_case.memory), range_text(a_case.time)};
    if (has_prediction) row.push_back(a_case.predicted > 0 ? time_text(a_case.predicted) : "");
    rows.push_back(row);
  }
  std::string out = "<section class=\"block\">\n<h2>Comparison</h2>\n" + numbers_table(head, rows);
  if (has_marks) out += "<p class=\"footnote\">* more workers than the CPUs that could be used</p>\n";
  return out + "</section>\n";
}

std::string batches_table(const Result& result) {
  if (result.batches.empty()) return {};
  std::vector<Row> rows;
  for (const Batch& batch : result.batches)
    rows.push_back({std::to_string(batch.batch) + " " + batch.name, std::to_string(batch.rules), median_text(batch.threads), median_text(batch.processes)});
  return "<section>\n<h2>Batches, " + core::count_of(result.batch_workers, "worker") + "</h2>\n" + numbers_table({"batch", "rules", "threads", "processes"}, rows) +
         "</section>\n";
}

std::string overhead_table(const Result& result) {
  std::vector<Row> rows;
  for (const Case& a_case : result.cases)
    if (const Series total = total_of(a_case.overhead); !total.empty())
      rows.push_back({label_of(a_case), median_text(a_case.overhead.serialization), median_text(a_case.overhead.start_up), median_text(a_case.overhead.ipc),
                      median_text(total), core::with_decimals(share_of_overhead(a_case) * 100, 1) + " %"});
  if (rows.empty()) return {};
  return "<section>\n<h2>Overhead of processes</h2>\n" + numbers_table({"configuration", "serialization", "start-up", "IPC", "in all", "of the run"}, rows) +
         "</section>\n";
}

std::string columns(const std::string& content) { return content.empty() ? "" : "<div class=\"columns\">\n" + content + "</div>\n"; }

std::string recommendation_box(const Recommendation& recommendation) {
  if (recommendation.strategy.empty()) return {};
  std::string out = "<section class=\"recommendation\">\n<h2>Recommendation</h2>\n<p>Run with <strong>" + escaped(recommendation.strategy) + "</strong>";
  if (recommendation.strategy != "sequential") out += " and <strong>" + core::count_of(recommendation.workers, "worker") + "</strong>";
  out += ".</p>\n";
  if (!recommendation.reasons.empty()) {
    out += "<ul>\n";
    for (const std::string& reason : recommendation.reasons) out += "<li>" + escaped(reason) + "</li>\n";
    out += "</ul>\n";
  }
  return out + "</section>\n";
}

std::string heading(const Result& result) {
  std::string out = "<h1>Benchmark of " + escaped(result.repository.root) + "</h1>\n<p class=\"subtitle\">" + escaped(result.started) + ", " +
                    core::count_of(result.runs, "run") + " of each configuration, " +
                    (result.warm ? "warm: each knew from the one before what files say" : "cold: nothing was known of the files before") + "</p>\n";
  if (result.system.build == "Debug") out += "<p class=\"warning\">This is a Debug build: its times say little of a Release build.</p>\n";
  if (result.runs == 1) out += "<p class=\"warning\">One run of each says nothing of how much times vary.</p>\n";
  return out;
}

} // namespace

std::string to_html(const Result& result) {
  std::string out = "<!DOCTYPE html>\n<html lang=\"en\">\n<head>\n<meta charset=\"utf-8\"/>\n"
                    "<meta name=\"viewport\" content=\"width=device-width, initial-scale=1\"/>\n<title>sotval benchmark of " +
                    escaped(result.repository.root) + "</title>\n<style>";
  out += html_style;
  out += "</style>\n</head>\n<body>\n<main>\n" + heading(result) + recommendation_box(result.recommendation) + comparison_table(result);
  out += columns(scaling_plot(result) + phases_plot(result) + batches_plot(result) + overhead_plot(result));
  out += columns(batches_table(result) + overhead_table(result));
  out += columns(system_table(result.system) + repository_table(result.repository));
  return out + "</main>\n</body>\n</html>\n";
}

} // namespace sotval::cli::bench
