#include <algorithm>
#include <array>

#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"checks", ParameterType::checks, true, "the checks, each with a kind of its own"},
};

class Composite final : public Check {
public:
  Composite(const Value& p, PlanBuilder& plan, bool all) : all_(all) {
    for (const Value& check : *p.find("checks")->as_list()) checks_.push_back(plan.compile(check));
  }

  // All children are judged, also behind the one that decides: each failure is worth knowing.
  Judgement judge(const JudgeContext& context) const override {
    Judgement result;
    result.holds = truth(all_);
    result.nothing_matched = true;
    std::size_t passed = 0;
    Value::List evidence;
    std::vector<Judgement> children;
    for (const auto& check : checks_) {
      Judgement child = check->judge(context);
      result.holds = all_ ? result.holds && child.holds : result.holds || child.holds;
      result.nothing_matched &= child.nothing_matched;
      passed += child.holds == Truth::yes;
      Value one = Value::Map{};
      one.set("holds", child.holds == Truth::yes ? Value(true) : child.holds == Truth::no ? Value(false) : Value());
      one.set("message", child.message);
      one.set("evidence", std::move(child.evidence));
      evidence.push_back(std::move(one));
      children.push_back(std::move(child));
    }
    result.evidence.set("checks", std::move(evidence));
    result.message = std::to_string(passed) + " of " + count_of(checks_.size(), "condition") + (passed == 1 ? " holds" : " hold") + ", expected " +
                     (all_ ? "all" : "at least one");
    std::vector<Finding> findings;
    for (const Judgement& child : children) {
      const bool tell = result.holds == Truth::no ? child.holds == Truth::no : child.holds == Truth::unknown;
      if (result.holds == Truth::yes || !tell) continue;
      result.message += "; " + child.message;
      if (result.holds != Truth::no) continue;
      findings.insert(findings.end(), child.findings.begin(), child.findings.end());
      result.finding_count += child.finding_count;
      result.findings_elsewhere += child.findings_elsewhere;
    }
    std::stable_sort(findings.begin(), findings.end(), [](const Finding& a, const Finding& b) { return path_less(a.path, b.path); });
    if (findings.size() > context.limits.findings) findings.resize(context.limits.findings);
    result.findings = std::move(findings);
    return result;
  }

private:
  bool all_;
  std::vector<std::unique_ptr<Check>> checks_;
};

template <bool all> std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<Composite>(p, plan, all);
}

template <bool all> void explain(const Value& p, std::vector<std::string>& lines) {
  lines.push_back(all ? "all of these:" : "at least one of these:");
  for (const Value& check : *p.find("checks")->as_list()) {
    std::vector<std::string> nested;
    find_check_kind(*check.find("kind")->as_string())->explain(check, nested);
    for (const std::string& line : nested) lines.push_back("  " + line);
  }
}

} // namespace

extern const CheckKind all_of_kind, any_of_kind;
const CheckKind all_of_kind = {"all_of", "All checks pass.", parameters, nullptr, compile<true>, explain<true>};
const CheckKind any_of_kind = {"any_of", "At least one check passes.", parameters, nullptr, compile<false>, explain<false>};

} // namespace sotval::core
