#include "validator_options.hpp"

#include <chrono>
#include <filesystem>
#include <string>
#include <string_view>
#include <system_error>
#include <utility>

#include "terminal.hpp"

namespace sotval::cli {

namespace {

messages::Level level_of(LogLevel level) {
  switch (level) {
  case LogLevel::debug: return messages::Level::debug;
  case LogLevel::info: return messages::Level::info;
  case LogLevel::warning: break;
  }
  return messages::Level::warning;
}

void take_over(const RunOptions& run, ValidatorOptions& options) {
  options.strategy = run.strategy;
  options.use_process_pool = run.use_process_pool;
  options.use_shared_memory = run.use_shared_memory;
  options.max_workers = run.workers.value_or(options.max_workers);
  options.job_timeout = run.job_timeout.value_or(options.job_timeout);
  options.worker_memory = run.worker_memory.value_or(options.worker_memory);
}

// Installed beside this program, it starts in half the time, having fewer libraries, and knows the same custom
// rules: none. Empty where it is not: then this program is its own worker.
std::filesystem::path worker_beside_this_program() {
  std::error_code error;
  const auto self = std::filesystem::read_symlink("/proc/self/exe", error);
  const auto worker = (self.parent_path() / SOTVAL_BINDIR_TO_WORKER).lexically_normal();
  return !error && std::filesystem::exists(worker, error) ? worker : std::filesystem::path();
}

} // namespace

void require_directory(const CheckOptions& command) {
  std::error_code error;
  const auto type = std::filesystem::status(command.repo_root, error).type();
  if (type == std::filesystem::file_type::directory) return;
  std::string message = "'" + command.repo_root + "'";
  if (type == std::filesystem::file_type::not_found)
    message += " does not exist";
  else if (error)
    message += " cannot be looked at: " + error.message();
  else
    message += " is not a directory";
  const std::string meant = command.first_word ? similar_command(command.repo_root) : std::string();
  if (meant.empty())
    message += "; give the directory to check with --repo-root DIR";
  else
    message += ", nor is it a command; did you mean '" + meant + "'?";
  throw InputError(message);
}

messages::Level level_of(const CheckOptions& command) {
  if (command.quiet) return messages::Level::error;
  if (command.verbosity == 0) return messages::Level::warning;
  return command.verbosity == 1 ? messages::Level::info : messages::Level::debug;
}

std::shared_ptr<ProgressBar> progress_bar_for(const CheckOptions& command) {
  const bool with_bar = command.progress && !command.quiet && shows_progress();
  return with_bar ? std::make_shared<ProgressBar>(shows_unicode()) : nullptr;
}

Logger logger_above(const std::shared_ptr<ProgressBar>& bar) {
  return [bar](LogLevel level, std::string_view text) {
    const auto say = [&] { messages::say(level_of(level), text); };
    if (bar && messages::shown(level_of(level)))
      bar->above(say);
    else
      say();
  };
}

ValidatorOptions options_of(const CheckOptions& command, RulePack pack, const WorkerHost& host,
                            const std::shared_ptr<ProgressBar>& bar) {
  ValidatorOptions options;
  options.repo_root = command.repo_root;
  options.pack = std::move(pack);
  if (bar)
    options.progress = bar;
  else if (messages::shown(messages::Level::info))
    options.progress = std::make_shared<ProgressLog>();
  options.logger = logger_above(bar);
  take_over(command.run, options);
  options.host = host;
  options.worker_program = worker_beside_this_program();
  options.allow_commands = command.allow_commands;
  options.skip_dependants = command.skip_dependants;
  options.use_fact_store = command.cache;
  options.cache_directory = command.cache_directory;
  options.cache_ttl = std::chrono::seconds(0); // there is one run
  if (command.max_file_size) options.limits.file_size = *command.max_file_size;
  return options;
}

} // namespace sotval::cli
