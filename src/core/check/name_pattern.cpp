#include <algorithm>
#include <array>
#include <charconv>

#include <re2/re2.h>

#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"paths", ParameterType::path_set, true, "the entries whose names are examined"},
    Parameter{"type", ParameterType::entry_type, true, "dir, file or any"},
    Parameter{"regex", ParameterType::regex, true, "what every name must match; group 1 is the number"},
    Parameter{"number_range", ParameterType::number_range, false, "smallest and greatest number of group 1"},
    Parameter{"ignore", ParameterType::name_globs, false, "names that are not examined"},
};

std::optional<ParameterError> verify(const Value& p) {
  if (p.find("number_range") == nullptr) return std::nullopt;
  if (regex_parameter(p, "regex")->NumberOfCapturingGroups() >= 1) return std::nullopt;
  return ParameterError{"regex", "'number_range' needs a group in the regex", "put the number into parentheses"};
}

class NamePatternCheck final : public Check {
public:
  NamePatternCheck(const Value& p, PlanBuilder& plan)
      : paths_(plan.select(*p.find("paths"), type_parameter(p, EntryType::file), nullptr, true)), regex_(regex_parameter(p, "regex")) {
    for (const std::string& glob : list_parameter(p, "ignore")) ignore_.emplace_back(glob);
    if (const Value* range = p.find("number_range")) {
      low_ = *(*range->as_list())[0].as_int();
      high_ = *(*range->as_list())[1].as_int();
    }
  }

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    std::uint64_t examined = 0;
    EvidenceList offenders(context.limits);
    for (const std::uint32_t node : context.candidates(paths_)) {
      const std::string_view name = context.snapshot.name(context.snapshot[node]);
      if (std::any_of(ignore_.begin(), ignore_.end(), [&](const Glob& glob) { return glob.matches(name); })) continue;
      ++examined;
      const std::string complaint = complaint_about(name);
      if (complaint.empty()) continue;
      offenders.add(printable_path(context.snapshot.path(node)) + ": " + complaint);
      result.find(context, {context.path(node), 0, 0, complaint});
    }
    const bool incomplete = context.incomplete(paths_);
    result.holds = offenders.size() > 0 ? Truth::no : incomplete ? Truth::unknown : truth(examined > 0);
    result.nothing_matched = examined == 0;
    result.message = result.nothing_matched ? "no name found to examine"
                                            : std::to_string(examined - offenders.size()) + " of " + count_of(examined, "name") +
                                                  " match, expected every one";
    if (result.holds == Truth::unknown) result.message = undecided_message(context, 0, {}, true);
    if (result.holds == Truth::no && result.found() == 0) result.find(context, {"", 0, 0, result.message});
    result.evidence.set("candidates", examined);
    result.evidence.set("satisfying", examined - offenders.size());
    std::move(offenders).put(result.evidence, "offenders");
    return result;
  }

private:
  // Empty: the name is right.
  std::string complaint_about(std::string_view name) const {
    const int groups = std::min(regex_->NumberOfCapturingGroups(), 1);
    re2::StringPiece match[2];
    if (!regex_->Match(re2::StringPiece(name.data(), name.size()), 0, name.size(), re2::RE2::UNANCHORED, match, groups + 1))
      return "name does not match " + regex_->pattern();
    if (!low_) return {};
    std::int64_t number = 0;
    const auto [end, error] = std::from_chars(match[1].data(), match[1].data() + match[1].size(), number);
    const bool is_number = error == std::errc() && end == match[1].data() + match[1].size();
    if (is_number && number >= *low_ && number <= *high_) return {};
    return "number " + printable_path({match[1].data(), match[1].size()}) + " is not between " + std::to_string(*low_) + " and " +
           std::to_string(*high_);
  }

  SelectorId paths_;
  std::unique_ptr<re2::RE2> regex_;
  std::optional<std::int64_t> low_, high_;
  std::vector<Glob> ignore_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<NamePatternCheck>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  std::string line = "every name of " + text_parameter(p, "paths") + " (" + text_parameter(p, "type") + ") matches /" +
                     text_parameter(p, "regex") + "/";
  if (const Value* range = p.find("number_range"))
    line += " with a number from " + std::to_string(*(*range->as_list())[0].as_int()) + " to " +
            std::to_string(*(*range->as_list())[1].as_int());
  const auto ignore = list_parameter(p, "ignore");
  if (!ignore.empty()) line += "; not examined: " + join_names(ignore, 8);
  lines.push_back(line);
}

} // namespace

extern const CheckKind name_pattern_kind;
const CheckKind name_pattern_kind = {"name_pattern", "There is at least one candidate and every candidate's name matches, with its number in range.",
                                     parameters, verify, compile, explain};

} // namespace sotval::core
