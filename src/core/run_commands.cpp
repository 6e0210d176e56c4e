#include "run_commands.hpp"

#include <algorithm>
#include <atomic>
#include <exception>
#include <system_error>
#include <thread>

#include "command_output.hpp"
#include "stopped.hpp"

namespace sotval::core {

namespace {

// False: a stop request kept it from ending.
bool run_command(const CommandTask& command, const JudgeContext& judging, const std::string& root, CommandRunner& runner,
                 const std::stop_token& stop, TaskOutcome& outcome) try {
  outcome = TaskOutcome::undecided(not_looked_at);
  if (stop.stop_requested()) return false;
  CommandRequest request{command.arguments, root, {}, command.timeout, command.output_limit};
  std::vector<std::string_view> paths;
  for (const std::uint32_t node : judging.candidates(command.paths)) {
    paths.push_back(judging.snapshot.path(node));
    request.input += paths.back();
    request.input += '\0';
  }
  const CommandResult result = runner.run(request, stop);
  outcome = settle(outcome_of_command(request, result, std::move(paths)), limits_of_outcomes(judging.limits, judging.focus != nullptr));
  return result.end != CommandResult::End::stopped;
} catch (const std::exception& error) {
  outcome = TaskOutcome::undecided(error.what());
  return true;
}

// Lets helpers take nothing more, whichever way its scope is left.
struct NoMore {
  std::atomic<std::size_t>& next;
  std::size_t end;
  ~NoMore() { next = end; }
};

} // namespace

bool run_commands(const Plan& plan, std::span<const std::size_t> chosen, const JudgeContext& judging, const std::string& root,
                  CommandRunner& runner, unsigned workers, std::stop_token stop, std::span<TaskOutcome> outcomes,
                  const std::function<void(std::size_t)>& advanced) {
  std::atomic<std::size_t> next{0}, done{0};
  std::atomic<bool> all{true};
  const auto work = [&](const std::function<void(std::size_t)>& tell) {
    for (std::size_t i = next++; i < chosen.size(); i = next++) {
      const CommandTask& command = plan.commands()[chosen[i]];
      if (!judging.candidates(command.paths).empty() && !judging.incomplete(command.paths))
        if (!run_command(command, judging, root, runner, stop, outcomes[chosen[i]])) all = false;
      ++done;
      if (tell) tell(done);
    }
  };
  std::vector<std::jthread> threads;
  const NoMore no_more{next, chosen.size()};
  const std::size_t helpers = std::min<std::size_t>(workers, chosen.size());
  for (std::size_t i = 1; i < helpers; ++i) {
    try {
      threads.emplace_back(work, nullptr);
    } catch (const std::system_error&) { // no more threads: those there are will do
      break;
    }
  }
  work(advanced);
  threads.clear();
  if (advanced && !chosen.empty()) advanced(done);
  return all;
}

} // namespace sotval::core
