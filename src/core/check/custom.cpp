#include <array>

#include "check/external.hpp"
#include "check/support.hpp"
#include "pack/spelling.hpp"
#include "plan.hpp"

namespace sotval::core {

namespace {

constexpr std::array parameters = {
    Parameter{"rule", ParameterType::text, true, "the name under which the rule is registered"},
    Parameter{"with", ParameterType::values, false, "a map that the rule is made from"},
};

class Custom final : public Check {
public:
  Custom(const Value& p, PlanBuilder& plan) {
    CustomCheck check(p);
    task_ = plan.want_custom(std::move(check.name), std::move(check.parameters));
  }

  Judgement judge(const JudgeContext& context) const override { return judgement_of(context.custom[task_], context); }

private:
  std::size_t task_;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<Custom>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  lines.push_back("the custom rule " + in_quotes(CustomCheck(p).name) + " holds");
}

} // namespace

extern const CheckKind custom_kind;
const CheckKind custom_kind = {"custom", "The rule in C++ that the program has registered under that name holds.", parameters, nullptr, compile, explain};

} // namespace sotval::core
