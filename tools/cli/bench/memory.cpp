#include "bench/memory.hpp"

#include <string>
#include <vector>

#include <sotval/validator.hpp>

#include "bench/memory_watch.hpp"
#include "command_runner.hpp"
#include "exit_code.hpp"

namespace sotval::cli::bench {

namespace {

using Arguments = std::vector<std::string>;

void add_selection(const Selection& selection, Arguments& to) {
  if (selection.batch) to.insert(to.end(), {"--batch-only", std::to_string(*selection.batch)});
  for (const std::string& rule : selection.rules) to.insert(to.end(), {"--rule", rule});
  if (selection.severity) to.insert(to.end(), {"--severity", std::string(to_string(*selection.severity))});
}

Arguments arguments_for(const CheckOptions& command, const Case& one) {
  Arguments arguments = {"/proc/self/exe", "validate",     "--repo-root",          command.repo_root, "--pack",   command.pack, "--strategy", one.strategy,
                         "--workers",      std::to_string(one.workers), "--no-progress", "--quiet",         "--no-cache", "--output", "/dev/null"};
  add_selection(command.selection, arguments);
  if (!command.run.use_shared_memory) arguments.emplace_back("--no-shared-memory");
  if (command.run.worker_memory) arguments.insert(arguments.end(), {"--worker-memory", std::to_string(*command.run.worker_memory)});
  if (command.skip_dependants) arguments.insert(arguments.end(), {"--on-dependency-failure", *command.skip_dependants ? "skip" : "run"});
  if (command.allow_commands) arguments.emplace_back("--allow-commands");
  if (command.max_file_size) arguments.insert(arguments.end(), {"--max-file-size", std::to_string(*command.max_file_size)});
  return arguments;
}

} // namespace

std::uint64_t peak_memory(const CheckOptions& command, const Case& one, const std::stop_token& stop) {
  const auto runner = core::make_command_runner();
  MemoryWatch watch;
  const core::CommandResult result = runner->run({arguments_for(command, one), ".", {}, {}, 0}, stop);
  const std::uint64_t peak = watch.peak();
  if (stop.stop_requested()) throw Stopped("stopped while memory was looked at");
  return result.end == core::CommandResult::End::exited && result.code <= violations ? peak : 0;
}

} // namespace sotval::cli::bench
