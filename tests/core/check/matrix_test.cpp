#include <algorithm>

#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::contains;
using support::judge;
using support::judge_imagined;
using support::verdict;

namespace {

const std::string matrix = "{kind: matrix, rows: '[0-9]_*', cells: 's/*', row_count: 2, column_count: 2, total: 4";
const support::Tree square = {{"1_a/s/1_x/", ""}, {"1_a/s/2_y/", ""}, {"2_b/s/1_x/", ""}, {"2_b/s/2_z/", ""}, {"2_b/s/file", ""}};
const std::vector<std::string> square_entries = {"1_a/s/1_x/", "1_a/s/2_y/", "2_b/s/1_x/", "2_b/s/2_z/"};

support::Tree with(support::Tree tree, const std::string& path, const std::string& without = {}) {
  if (!without.empty()) tree.erase(without);
  if (!path.empty()) tree[path] = "";
  return tree;
}

std::vector<std::string> also(std::vector<std::string> entries, const std::string& entry) {
  entries.push_back(entry);
  return entries;
}

} // namespace

TEST_CASE("a matrix has its rows, columns and total", "[check][matrix]") {
  const RuleResult result = judge(matrix + "}", square);
  CHECK(result.verdict == Verdict::passed);
  CHECK(result.message == "2 rows with 4 cells, expected 2 x 2 = 4");
  CHECK(*result.evidence.find("total") == Value(4));
  CHECK(result.evidence.find("cells_per_row")->as_list()->size() == 2);
  CHECK(verdict(matrix + ", regex: '^\\d_[xyz]$'}", square) == Verdict::passed);
  CHECK(verdict(matrix + ", regex: '^\\d_[xy]$'}", square) == Verdict::failed);
}

TEST_CASE("what a row lacks is named after the other rows", "[check][matrix]") {
  const support::Tree tree = {{"1_a/s/x/", ""}, {"1_a/s/y/", ""}, {"2_b/s/x/", ""}, {"2_b/s/y/", ""}, {"3_c/s/x/", ""}};
  const RuleResult result = judge("{kind: matrix, rows: '[0-9]_*', cells: 's/*', row_count: 3, column_count: 2, total: 6}", tree);
  CHECK(result.verdict == Verdict::failed);
  CHECK(support::lines_of(result.findings) == std::vector<std::string>{"3_c:0:0: 1 cell found, expected 2; not there: y"});
  CHECK(*result.evidence.find("problem_count") == Value(1));
}

TEST_CASE("a wrong number of rows is a finding of its own", "[check][matrix]") {
  const RuleResult result = judge(matrix + "}", with(square, "3_c/s/1_x/"));
  CHECK(support::lines_of(result.findings).at(0) == ":0:0: 3 rows found, expected 2");
  const RuleResult none = judge(matrix + "}", {{"x/", ""}});
  CHECK(none.verdict == Verdict::failed);
  CHECK(none.nothing_matched);
  CHECK(none.finding_count == 1);
  CHECK(verdict("{kind: matrix, rows: 'q*', cells: '*', row_count: 0, column_count: 0, total: 0}", square) == Verdict::failed);
}

TEST_CASE("a total that rows and columns do not make up is a finding", "[check][matrix]") {
  const RuleResult result = judge("{kind: matrix, rows: '[0-9]_*', cells: 's/*', row_count: 2, column_count: 2, total: 5}", square);
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.finding_count == 1);
}

TEST_CASE("a cell counts only if it holds one of the files", "[check][matrix]") {
  support::Tree tree = square;
  for (const auto& [path, content] : square)
    if (path.ends_with('/')) tree[path + "chart.yaml"] = "";
  const std::string check = matrix + ", cell_file: [Chart.yaml, chart.yaml]}";
  CHECK(verdict(check, tree) == Verdict::passed);
  tree.erase("2_b/s/2_z/chart.yaml");
  const RuleResult result = judge(check, tree);
  CHECK(result.verdict == Verdict::failed);
  CHECK(support::lines_of(result.findings) ==
        std::vector<std::string>{"2_b:0:0: 1 cell found, expected 2; without Chart.yaml or chart.yaml: 2_z"});
  tree["2_b/s/2_z/Chart.yaml"] = "";
  CHECK(verdict(check, tree) == Verdict::passed);
}

TEST_CASE("numbers of rows and cells are unique and without gaps", "[check][matrix]") {
  const std::string check = matrix + ", unique_number: true}";
  CHECK(verdict(check, square) == Verdict::passed);
  const RuleResult twice = judge(check, with(square, "2_b/s/1_z/", "2_b/s/2_z/"));
  CHECK(support::lines_of(twice.findings) == std::vector<std::string>{"2_b:0:0: number 1 is used 2 times", "2_b:0:0: number 2 is not used"});
  const RuleResult high = judge(check, with(square, "2_b/s/3_z/", "2_b/s/2_z/"));
  CHECK(support::lines_of(high.findings) ==
        std::vector<std::string>{"2_b:0:0: number 3 is not between 1 and 2", "2_b:0:0: number 2 is not used"});
  const RuleResult rows = judge(check, {{"1_a/s/1_x/", ""}, {"1_a/s/2_y/", ""}, {"1_b/s/1_x/", ""}, {"1_b/s/2_z/", ""}});
  CHECK(support::lines_of(rows.findings) == std::vector<std::string>{":0:0: number 1 is used 2 times", ":0:0: number 2 is not used"});
}

TEST_CASE("findings of a matrix are in the order of paths", "[check][matrix]") {
  const RuleResult result = judge(matrix + ", unique_number: true}", {{"1_a/s/1_x/", ""}, {"1_b/s/1_x/", ""}, {"3_c/", ""}});
  std::vector<std::string> paths;
  for (const Finding& finding : result.findings) paths.push_back(finding.path);
  CHECK(std::is_sorted(paths.begin(), paths.end()));
  CHECK(result.finding_count == result.findings.size());
}

TEST_CASE("an unlisted root leaves a matrix undecided", "[check][matrix][unknown]") {
  for (const char* numbers : {"}", ", unique_number: true}"}) {
    CAPTURE(numbers);
    const RuleResult result = judge_imagined(matrix + numbers, {"?"});
    CHECK(result.verdict == Verdict::error);
    CHECK(contains(result.message, "could not list the root"));
    CHECK(result.findings.empty());
    CHECK(judge_imagined(matrix + numbers, also(square_entries, "1_a/s/?")).verdict == Verdict::error);
    CHECK(judge_imagined(matrix + numbers, also(square_entries, "1_a/t/?")).verdict == Verdict::passed);
    CHECK(judge_imagined(matrix + numbers, also(square_entries, "other/?")).verdict == Verdict::passed);
  }
}

TEST_CASE("an incomplete row does not hide what is wrong for sure", "[check][matrix][unknown]") {
  CHECK(judge_imagined(matrix + "}", {"1_a/s/?", "2_b/s/1_x/"}).verdict == Verdict::failed);
  CHECK(judge_imagined(matrix + "}", {"1_a/s/?", "1_a/s/1_x/", "1_a/s/2_x/", "1_a/s/3_x/", "2_b/s/1_x/", "2_b/s/2_x/"}).verdict == Verdict::failed);
  const std::string numbered = matrix + ", unique_number: true}";
  CHECK(judge_imagined(numbered, {"1_a/s/?", "1_a/s/1_x/", "1_a/s/1_y/", "2_b/s/1_x/", "2_b/s/2_x/"}).verdict == Verdict::failed);
  CHECK(judge_imagined(numbered, {"1_a/s/?", "1_a/s/1_x/", "2_b/s/1_x/", "2_b/s/2_x/"}).verdict == Verdict::error);
}

TEST_CASE("a cell that could not be looked into may count or not", "[check][matrix][unknown]") {
  const std::string check = matrix + ", cell_file: [f], unique_number: true}";
  const std::vector<std::string> entries = {"1_a/s/1_x/f", "1_a/s/2_y/f", "2_b/s/1_x/f"};
  const RuleResult result = judge_imagined(check, also(entries, "2_b/s/2_z/?"));
  CHECK(result.verdict == Verdict::error);
  CHECK(contains(result.message, "the first is 2_b/s/2_z"));
  CHECK(judge_imagined(check, also(entries, "2_b/s/1_z/?")).verdict == Verdict::failed); // number 2 is missing in any case
  CHECK(judge_imagined(check, also(also(entries, "2_b/s/2_z/f"), "2_b/s/3_z/?")).verdict == Verdict::error);
}
