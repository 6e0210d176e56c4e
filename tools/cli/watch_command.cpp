#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <sstream>
#include <string>
#include <string_view>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include <sotval/report_writer.hpp>
#include <sotval/tree_watch.hpp>
#include <sotval/validator.hpp>

#include "change_text.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "pack/pack.hpp"
#include "printable.hpp"
#include "progress.hpp"
#include "report_changes.hpp"
#include "stop_on_signal.hpp"
#include "terminal.hpp"
#include "validator_options.hpp"

namespace sotval::cli {

namespace {

using namespace std::chrono_literals;

constexpr auto kept_in_memory = 24h * 365;    // what files said: as long as somebody watches
constexpr std::chrono::milliseconds retry{2s}; // after a run that failed

// Where a descriptor writes to, if that is a regular file with a name.
std::filesystem::path file_behind(int descriptor) {
  struct stat status {};
  std::error_code error;
  if (::fstat(descriptor, &status) != 0 || !S_ISREG(status.st_mode)) return {};
  return std::filesystem::read_symlink("/proc/self/fd/" + std::to_string(descriptor), error);
}

// What this program writes into the tree would be a change, which it would write about.
void require_output_elsewhere(const TreeWatch& watch) {
  for (const auto& [descriptor, name] : {std::pair{STDOUT_FILENO, "output"}, std::pair{STDERR_FILENO, "error"}}) {
    const auto file = file_behind(descriptor);
    if (!file.empty() && watch.covers(file))
      throw InputError(std::string("standard ") + name + " goes to '" + file.string() +
                       "', which is watched: every line would start a run; write it outside of the repository");
  }
}

// The tree, the validator and what it said last, from the first run to the end.
class Session {
public:
  Session(const WatchCommand& command, const WorkerHost& host)
      : command_(command), host_(host), bar_(progress_bar_for(command)), pack_(find_pack(command.pack)),
        watch_(make_watch()), color_(wants_color(command.color, true)) {
    pack_.select(command.selection);
    require_output_elsewhere(watch_);
    validator_.emplace(make_options());
  }

  int run() {
    for (Wake wake = Wake::changed; wake != Wake::stopped; wake = watch_.wait(stop_.token(), timings())) {
      if (std::optional<Report> report = look()) tell(std::move(*report), wake);
      if (stop_.token().stop_requested()) break; // in mid-run
    }
    if (bar_) bar_->clear();
    return ended_by(stop_.signal());
  }

private:
  TreeWatch make_watch() const {
    TreeWatchOptions options;
    if (is_pack_file(command_.pack)) options.files.emplace_back(command_.pack);
    options.logger = logger_above(bar_);
    return TreeWatch(command_.repo_root, pack_, std::move(options));
  }

  ValidatorOptions make_options() const {
    ValidatorOptions options = options_of(command_, pack_, host_, bar_);
    options.cache_ttl = kept_in_memory;
    const auto store = options.cache_directory.empty() ? default_cache_directory() : options.cache_directory;
    if (options.use_fact_store && watch_.covers(store / "facts")) {
      messages::info("nothing is kept on disk for the next program: '" + store.string() +
                     "' is watched, and writing there would start a run");
      options.use_fact_store = false;
    }
    return options;
  }

  WatchTimings timings() const {
    WatchTimings timings;
    if (!trouble_.empty()) timings.at_least_every = retry;
    return timings;
  }

  // Nothing if it could not be validated now; that has been said.
  std::optional<Report> look() {
    try {
      reload_pack();
      watch_.refresh();
      Report report = validator_->validate(command_.selection, stop_.token());
      if (report.run.stopped) return std::nullopt;
      return report;
    } catch (const Stopped&) {
      return std::nullopt;
    } catch (const Error& error) {
      say_once(trouble_, error.what());
      return std::nullopt;
    }
  }

  // A pack that cannot be used, as one that is being written may be, leaves the former one in place.
  void reload_pack() {
    if (!is_pack_file(command_.pack)) return;
    try {
      RulePack pack = find_pack(command_.pack);
      if (pack.digest() != pack_.digest()) {
        pack.select(command_.selection);
        use(std::move(pack));
      }
      pack_trouble_.clear();
    } catch (const InputError& error) {
      say_once(pack_trouble_, std::string(error.what()) + "\nthe pack as it was goes on");
    }
  }

  void use(RulePack pack) {
    RulePack former = std::exchange(pack_, std::move(pack));
    try {
      std::optional<TreeWatch> watch; // for a moment there are two, which may be more than the system grants
      if (pack_.data()->global_exclude != former.data()->global_exclude) watch.emplace(make_watch());
      Validator validator(make_options());
      if (watch) watch_ = std::move(*watch);
      validator_ = std::move(validator);
    } catch (...) {
      pack_ = std::move(former);
      throw;
    }
    print(time_of_day(std::chrono::system_clock::now()) + "  the pack has changed: " + core::printable(title_of(pack_)) + "\n");
  }

  // `said` is what was said before, and still is the case.
  void say_once(std::string& said, const std::string& text) {
    if (said == text) return;
    said = text;
    if (bar_) bar_->clear();
    messages::error(text);
  }

  void tell(Report report, Wake wake) {
    const bool well_again = !trouble_.empty();
    trouble_.clear();
    const std::string line = time_of_day(std::chrono::system_clock::now()) + "  " + counts_of(report) + "\n";
    if (!last_) {
      print((command_.quiet ? "" : first_text(report) + "\n") + line + what_is_watched());
    } else {
      const std::string changes = text_of(changes_between(*last_, report), color_);
      const bool worth_a_line = !changes.empty() || well_again || (wake == Wake::changed && !command_.quiet);
      if (worth_a_line) print(line + changes);
    }
    if (bar_) bar_->clear();
    last_ = std::move(report);
  }

  std::string first_text(const Report& report) const {
    if (command_.verbosity == 0) return overview_of(report, color_);
    std::ostringstream out;
    write_text(out, report, {.color = color_});
    return out.str();
  }

  std::string what_is_watched() const {
    const std::string how = watch_.polling() ? "looking every 2 s"
                                             : "watching " + core::count_of(watch_.directories(), "directory", "directories");
    return "          " + how + "; Ctrl-C ends it\n";
  }

  void print(const std::string& text) {
    if (bar_) bar_->clear();
    write_standard_output(text);
  }

  const WatchCommand& command_;
  const WorkerHost& host_;
  const std::shared_ptr<ProgressBar> bar_;
  RulePack pack_;
  TreeWatch watch_;
  const bool color_;
  std::optional<Validator> validator_;
  std::optional<Report> last_;
  std::string trouble_, pack_trouble_;
  StopOnSignal stop_; // the last to come, the first to go: nothing is stopped but runs
};

} // namespace

int run(const WatchCommand& command, const WorkerHost& host) {
  messages::show_from(level_of(command));
  require_directory(command);
  Session session(command, host);
  messages::info("watching " + command.repo_root);
  for (const std::string& note : options_without_effect(command.run)) messages::info(note);
  return session.run();
}

} // namespace sotval::cli
