#include <array>
#include <set>

#include <re2/re2.h>

#include "check/child_glob.hpp"
#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"dirs", ParameterType::path_set, true, "the directories to count; with `per`, a glob relative to each parent"},
    Parameter{"per", ParameterType::path_set, false, "parent directories, each of which is counted by itself"},
    Parameter{"regex", ParameterType::regex, false, "only directories whose name matches count"},
    Parameter{"equals", ParameterType::integer, false, "exact number"},
    Parameter{"min", ParameterType::integer, false, "smallest number"},
    Parameter{"max", ParameterType::integer, false, "greatest number"},
    Parameter{"require", ParameterType::require, false, "with `per`: how many parents must be within the bounds; default every"},
};

std::optional<ParameterError> verify(const Value& p) {
  const auto equals = number_parameter(p, "equals"), min = number_parameter(p, "min"), max = number_parameter(p, "max");
  if (!equals && !min && !max) return ParameterError{"", "no bound given", "one of equals, min, max"};
  if (equals && (min || max)) return ParameterError{"equals", "'equals' leaves nothing for 'min' and 'max' to say", ""};
  if (min && max && *min > *max) return ParameterError{"min", "'min' is greater than 'max'", ""};
  if (p.find("per") == nullptr && p.find("require") != nullptr)
    return ParameterError{"require", "'require' needs 'per'", ""};
  if (p.find("per") != nullptr && p.find("dirs")->as_string()->starts_with('@'))
    return ParameterError{"dirs", "with 'per', 'dirs' is a glob relative to each parent, not a set", ""};
  return std::nullopt;
}

Bounds bounds_of(const Value& p) {
  return {number_parameter(p, "equals"), number_parameter(p, "min"), number_parameter(p, "max")};
}

// Names that start with two digits tell which numbers of 1..n are not there; other names tell nothing.
Value missing_numbers(const std::vector<std::string>& names, std::uint64_t expected) {
  const auto is_digit = [](char c) { return c >= '0' && c <= '9'; };
  Value::List missing;
  std::set<std::string> present;
  for (const std::string& name : names)
    if (name.size() >= 2 && is_digit(name[0]) && is_digit(name[1])) present.insert(name.substr(0, 2));
  if (expected > 99 || present.empty()) return missing;
  for (std::uint64_t n = 1; n <= expected; ++n) {
    const std::string number = {static_cast<char>('0' + n / 10), static_cast<char>('0' + n % 10)};
    if (!present.contains(number)) missing.emplace_back(number);
  }
  return missing;
}

class DirCount final : public Check {
public:
  DirCount(const Value& p, PlanBuilder& plan)
      : dirs_(plan.select(*p.find("dirs"), EntryType::directory, nullptr, true)), regex_(regex_parameter(p, "regex")),
        bounds_(bounds_of(p)) {}

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    std::vector<std::string> names;
    for (const std::uint32_t node : context.candidates(dirs_)) {
      const std::string_view name = context.snapshot.name(context.snapshot[node]);
      if (matches(regex_, name)) names.push_back(printable_path(name));
    }
    const bool incomplete = context.incomplete(dirs_);
    result.holds = decide(bounds_, names.size(), 0, incomplete);
    result.nothing_matched = names.empty();
    result.message = count_of(names.size(), "directory", "directories") + " found, expected " + bounds_.describe();
    result.evidence.set("expected", bounds_.describe());
    result.evidence.set("found", names.size());
    EvidenceList listed(context.limits);
    for (const std::string& name : names) listed.add(name);
    std::move(listed).put(result.evidence, "names");
    Value missing = missing_numbers(names, bounds_.equals.value_or(bounds_.min.value_or(0)));
    if (result.holds == Truth::no) {
      std::string text = result.message;
      if (!missing.as_list()->empty()) {
        std::vector<std::string> numbers;
        for (const Value& number : *missing.as_list()) numbers.push_back(*number.as_string());
        text = "no directory numbered " + join_names(numbers, 30);
      }
      result.find(context, {"", 0, 0, text});
    }
    result.evidence.set("missing_numbers", std::move(missing));
    if (result.holds == Truth::unknown) result.message = undecided_message(context, 0, {}, incomplete);
    return result;
  }

private:
  SelectorId dirs_;
  std::unique_ptr<re2::RE2> regex_;
  Bounds bounds_;
};

class DirCountPer final : public Check {
public:
  DirCountPer(const Value& p, PlanBuilder& plan)
      : parents_(plan.select(*p.find("per"), EntryType::directory, nullptr, true)), dirs_(*p.find("dirs")->as_string()),
        regex_(regex_parameter(p, "regex")), bounds_(bounds_of(p)), require_(require_parameter(p, Require::Kind::every)) {}

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    Tally tally;
    tally.incomplete = context.incomplete(parents_);
    const bool forbidden = require_.kind == Require::Kind::none;
    EvidenceList offenders(context.limits);
    std::string first_unknown;
    for (const std::uint32_t parent : context.candidates(parents_)) {
      bool incomplete = false;
      const std::vector<std::string> names = names_in(context, parent, incomplete);
      const Truth within = decide(bounds_, names.size(), 0, incomplete);
      tally.satisfying += within == Truth::yes;
      tally.failing += within == Truth::no;
      if (within == Truth::unknown && tally.unknown++ == 0) first_unknown = printable_path(context.snapshot.path(parent));
      if (within != truth(forbidden)) continue;
      offenders.add([&] {
        Value one = Value::Map{};
        one.set("path", printable_path(context.snapshot.path(parent)));
        one.set("found", names.size());
        one.set("missing_numbers", missing_numbers(names, bounds_.equals.value_or(0)));
        return one;
      });
      if (require_.kind != Require::Kind::at_least)
        result.find(context, {context.path(parent), 0, 0,
                                     count_of(names.size(), "directory", "directories") + " found, expected " +
                                         (forbidden ? "not " : "") + bounds_.describe()});
    }
    result.holds = tally.total() == 0 && !tally.incomplete ? Truth::no : decide(require_, tally);
    result.nothing_matched = tally.total() == 0;
    result.message = result.nothing_matched
                         ? "no parent directory found in which to count"
                         : std::to_string(tally.satisfying) + " of " + count_of(tally.total(), "parent directory", "parent directories") +
                               " hold " + bounds_.describe() + ", expected of " + require_.describe();
    result.evidence.set("expected", bounds_.describe());
    result.evidence.set("candidates", tally.total());
    result.evidence.set("satisfying", tally.satisfying);
    if (tally.unknown > 0) result.evidence.set("undecided", tally.unknown);
    result.evidence.set("out_of_bounds", tally.failing);
    std::move(offenders).put(result.evidence, forbidden ? "within_bounds" : "deviating");
    if (result.holds != Truth::no) {
      result.drop_findings();
    } else if (result.found() == 0) {
      result.find(context, {"", 0, 0, result.message});
    }
    if (result.holds == Truth::unknown) result.message = undecided_message(context, tally.unknown, first_unknown, tally.incomplete || tally.unknown > 0);
    return result;
  }

private:
  std::vector<std::string> names_in(const JudgeContext& context, std::uint32_t parent, bool& incomplete) const {
    std::vector<std::string> names;
    for (const std::uint32_t node : dirs_.find(context.snapshot, parent, EntryType::directory, incomplete)) {
      const std::string_view name = context.snapshot.name(context.snapshot[node]);
      if (matches(regex_, name)) names.push_back(printable_path(name));
    }
    return names;
  }

  SelectorId parents_;
  ChildGlob dirs_;
  std::unique_ptr<re2::RE2> regex_;
  Bounds bounds_;
  Require require_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  if (p.find("per") != nullptr) return std::make_unique<DirCountPer>(p, plan);
  return std::make_unique<DirCount>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  std::string line;
  const std::string dirs = text_parameter(p, "dirs");
  if (p.find("per") != nullptr)
    line = "in " + require_parameter(p, Require::Kind::every).describe() + " of the directories " + text_parameter(p, "per") +
           " the number of directories " + dirs;
  else
    line = "the number of directories " + dirs;
  if (p.find("regex") != nullptr) line += " named like /" + text_parameter(p, "regex") + "/";
  lines.push_back(line + " is " + bounds_of(p).describe());
}

} // namespace

extern const CheckKind dir_count_kind;
const CheckKind dir_count_kind = {"dir_count", "The number of directories lies within the bounds; with `per`, in as many parents as `require` asks.",
                                  parameters, verify, compile, explain};

} // namespace sotval::core
