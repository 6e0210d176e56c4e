#include <algorithm>
#include <array>
#include <map>
#include <set>

#include <re2/re2.h>

#include "check/child_glob.hpp"
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
  std::uint32_t node;
  std::string name;
  Truth counts;
};

struct Row {
  std::uint32_t node = 0;
  std::vector<Cell> cells;
  bool incomplete = false;

  std::uint32_t first(Truth truth) const {
    return std::find_if(cells.begin(), cells.end(), [&](const Cell& c) { return c.counts == truth; })->node;
  }
  std::uint64_t count(Truth truth) const {
    return static_cast<std::uint64_t>(std::count_if(cells.begin(), cells.end(), [&](const Cell& c) { return c.counts == truth; }));
  }
};

// Numbers that are there, those that may be there, and whether any others may be.
struct Numbers {
  std::map<std::uint64_t, std::size_t> seen; // how often
  std::set<std::uint64_t> possible;
  bool open_ended = false;
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
      result.find(context, {path, 0, 0, text});
    };
    if (rows.size() != row_count_)
      problem("", count_of(rows.size(), "row") + " found, expected " + std::to_string(row_count_));
    if (unique_number_) result.holds = result.holds && judge_numbers(row_numbers(context, rows), row_count_, "", problem);
    std::string first_unknown;
    for (const Row& row : rows) {
      const std::uint64_t found = row.count(Truth::yes), unsure = row.count(Truth::unknown);
      total += found;
      maybe += unsure;
      incomplete |= row.incomplete;
      const Truth complete = decide(exactly(column_count_), found, unsure, row.incomplete);
      result.holds = result.holds && complete;
      if (unsure > 0 && maybe == unsure) first_unknown = printable_path(context.snapshot.path(row.first(Truth::unknown)));
      Value one = Value::Map{};
      one.set("row", printable_path(context.snapshot.path(row.node)));
      one.set("cells", found);
      counts.add(std::move(one));
      if (complete == Truth::no) problem(context.path(row.node), row_text(rows, row, found));
      if (unique_number_) result.holds = result.holds && judge_numbers(cell_numbers(row), column_count_, context.path(row.node), problem);
    }
    result.holds = result.holds && decide(exactly(total_), total, maybe, incomplete);
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
      result.drop_findings();
    } else if (result.found() == 0) {
      result.find(context, {"", 0, 0, result.message});
    }
    if (result.holds == Truth::unknown) result.message = undecided_message(context, maybe, first_unknown, incomplete);
    return result;
  }

private:
  static Bounds exactly(std::uint64_t count) { return {count, {}, {}}; }

  std::vector<Row> collect(const JudgeContext& context) const {
    std::vector<Row> rows;
    for (const std::uint32_t node : context.candidates(rows_)) {
      Row row;
      row.node = node;
      for (const std::uint32_t cell : cells_.find(context.snapshot, node, EntryType::directory, row.incomplete)) {
        const std::string_view name = context.snapshot.name(context.snapshot[cell]);
        if (!matches(regex_, name)) continue;
        Truth counts = truth(cell_files_.empty());
        for (const std::string& file : cell_files_) counts = counts || has_child(context.snapshot, cell, file, EntryType::file);
        row.cells.push_back({cell, std::string(name), counts});
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
      if (cell.counts == Truth::no) missing.push_back(printable_path(cell.name));
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

  static Numbers cell_numbers(const Row& row) {
    Numbers numbers;
    numbers.open_ended = row.incomplete;
    for (const Cell& cell : row.cells) {
      if (cell.counts == Truth::yes) ++numbers.seen[leading_number(cell.name)];
      if (cell.counts == Truth::unknown) numbers.possible.insert(leading_number(cell.name));
    }
    return numbers;
  }

  Numbers row_numbers(const JudgeContext& context, const std::vector<Row>& rows) const {
    Numbers numbers;
    numbers.open_ended = context.incomplete(rows_);
    for (const Row& row : rows) ++numbers.seen[leading_number(context.snapshot.name(context.snapshot[row.node]))];
    return numbers;
  }

  template <class Problem>
  static Truth judge_numbers(const Numbers& numbers, std::uint64_t expected, const std::string& path, const Problem& problem) {
    Truth right = numbers.open_ended || !numbers.possible.empty() ? Truth::unknown : Truth::yes;
    for (const auto& [number, times] : numbers.seen) {
      if (number >= 1 && number <= expected && times == 1) continue;
      right = Truth::no;
      problem(path, times > 1 ? "number " + std::to_string(number) + " is used " + std::to_string(times) + " times"
                              : "number " + std::to_string(number) + " is not between 1 and " + std::to_string(expected));
    }
    if (numbers.open_ended) return right; // what is missing may be where nobody could look
    constexpr int most_listed = 100;      // so that a huge number expected does not cost as many steps
    int unused = 0;
    for (std::uint64_t number = 1; number <= expected && unused < most_listed; ++number) {
      if (numbers.seen.contains(number) || numbers.possible.contains(number)) continue;
      right = Truth::no;
      ++unused;
      problem(path, "number " + std::to_string(number) + " is not used");
    }
    return right;
  }

  SelectorId rows_;
  ChildGlob cells_;
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
