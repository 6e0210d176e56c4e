#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <system_error>

#include <sotval/report_writer.hpp>
#include <sotval/validator.hpp>

#include "changed_files.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "progress.hpp"
#include "stop_on_signal.hpp"
#include "terminal.hpp"

namespace sotval::cli {

namespace {

constexpr std::string_view standard_output = "-";

// The library refuses a root that is none, too; here it can be said what to do about it.
void require_directory(const ValidateCommand& command) {
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

messages::Level level_of(const ValidateCommand& command) {
  if (command.quiet) return messages::Level::error;
  if (command.verbosity == 0) return messages::Level::warning;
  return command.verbosity == 1 ? messages::Level::info : messages::Level::debug;
}

messages::Level level_of(LogLevel level) {
  switch (level) {
  case LogLevel::debug: return messages::Level::debug;
  case LogLevel::info: return messages::Level::info;
  case LogLevel::warning: break;
  }
  return messages::Level::warning;
}

// Messages of the library go above the bar.
Logger logger_above(const std::shared_ptr<ProgressBar>& bar) {
  return [bar](LogLevel level, std::string_view text) {
    const auto say = [&] { messages::say(level_of(level), text); };
    if (bar && messages::shown(level_of(level)))
      bar->above(say);
    else
      say();
  };
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

ValidatorOptions options_of(const ValidateCommand& command, const WorkerHost& host,
                            const std::shared_ptr<ProgressBar>& bar) {
  ValidatorOptions options;
  options.repo_root = command.repo_root;
  options.pack = find_pack(command.pack);
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

std::string text_of(const Report& report, const ValidateCommand& command) {
  std::ostringstream out;
  if (command.format == Format::json) {
    write_json(out, report, {.reproducible = command.reproducible});
  } else {
    TextReportOptions options;
    options.color = wants_color(command.color, command.output == standard_output);
    options.verbose = command.verbosity > 0;
    options.quiet = command.quiet;
    write_text(out, report, options);
  }
  return out.str();
}

Selection selection_of(const ValidateCommand& command) {
  Selection selection = command.selection;
  if (!command.changed_since.empty()) selection.findings_in = files_changed_since(command.repo_root, command.changed_since);
  if (!command.files_from.empty()) selection.findings_in = files_listed_in(command.files_from, command.repo_root);
  return selection;
}

/// Nothing if the run was stopped before anything was decided.
std::optional<Report> validate(Validator& validator, const Selection& selection, const StopOnSignal& stop) {
  try {
    return validator.validate(selection, stop.token());
  } catch (const Stopped&) {
    return std::nullopt;
  }
}

/// A reproducible report is the same for every run; part of one is not.
bool can_be_shown(const std::optional<Report>& report, const ValidateCommand& command) {
  return report && !(report->run.stopped && command.reproducible);
}

std::string_view message_of_stop(const std::optional<Report>& report, const ValidateCommand& command) {
  if (!can_be_shown(report, command)) return "stopped by a signal; nothing was reported";
  return report->run.stopped ? "stopped by a signal; the report has what was decided until then"
                             : "stopped by a signal, but only when all was decided; the report is complete";
}

void announce(const ValidateCommand& command, const RulePack& pack) {
  messages::info("checking " + command.repo_root + " against " + pack.name() + " " + pack.version());
  for (const std::string& note : options_without_effect(command.run)) messages::info(note);
}

} // namespace

int run(const ValidateCommand& command, const WorkerHost& host) {
  messages::show_from(level_of(command));
  require_directory(command);
  const bool to_file = command.output != standard_output;
  if (to_file) check_writable(command.output);

  const Selection selection = selection_of(command);
  const bool with_bar = command.progress && !command.quiet && shows_progress();
  const auto bar = with_bar ? std::make_shared<ProgressBar>(shows_unicode()) : nullptr;
  Validator validator(options_of(command, host, bar));
  StopOnSignal stop;
  announce(command, validator.pack());
  const std::optional<Report> report = validate(validator, selection, stop);
  if (bar) bar->clear();

  // Replacing a file takes a moment and tidies up behind itself. Other output may wait for its reader
  // for ever, so there a signal shall end the program as usual.
  if (!to_file || !is_replaced(command.output)) stop.release();
  if (can_be_shown(report, command)) {
    const std::string text = text_of(*report, command);
    if (to_file)
      write_file(command.output, text);
    else
      write_standard_output(text);
  }
  stop.release();
  if (stop.signal() != 0) {
    messages::error(message_of_stop(report, command));
    return ended_by(stop.signal());
  }
  const int code = report->exit_code(command.fail_on);
  return code == violations && command.exit_zero ? all_hold : code;
}

} // namespace sotval::cli
