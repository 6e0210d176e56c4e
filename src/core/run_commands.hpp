#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>
#include <vector>

#include "check/check.hpp"
#include "command_runner.hpp"
#include "plan.hpp"

namespace sotval::core {

/// Runs the chosen commands of a plan, up to `workers` at once, and puts what they came to into
/// `outcomes`, by their number in the plan. A command is not run if judging does not need it: where no
/// path matches, and where nobody knows whether more would.
/// `root`: the repository, in which they are started. `advanced` is called now and then, on the calling
/// thread, with how many are done. Returns false if a stop request left some of them undecided.
bool run_commands(const Plan& plan, std::span<const std::size_t> chosen, const JudgeContext& judging, const std::string& root,
                  CommandRunner& runner, unsigned workers, std::stop_token stop, std::span<TaskOutcome> outcomes,
                  const std::function<void(std::size_t)>& advanced);

} // namespace sotval::core
