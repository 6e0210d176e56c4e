#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>

#include <sotval/report_writer.hpp>
#include <sotval/validator.hpp>

#include "changed_files.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "overlay_files.hpp"
#include "progress.hpp"
#include "stop_on_signal.hpp"
#include "terminal.hpp"
#include "validator_options.hpp"

namespace sotval::cli {

namespace {

constexpr std::string_view standard_output = "-";

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
std::optional<Report> validate(Validator& validator, const Selection& selection, const Overlay& overlay, const StopOnSignal& stop) {
  try {
    return validator.validate(selection, overlay, stop.token());
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
  messages::info("checking " + command.repo_root + " against " + title_of(pack));
  for (const std::string& note : options_without_effect(command.run)) messages::info(note);
}

} // namespace

int run(const ValidateCommand& command, const WorkerHost& host) {
  messages::show_from(level_of(command));
  require_directory(command);
  const bool to_file = command.output != standard_output;
  if (to_file) check_writable(command.output);

  const Selection selection = selection_of(command);
  const Overlay overlay = overlay_of(command.overlay, command.max_file_size.value_or(Limits{}.file_size));
  const auto bar = progress_bar_for(command);
  Validator validator(options_of(command, find_pack(command.pack), host, bar));
  StopOnSignal stop;
  announce(command, validator.pack());
  const std::optional<Report> report = validate(validator, selection, overlay, stop);
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
