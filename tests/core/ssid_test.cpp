// The main job, end to end: the built-in pack on the generated repository, whole and broken.

#include <algorithm>
#include <fstream>
#include <map>
#include <random>
#include <set>

#include <sotval/sotval.hpp>

#include "support/catch.hpp"
#include "support/reproducible.hpp"
#include "support/temporary_directory.hpp"

namespace fs = std::filesystem;

namespace {

sotval::Report validate(const fs::path& root) {
  sotval::ValidatorOptions options;
  options.repo_root = root;
  return sotval::Validator(std::move(options)).validate_all();
}

std::set<std::string> failed_rules(const sotval::Report& report) {
  std::set<std::string> failed;
  for (const sotval::RuleResult& result : report.results)
    if (result.verdict == sotval::Verdict::failed) failed.insert(result.rule_id);
  return failed;
}

std::string read_file(const fs::path& path) {
  std::ifstream in(path, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

// Made anew in reverse order of names, so that the file system lists it differently.
void copy_in_reverse(const fs::path& from, const fs::path& to) {
  std::vector<fs::path> paths;
  for (const auto& entry : fs::recursive_directory_iterator(from)) paths.push_back(entry.path().lexically_relative(from));
  std::sort(paths.rbegin(), paths.rend());
  for (const fs::path& path : paths) {
    if (fs::is_directory(from / path)) {
      fs::create_directories(to / path);
      continue;
    }
    fs::create_directories((to / path).parent_path());
    std::ofstream(to / path, std::ios::binary) << read_file(from / path);
  }
}

bool mentions(const sotval::RuleResult& result, const std::string& path) {
  return result.message.find(path) != std::string::npos ||
         std::any_of(result.findings.begin(), result.findings.end(),
                     [&](const sotval::Finding& finding) { return finding.path.find(path) != std::string::npos; });
}

} // namespace

TEST_CASE("the SSID pack has 384 rules in nine batches", "[ssid]") {
  const sotval::RulePack pack = sotval::RulePack::builtin();
  CHECK(pack.rules().size() == 384);
  std::map<unsigned, int> batches;
  for (const sotval::RuleInfo& rule : pack.rules()) ++batches[rule.batch];
  CHECK(batches == std::map<unsigned, int>{{0, 1}, {1, 9}, {2, 13}, {3, 49}, {4, 47}, {5, 45}, {6, 18}, {7, 17}, {8, 185}});
  for (const sotval::RuleInfo& rule : pack.rules()) {
    const sotval::RuleExplanation explanation = pack.explain(rule.id);
    INFO(rule.id);
    CHECK_FALSE(explanation.checks.empty());
    CHECK_FALSE(explanation.reads.size() + explanation.lists.size() == 0);
    CHECK_FALSE(explanation.why.empty());
    CHECK_FALSE(explanation.fix.empty());
  }
}

TEST_CASE("on an empty directory 33 SSID rules hold", "[ssid]") {
  const support::TemporaryDirectory directory;
  const sotval::Report report = validate(directory.path());
  CHECK(report.passed_count() == 33);
  CHECK(report.counts.error == 0);
  CHECK(report.exit_code() == 1);
}

TEST_CASE("on the generated repository all SSID rules hold", "[ssid]") {
  const support::TemporaryDirectory directory;
  const fs::path whole = directory.path() / "whole";
  const sotval::DemoRepository demo = sotval::write_demo_repository(whole);
  const sotval::Report report = validate(whole);

  CHECK(failed_rules(report).empty());
  CHECK(report.passed_count() == 384);
  CHECK(report.exit_code() == 0);

  // Every wanted file is opened and parsed once, and nothing else is.
  std::uint64_t bytes = 0;
  for (const auto& entry : fs::recursive_directory_iterator(whole))
    if (entry.is_regular_file()) bytes += entry.file_size();
  CHECK(report.run.files_seen == demo.files);
  CHECK(report.run.directories_seen == demo.directories);
  CHECK(report.run.files_opened == 3545);
  CHECK(report.files_in_scope == 3545);
  CHECK(report.files_read == 3545);
  CHECK(report.run.documents_parsed == 772);
  CHECK(report.run.bytes_read <= bytes);
  CHECK(report.run.bytes_read == 2384815);

  // A second run, a run from elsewhere and files made in another order give the same report.
  const std::string expected = support::reproducible_json(report);
  CHECK(support::reproducible_json(validate(whole)) == expected);
  CHECK(support::reproducible_json(validate(fs::relative(whole))) == expected);
  const fs::path copy = directory.path() / "copy";
  copy_in_reverse(whole, copy);
  CHECK(support::reproducible_json(validate(copy)) == expected);
}

TEST_CASE("a broken repository fails exactly the rules that the damages concern", "[ssid]") {
  const support::TemporaryDirectory directory;
  const unsigned damages = GENERATE(as<unsigned>(), 12, 71);
  const sotval::DemoRepository demo = sotval::write_demo_repository(directory.path() / "broken", {.damages = damages, .seed = 11});
  const sotval::Report report = validate(directory.path() / "broken");
  std::set<std::string> expected;
  for (const sotval::DemoDamage& damage : demo.damages) expected.insert(damage.rules.begin(), damage.rules.end());
  CHECK(failed_rules(report) == expected);
  CHECK(report.counts.error == 0);
  CHECK(report.exit_code() == 1);
}

TEST_CASE("what was damaged is named by the rules that fail", "[ssid]") {
  const support::TemporaryDirectory directory;
  sotval::write_demo_repository(directory.path() / "demo");
  const fs::path root = directory.path() / "demo";
  fs::remove(root / "03_core/README.md");
  std::ofstream(root / "07_governance_legal/notes.db") << "x";
  std::ofstream(root / "12_tooling/settings.py") << "\n\npassword = \"correct horse battery\"\n";
  const sotval::Report report = validate(root);
  CHECK(failed_rules(report) == std::set<std::string>{"AR006", "CE007", "CP011"});
  const std::map<std::string, std::string> places = {
      {"AR006", "03_core"}, {"CE007", "07_governance_legal/notes.db"}, {"CP011", "12_tooling/settings.py"}};
  for (const sotval::RuleResult& result : report.results) {
    if (!places.contains(result.rule_id)) continue;
    INFO(result.rule_id << ": " << result.message);
    CHECK(mentions(result, places.at(result.rule_id)));
    if (result.rule_id == "CP011") CHECK(result.findings.front().line == 3);
  }
}
