#include <array>

#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"globs", ParameterType::path_sets, true, "what to look for"},
    Parameter{"type", ParameterType::entry_type, false, "file (default), dir or any"},
    Parameter{"min", ParameterType::integer, false, "fewest distinct matches; default 1, or 0 if only `max` is given"},
    Parameter{"max", ParameterType::integer, false, "most matches"},
};

std::optional<ParameterError> verify(const Value& p) {
  const auto min = number_parameter(p, "min"), max = number_parameter(p, "max");
  if (min && max && *min > *max) return ParameterError{"min", "'min' is greater than 'max'", ""};
  if (min && *min == 0 && !max) return ParameterError{"min", "at least 0 always holds", "a 'min' of 1 or more, or a 'max'"};
  return std::nullopt;
}

Bounds bounds_of(const Value& p) {
  Bounds bounds{{}, number_parameter(p, "min"), number_parameter(p, "max")};
  if (!bounds.min && !bounds.max) bounds.min = 1;
  return bounds;
}

class PathExists final : public Check {
public:
  PathExists(const Value& p, PlanBuilder& plan)
      : paths_(plan.select(*p.find("globs"), type_parameter(p, EntryType::file), nullptr, p.find("type") != nullptr)),
        globs_(list_parameter(p, "globs")), bounds_(bounds_of(p)) {}

  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    const auto found = context.candidates(paths_);
    result.holds = decide(bounds_, found.size(), 0, context.incomplete(paths_));
    result.nothing_matched = found.empty();
    result.message = count_of(found.size(), "match", "matches") + " for " + join_names(globs_, 4, " or ") + ", expected " + bounds_.describe();
    EvidenceList matches(context.limits);
    for (const std::uint32_t node : found) {
      matches.add([&] { return Value(printable_path(context.snapshot.path(node))); });
      if (result.holds == Truth::no && bounds_.max && found.size() > *bounds_.max)
        result.find(context, {context.path(node), 0, 0, *bounds_.max == 0 ? "must not exist" : "is one too many"});
    }
    result.evidence.set("matches_count", found.size());
    std::move(matches).put(result.evidence, "matches");
    if (result.holds == Truth::no && result.found() == 0) result.find(context, {"", 0, 0, result.message});
    if (result.holds == Truth::unknown) result.message = undecided_message(context, 0, {}, true);
    return result;
  }

private:
  SelectorId paths_;
  std::vector<std::string> globs_;
  Bounds bounds_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<PathExists>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  lines.push_back(bounds_of(p).describe() + " of " + join_names(list_parameter(p, "globs"), 20, " or ") + " (" +
                  text_parameter(p, "type", "file") + ")" + (bounds_of(p).describe() == "none" ? " may exist" : " must exist"));
}

} // namespace

extern const CheckKind path_exists_kind;
const CheckKind path_exists_kind = {"path_exists", "The number of distinct matches over all globs lies within `min` and `max`.",
                                    parameters, verify, compile, explain};

} // namespace sotval::core
