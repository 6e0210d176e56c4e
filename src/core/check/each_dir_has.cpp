#include <array>

#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"dirs", ParameterType::path_set, true, "the directories to look into"},
    Parameter{"child", ParameterType::child_paths, true, "relative paths, any of which will do"},
    Parameter{"type", ParameterType::entry_type, true, "what the child must be: file, dir or any"},
    Parameter{"require", ParameterType::require, false, "how many directories must have a child; default every"},
    Parameter{"on_empty", ParameterType::on_empty, false, "the result when no directory is found; default fail"},
};

class EachDirHas final : public Check {
public:
  EachDirHas(const Value& p, PlanBuilder& plan)
      : dirs_(plan.select(*p.find("dirs"), EntryType::directory, nullptr, true)), children_(list_parameter(p, "child")),
        type_(type_parameter(p, EntryType::file)), require_(require_parameter(p, Require::Kind::every)) {}

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    Tally tally;
    tally.incomplete = context.incomplete(dirs_);
    const std::string wanted = join_names(children_, 8, " or ");
    EvidenceList lacking(context.limits), having(context.limits);
    const bool forbidden = require_.kind == Require::Kind::none;
    std::string first_unknown;
    for (const std::uint32_t directory : context.candidates(dirs_)) {
      Truth has = Truth::no;
      for (const std::string& child : children_) has = has || has_child(context.snapshot, directory, child, type_);
      tally.satisfying += has == Truth::yes;
      tally.failing += has == Truth::no;
      if (has == Truth::unknown && tally.unknown++ == 0) first_unknown = printable_path(context.snapshot.path(directory));
      if (has == Truth::yes && forbidden) {
        having.add([&] { return Value(printable_path(context.snapshot.path(directory))); });
        result.find(context, {context.path(directory), 0, 0, "has " + wanted + ", which it must not"});
      }
      if (has != Truth::no) continue;
      lacking.add([&] { return Value(printable_path(context.snapshot.path(directory))); });
      if (!forbidden) result.find(context, {context.path(directory), 0, 0, "has no " + wanted});
    }
    result.holds = decide(require_, tally);
    result.nothing_matched = tally.total() == 0;
    result.message = result.nothing_matched ? "no directory found that should have " + wanted
                                            : std::to_string(tally.satisfying) + " of " +
                                                  count_of(tally.total(), "directory", "directories") + " have " + wanted +
                                                  ", expected " + require_.describe();
    result.evidence.set("candidates", tally.total());
    result.evidence.set("satisfying", tally.satisfying);
    if (tally.unknown > 0) result.evidence.set("undecided", tally.unknown);
    if (tally.total() > 0) result.evidence.set("ratio", static_cast<double>(tally.satisfying) / static_cast<double>(tally.total()));
    if (forbidden) {
      std::move(having).put(result.evidence, "with_child");
    } else {
      result.evidence.set("without_child_count", lacking.size());
      std::move(lacking).put(result.evidence, "without_child");
    }
    if (result.holds == Truth::unknown) result.message = undecided_message(context, tally.unknown, first_unknown, tally.incomplete);
    if (result.holds != Truth::no) {
      result.drop_findings();
    } else if (result.found() == 0 || (require_.concerns_all() && result.finding_count == 0)) {
      result.find(context, {"", 0, 0, result.message});
    }
    return result;
  }

private:
  SelectorId dirs_;
  std::vector<std::string> children_;
  EntryType type_;
  Require require_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<EachDirHas>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  lines.push_back(require_parameter(p, Require::Kind::every).describe() + " of the directories " + text_parameter(p, "dirs") +
                  " has " + join_names(list_parameter(p, "child"), 8, " or ") + " (" + text_parameter(p, "type") + ")");
}

} // namespace

extern const CheckKind each_dir_has_kind;
const CheckKind each_dir_has_kind = {"each_dir_has", "As many directories as `require` asks have one of the children.",
                                     parameters, nullptr, compile, explain};

} // namespace sotval::core
