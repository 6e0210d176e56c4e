#include <sotval/report_writer.hpp>

#include <chrono>
#include <fstream>
#include <iterator>
#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "core/report/sample_report.hpp"
#include "support/catch.hpp"

using namespace sotval;
using Json = nlohmann::ordered_json;

namespace {

std::string text_of(const Report& report, const JsonReportOptions& options = {}) {
  std::ostringstream out;
  write_json(out, report, options);
  return out.str();
}

Json json_of(const Report& report, const JsonReportOptions& options = {}) {
  return Json::parse(text_of(report, options));
}

std::vector<std::string> keys_of(const Json& object) {
  std::vector<std::string> keys;
  for (const auto& [key, value] : object.items()) keys.push_back(key);
  return keys;
}

/// Names every field of `json`: "results[].findings[].path". What packs and checks choose themselves
/// (the entries of evidence) and the five severities are not fields of the format.
void collect_fields(const Json& json, const std::string& prefix, std::set<std::string>& fields) {
  if (json.is_array()) {
    for (const Json& item : json) collect_fields(item, prefix + "[]", fields);
  } else if (json.is_object()) {
    for (const auto& [key, value] : json.items()) {
      const std::string name = prefix == "by_severity" ? prefix + ".*" : prefix + (prefix.empty() ? "" : ".") + key;
      fields.insert(name);
      if (key != "evidence") collect_fields(value, name, fields);
    }
  }
}

/// The fields that docs/report.md describes: the first cells, in backticks, of its table rows.
std::set<std::string> documented_fields() {
  std::ifstream file(SOTVAL_SOURCE_DIR "/docs/report.md");
  REQUIRE(file.is_open());
  std::set<std::string> fields;
  for (std::string line; std::getline(file, line);)
    if (line.rfind("| `", 0) == 0) fields.insert(line.substr(3, line.find('`', 3) - 3));
  return fields;
}

} // namespace

TEST_CASE("the JSON report has exactly the fields that its documentation names", "[report][json]") {
  Report report = support::sample_report();
  report.run.repo_root = "/srv/\xff";
  report.findings_limited_to = 3;
  report.unreadable_directories.push_back({"\xfe", "permission denied"});
  std::set<std::string> written;
  collect_fields(json_of(report), "", written);
  CHECK(written == documented_fields());
}

TEST_CASE("the JSON report starts with what it is and ends with the run", "[report][json]") {
  const Json json = json_of(support::sample_report());
  CHECK(keys_of(json) == std::vector<std::string>{"report_version", "tool", "pack", "total_rules", "passed_count",
                                                  "failed_count", "advisory_count", "error_count", "skipped_count",
                                                  "pass_rate", "by_severity", "critical_failures", "batches", "ledger",
                                                  "results", "run"});
  CHECK(json["report_version"] == 1);
  CHECK(json["tool"] == Json{{"name", "sotval"}, {"version", "0.1.0"}});
  CHECK(json["pack"] == Json{{"name", "ssid"}, {"version", "1.0.0"}, {"digest", "0123456789abcdef"}});
}

TEST_CASE("the JSON report counts what the report counts", "[report][json]") {
  const Json json = json_of(support::sample_report());
  CHECK(json["total_rules"] == 8);
  CHECK(json["passed_count"] == 2);
  CHECK(json["failed_count"] == 3);
  CHECK(json["advisory_count"] == 1);
  CHECK(json["error_count"] == 1);
  CHECK(json["skipped_count"] == 1);
  CHECK(json["pass_rate"] == 25.0);
  CHECK(keys_of(json["by_severity"]) == std::vector<std::string>{"critical", "high", "medium", "low", "info"});
  CHECK(json["by_severity"]["critical"]["failed"] == 2);
  CHECK(json["critical_failures"] == Json{"AR001", "AR002"});
  CHECK(json["batches"][2] == Json::parse(R"({"batch": 2, "name": "AR dependent 2", "total": 5, "passed": 2,
                                              "failed": 1, "advisory": 1, "error": 1, "skipped": 0})"));
}

TEST_CASE("the ledger names every file and directory that could not be read", "[report][json]") {
  const Json ledger = json_of(support::sample_report())["ledger"];
  CHECK(ledger["files_in_scope"] == 122);
  CHECK(ledger["files_read"] == 120);
  REQUIRE(ledger["not_readable"].size() == 2);
  CHECK(ledger["not_readable"][0] == Json{{"path", "03_core/big.py"}, {"reason", "larger than 64 MiB"}});
  REQUIRE(ledger["directories_not_readable"].size() == 1);
  CHECK(ledger["directories_not_readable"][0]["path"] == "24_meta_orchestration/locked");
}

TEST_CASE("results are in pack order with all that was found", "[report][json]") {
  const Report report = support::sample_report();
  const Json results = json_of(report)["results"];
  REQUIRE(results.size() == report.results.size());
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(results[i]["rule_id"] == report.results[i].rule_id);
    CHECK(results[i]["verdict"] == to_string(report.results[i].verdict));
    CHECK(results[i]["severity"] == to_string(report.results[i].severity));
    CHECK(results[i]["nothing_matched"] == report.results[i].nothing_matched);
    CHECK(results[i]["finding_count"] == report.results[i].finding_count);
    CHECK(results[i]["findings"].size() == report.results[i].findings.size());
  }
  CHECK(results[0]["evidence"] == Json{{"expected", 24}, {"found", 23}, {"missing", {24}}});
  CHECK(results[1]["downstream_of"] == Json{"AR001"});
  CHECK(results[2]["message"] == "3 of 120 files hold what they must not");
  CHECK(results[7]["evidence"].is_null());
}

TEST_CASE("line and column are left out where there are none", "[report][json]") {
  const Json findings = json_of(support::sample_report())["results"][2]["findings"];
  CHECK(keys_of(findings[0]) == std::vector<std::string>{"path", "line", "column", "text"});
  CHECK(keys_of(findings[1]) == std::vector<std::string>{"path", "path_bytes", "line", "text"});
  const Json whole = json_of(support::sample_report())["results"][0]["findings"][0];
  CHECK(keys_of(whole) == std::vector<std::string>{"path", "text"});
  CHECK(whole["path"] == "");
}

TEST_CASE("paths can be turned back into the bytes of the file system", "[report][json]") {
  Report report = support::sample_report();
  const std::vector<std::string> paths{"plain", "a\\xe9", "a\xe9", "\x1b\n", "\u202e", "\xff\xfe\x80", "mixed ü \xc3"};
  report.results[2].findings.clear();
  for (const std::string& path : paths) report.results[2].findings.push_back({path, 0, 0, "text"});
  const Json findings = json_of(report)["results"][2]["findings"];
  for (std::size_t i = 0; i < paths.size(); ++i) {
    std::string bytes = findings[i]["path"];
    if (findings[i].contains("path_bytes")) {
      const std::string digits = findings[i]["path_bytes"];
      bytes.clear();
      for (std::size_t at = 0; at < digits.size(); at += 2)
        bytes += static_cast<char>(std::stoi(digits.substr(at, 2), nullptr, 16));
    }
    CHECK(bytes == paths[i]);
  }
}

TEST_CASE("a report with findings of some files only says so, and what is elsewhere", "[report][json]") {
  Report report = support::sample_report();
  CHECK_FALSE(json_of(report).contains("findings_limited_to"));
  CHECK_FALSE(json_of(report)["results"][0].contains("findings_elsewhere"));
  report.findings_limited_to = 3;
  report.results[0].findings_elsewhere = 7;
  CHECK(json_of(report)["findings_limited_to"] == 3);
  CHECK(json_of(report)["results"][0]["findings_elsewhere"] == 7);
  CHECK(json_of(report)["results"][1]["findings_elsewhere"] == 0);
}

TEST_CASE("the run tells its times", "[report][json]") {
  const Json run = json_of(support::sample_report())["run"];
  CHECK(run["repo_root"] == "/srv/ssid");
  CHECK(run["started"] == "2025-01-31T23:59:59.000Z");
  CHECK(run["duration"] == 0.214);
  CHECK(run["phases"][3] == Json{{"phase", "gather"}, {"duration", 0.139}});
  CHECK(run["rules"][0] ==
        Json{{"rule_id", "AR001"}, {"timestamp", "2025-01-31T23:59:59.250Z"}, {"duration", 0.000015}});
  CHECK(run["batches"][2] == Json{{"batch", 2}, {"duration", 0.000075}}); // five rules of 15 us
}

TEST_CASE("the run tells what worker processes cost and what went wrong", "[report][json]") {
  Report report = support::sample_report();
  CHECK(json_of(report)["run"]["processes"]["process_pool_enabled"] == false);
  support::use_processes(report);
  ProcessStats& stats = report.run.processes;
  stats.process_crashes = 3;
  stats.timeouts = 4;
  stats.retries = 5;
  stats.fallback_to_threads = 1;
  CHECK(json_of(report)["run"]["processes"] == Json::parse(R"({
    "process_pool_enabled": true, "serialization_overhead": 0.003, "process_startup_overhead": 0.012,
    "ipc_overhead": 0.0001, "total_duration": 0.107, "total_processes_used": 2, "process_crashes": 3, "timeouts": 4,
    "retries": 5, "fallback_to_threads": 1, "shared_memory_size": 4200000})"));
}

TEST_CASE("the run tells whether it was stopped", "[report][json]") {
  Report report = support::sample_report();
  CHECK(json_of(report)["run"]["stopped"] == false);
  report.run.stopped = true;
  CHECK(json_of(report)["run"]["stopped"] == true);
}

TEST_CASE("a reproducible report depends on nothing but the verdicts", "[report][json]") {
  Report one = support::sample_report();
  Report other = one;
  other.run = {};
  for (RuleResult& result : other.results) {
    result.timestamp = {};
    result.duration = {};
  }
  CHECK(text_of(one) != text_of(other));
  const std::string reproducible = text_of(one, {.reproducible = true});
  CHECK(reproducible == text_of(other, {.reproducible = true}));
  CHECK_FALSE(Json::parse(reproducible).contains("run"));
  other.results[0].finding_count = 2;
  CHECK(reproducible != text_of(other, {.reproducible = true}));
}

TEST_CASE("without indentation the JSON report is one line", "[report][json]") {
  const std::string line = text_of(support::sample_report(), {.indent = 0});
  CHECK(line.find('\n') == line.size() - 1);
  CHECK(Json::parse(line) == json_of(support::sample_report()));
}

TEST_CASE("an empty report is valid JSON", "[report][json]") {
  const Json json = json_of(Report{});
  CHECK(json["results"] == Json::array());
  CHECK(json["by_severity"] == Json::object());
  CHECK(json["pass_rate"] == 100.0);
}
