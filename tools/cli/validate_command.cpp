#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>

#include <sotval/report_writer.hpp>
#include <sotval/validator.hpp>

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

// Messages of the library go above the bar.
Logger logger_above(const std::shared_ptr<ProgressBar>& bar) {
  return [bar](LogLevel level, std::string_view text) {
    if (bar) bar->clear();
    messages::say(level == LogLevel::debug  ? messages::Level::debug
                  : level == LogLevel::info ? messages::Level::info
                                            : messages::Level::warning,
                  text);
  };
}

ValidatorOptions options_of(const ValidateCommand& command, const std::shared_ptr<ProgressBar>& bar) {
  ValidatorOptions options;
  options.repo_root = command.repo_root;
  options.pack = find_pack(command.pack);
  options.progress = bar;
  options.logger = logger_above(bar);
  options.skip_dependants = command.skip_dependants;
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

/// Nothing if the run was stopped.
std::optional<Report> validate(Validator& validator, const Selection& selection, const StopOnSignal& stop) {
  try {
    return validator.validate(selection, stop.token());
  } catch (const Stopped&) {
    return std::nullopt;
  }
}

} // namespace

int run(const ValidateCommand& command) {
  messages::show_from(level_of(command));
  require_directory(command);
  const bool to_file = command.output != standard_output;
  if (to_file) check_writable(command.output);

  const auto bar = command.progress && !command.quiet && shows_progress() ? std::make_shared<ProgressBar>() : nullptr;
  Validator validator(options_of(command, bar));
  StopOnSignal stop;
  messages::info("checking " + command.repo_root + " against " + validator.pack().name() + " " +
                 validator.pack().version());
  const std::optional<Report> report = validate(validator, command.selection, stop);
  if (bar) bar->clear();

  // Replacing a file takes a moment and tidies up behind itself. Other output may wait for its reader
  // for ever, so there a signal shall end the program as usual.
  const bool stoppable = to_file && is_replaced(command.output);
  if (!stoppable) stop.release();
  if (report && stop.signal() == 0) {
    const std::string text = text_of(*report, command);
    if (to_file)
      write_file(command.output, text, stop.token());
    else
      write_standard_output(text);
  }
  stop.release();
  if (stop.signal() != 0) {
    messages::error("stopped by a signal; nothing was reported");
    return ended_by(stop.signal());
  }
  const int code = report->exit_code(command.fail_on);
  return code == violations && command.exit_zero ? all_hold : code;
}

} // namespace sotval::cli
