#pragma once

#include <functional>
#include <span>

#include <sotval/report.hpp>

#include "check/check.hpp"
#include "pack/pack.hpp"
#include "plan.hpp"

namespace sotval::core {

/// Decides all rules of the plan, in the order of dependencies, and returns the results in pack order.
/// No file is opened. `judged` is called with the number of rules judged so far.
std::vector<RuleResult> judge(const Pack& pack, std::span<const std::size_t> rules, const Plan& plan, const JudgeContext& context,
                              bool skip_dependants, const std::function<void(std::uint64_t)>& judged);

} // namespace sotval::core
