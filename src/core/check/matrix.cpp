#include <algorithm>
#include <array>
#include <map>

#include <re2/re2.h>

#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"rows", ParameterType::path_set, true, "the row directories"},
    Parameter{"cells", ParameterType::glob, true, "the cell directories, relative to a row"},
    Parameter{"regex", ParameterType::regex, false, "only cells whose name matches count"},
    Parameter{"row_count", ParameterType::integer, true, "exact number of rows"},
    Parameter{"column_count", ParameterType::integer, true, "exact number of cells in every row"},
    Parameter{"total", ParameterType::integer, true, "exact number of cells overall"},
    Parameter{"cell_file", ParameterType::child_paths, false, "a cell counts only if it holds one of these files"},
    Parameter{"unique_number", ParameterType::boolean, false,
              "rows are numbered 1..row_count and the cells of every row 1..column_count, each number once"},
};

struct Cell {
  std::string name;
  Truth counts;
};

struct Row {
  std::uint32_t node = 0;
  std::vector<Cell> cells;
  bool incomplete = false;

  std::uint64_t count(Truth truth) const {
    return static_cast<std::uint64_t>(std::count_if(cells.begin(), cells.end(), [&](const Cell& c) { return c.counts == truth; }));
  }
};

// 0: the name does not start with a digit.
std::uint64_t leading_number(std::string_view name) {
  std::uint64_t number = 0;
  for (const char c : name) {
    if (c < '0' || c > '9' || number > 1'000'000) break;
    number = number * 10 + static_cast<std::uint64_t>(c - '0');
  }
  return number;
}

class Matrix final : public Check {
public:
  Matrix(const Value& p, PlanBuilder& plan)
      : rows_(plan.select(*p.find("rows"), EntryType::directory, nullptr, true)), cells_(*p.find("cells")->as_string()),
        regex_(regex_parameter(p, "regex")), row_count_(*number_parameter(p, "row_count")),
        column_count_(*number_parameter(p, "column_count")), total_(*number_parameter(p, "total")),
        cell_files_(list_parameter(p, "cell_file")), unique_number_(bool_parameter(p, "unique_number")) {}

  Judgement judge(const JudgeContext& context) const override {
    const std::vector<Row> rows = collect(context);
    Judgement result;
    std::uint64_t total = 0, maybe = 0;
    bool incomplete = context.incomplete(rows_);
    result.holds = decide(exactly(row_count_), rows.size(), 0, incomplete);
    EvidenceList counts(context.limits), problems(context.limits);
    const auto problem = [&](const std::string& path, const std::string& text) {
      problems.add((path.empty() ? "" : printable_path(path) + ": ") + text);
      result.find(context.limits, {path, 0, 0, text});
    };
    if (rows.size() != row_count_)
      problem("", count_of(rows.size(), "row") + " found, expected " + std::to_string(row_count_));
    for (const Row& row : rows) {
      const std::uint64_t found = row.count(Truth::yes), unsure = row.count(Truth::unknown);
      total += found;
      maybe += unsure;
      incomplete |= row.incomplete;
      result.holds = result.holds && decide(exactly(column_count_), found, unsure, row.incomplete);
      Value one = Value::Map{};
      one.set("row", printable_path(context.snapshot.path(row.node)));
      one.set("cells", found);
      counts.add(std::move(one));
      if (found != column_count_) problem(context.path(row.node), row_text(rows, row, found));
      if (unique_number_) result.holds = result.holds && check_numbers(row, problem, context.path(row.node));
    }
    result.holds = result.holds && decide(exactly(total_), total, maybe, incomplete);
    if (unique_number_) result.holds = result.holds && check_row_numbers(context, rows, problem);
    if (rows.empty() && !incomplete) result.holds = Truth::no;
    result.nothing_matched = rows.empty();
    result.message = count_of(rows.size(), "row") + " with " + count_of(total, "cell") + ", expected " +
                     std::to_string(row_count_) + " x " + std::to_string(column_count_) + " = " + std::to_string(total_) +
                     (unique_number_ ? ", each with a number of its own" : "");
    result.evidence.set("rows", rows.size());
    result.evidence.set("total", total);
    result.evidence.set("expected", total_);
    std::move(counts).put(result.evidence, "cells_per_row");
    result.evidence.set("problem_count", problems.size());
    std::move(problems).put(result.evidence, "problems");
    if (result.holds != Truth::no) {
      result.findings.clear();
      result.finding_count = 0;
    }
    if (result.holds == Truth::unknown) result.message = undecided_message(context, maybe, {}, incomplete);
    return result;
  }

private:
  static Bounds exactly(std::uint64_t count) { return {count, {}, {}}; }

  std::vector<Row> collect(const JudgeContext& context) const {
    std::vector<Row> rows;
    for (const std::uint32_t node : context.candidates(rows_)) {
      Row row;
      row.node = node;
      for (const std::uint32_t cell : children_matching(context.snapshot, node, cells_, EntryType::directory, row.incomplete)) {
        const std::string_view name = context.snapshot.name(context.snapshot[cell]);
        if (!matches(regex_, name)) continue;
        Truth counts = truth(cell_files_.empty());
        for (const std::string& file : cell_files_) counts = counts || has_child(context.snapshot, cell, file, EntryType::file);
        row.cells.push_back({std::string(name), counts});
      }
      rows.push_back(std::move(row));
    }
    return rows;
  }

  // What other rows have and this one lacks says more than a number.
  std::string row_text(const std::vector<Row>& rows, const Row& row, std::uint64_t found) const {
    std::string text = count_of(found, "cell") + " found, expected " + std::to_string(column_count_);
    std::vector<std::string> missing;
    for (const Cell& cell : row.cells)
      if (cell.counts != Truth::yes) missing.push_back(printable_path(cell.name));
    if (!missing.empty()) return text + "; without " + join_names(cell_files_, 4, " or ") + ": " + join_names(missing, 5);
    std::map<std::string, std::size_t> votes;
    for (const Row& other : rows)
      for (const Cell& cell : other.cells) ++votes[cell.name];
    for (const auto& [name, count] : votes) {
      const bool here = std::any_of(row.cells.begin(), row.cells.end(), [&](const Cell& c) { return c.name == name; });
      if (!here && count * 2 > rows.size()) missing.push_back(printable_path(name));
    }
    return missing.empty() ? text : text + "; not there: " + join_names(missing, 5);
  }

  template <class Problem> Truth check_numbers(const Row& row, const Problem& problem, const std::string& path) const {
    std::vector<std::uint64_t> numbers;
    for (const Cell& cell : row.cells)
      if (cell.counts == Truth::yes) numbers.push_back(leading_number(cell.name));
    return truth(numbers_are_right(numbers, column_count_, path, problem));
  }

  template <class Problem>
  Truth check_row_numbers(const JudgeContext& context, const std::vector<Row>& rows, const Problem& problem) const {
    std::vector<std::uint64_t> numbers;
    for (const Row& row : rows) numbers.push_back(leading_number(context.snapshot.name(context.snapshot[row.node])));
    return truth(numbers_are_right(numbers, row_count_, "", problem));
  }

  template <class Problem>
  static bool numbers_are_right(const std::vector<std::uint64_t>& numbers, std::uint64_t expected, const std::string& path,
                                const Problem& problem) {
    std::map<std::uint64_t, std::size_t> seen;
    for (const std::uint64_t number : numbers) ++seen[number];
    bool right = true;
    for (const auto& [number, times] : seen) {
      if (number >= 1 && number <= expected && times == 1) continue;
      right = false;
      problem(path, times > 1 ? "number " + std::to_string(number) + " is used " + std::to_string(times) + " times"
                              : "number " + std::to_string(number) + " is not between 1 and " + std::to_string(expected));
    }
    constexpr int most_listed = 100; // so that a huge row_count does not cost as many steps
    int unused = 0;
    for (std::uint64_t number = 1; number <= expected && unused < most_listed; ++number) {
      if (seen.contains(number)) continue;
      right = false;
      ++unused;
      problem(path, "number " + std::to_string(number) + " is not used");
    }
    return right;
  }

  SelectorId rows_;
  Glob cells_;
  std::unique_ptr<re2::RE2> regex_;
  std::uint64_t row_count_, column_count_, total_;
  std::vector<std::string> cell_files_;
  bool unique_number_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<Matrix>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  std::string line = "the directories " + text_parameter(p, "rows") + " are " + std::to_string(*number_parameter(p, "row_count")) +
                     " and hold " + std::to_string(*number_parameter(p, "column_count")) + " directories " + text_parameter(p, "cells") +
                     " each, " + std::to_string(*number_parameter(p, "total")) + " in all";
  if (p.find("cell_file") != nullptr) line += ", each with a file " + join_names(list_parameter(p, "cell_file"), 5, " or ");
  if (bool_parameter(p, "unique_number")) line += ", numbered without gaps or repetition";
  lines.push_back(line);
}

} // namespace

extern const CheckKind matrix_kind;
const CheckKind matrix_kind = {"matrix", "`row_count` rows with `column_count` cells each, `total` cells overall, and unique numbers if asked.",
                               parameters, nullptr, compile, explain};

} // namespace sotval::core
