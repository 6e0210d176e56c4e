#include <algorithm>
#include <array>
#include <cctype>

#include "check/external.hpp"
#include "check/support.hpp"
#include "plan.hpp"
#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::uint64_t default_timeout = 60;             // seconds
constexpr std::uint64_t longest_timeout = 7 * 24 * 3600;  // seconds
constexpr std::uint64_t default_output_limit = 1024 * 1024; // bytes

constexpr std::array parameters = {
    Parameter{"run", ParameterType::command, true, "the program, an absolute path or a name to look for in PATH, and its arguments; no shell"},
    Parameter{"files", ParameterType::path_sets, true, "the paths that the program is given on its standard input, each followed by a NUL byte"},
    Parameter{"type", ParameterType::entry_type, false, "file (default), dir or any"},
    Parameter{"exclude", ParameterType::globs, false, "paths taken out again"},
    Parameter{"timeout", ParameterType::integer, false, "seconds it may take; default 60, 0: no limit"},
    Parameter{"output_limit", ParameterType::integer, false, "bytes it may write; default 1 MiB, 0: no limit"},
    Parameter{"on_empty", ParameterType::on_empty, false, "the result when no path is found, where nothing is run; default fail"},
};

std::optional<ParameterError> verify(const Value& p) {
  if (number_parameter(p, "timeout").value_or(0) > longest_timeout)
    return ParameterError{"timeout", "'timeout' is longer than a week", "expected seconds, or 0 for no limit"};
  return std::nullopt;
}

// An argument as one would type it in a shell.
std::string quoted(const std::string& argument) {
  const auto plain = [](char c) { return std::isalnum(static_cast<unsigned char>(c)) != 0 || std::string_view("_-./:=,+@%").find(c) != std::string_view::npos; };
  if (!argument.empty() && std::all_of(argument.begin(), argument.end(), plain)) return argument;
  std::string text = "'";
  for (const char c : argument) text += c == '\'' ? "'\\''" : std::string(1, c);
  return text + "'";
}

// The whole command: somebody looks at it to decide whether it may run.
std::string words_of(const Value& p) {
  std::string words;
  for (const std::string& argument : list_parameter(p, "run")) words += (words.empty() ? "" : " ") + quoted(argument);
  return words;
}

class Command final : public Check {
public:
  Command(const Value& p, PlanBuilder& plan)
      : paths_(plan.select(*p.find("files"), type_parameter(p, EntryType::file), p.find("exclude"), p.find("type") != nullptr)),
        globs_(list_parameter(p, "files")), pass_when_empty_(text_parameter(p, "on_empty") == "pass") {
    CommandTask task;
    task.arguments = list_parameter(p, "run");
    task.paths = paths_;
    task.timeout = std::chrono::seconds(number_parameter(p, "timeout").value_or(default_timeout));
    task.output_limit = number_parameter(p, "output_limit").value_or(default_output_limit);
    task_ = plan.want_command(std::move(task));
  }

  Judgement judge(const JudgeContext& context) const override {
    const auto paths = context.candidates(paths_);
    Judgement result;
    if (context.incomplete(paths_)) { // who knows what it would say of the other paths
      result.message = undecided_message(context, 0, {}, true);
    } else if (paths.empty()) {
      result.holds = truth(pass_when_empty_);
      result.nothing_matched = true;
      result.message = "nothing matches " + join_names(globs_, 4, " or ");
      if (result.holds == Truth::no) result.find(context, {"", 0, 0, result.message});
    } else {
      result = judgement_of(context.commands[task_], context);
    }
    result.evidence.set("candidates", paths.size());
    return result;
  }

private:
  SelectorId paths_;
  std::vector<std::string> globs_;
  bool pass_when_empty_;
  std::size_t task_ = 0;
};

std::unique_ptr<Check> compile(const Value& p, PlanBuilder& plan) {
  return std::make_unique<Command>(p, plan);
}

void explain(const Value& p, std::vector<std::string>& lines) {
  std::string line = "this command is content with " + join_names(list_parameter(p, "files"), 20, " or ") +
                     " (" + text_parameter(p, "type", "file") + ")";
  const auto excluded = list_parameter(p, "exclude");
  if (!excluded.empty()) line += "; not counting " + join_names(excluded, 20);
  lines.push_back(line);
  lines.push_back("  " + words_of(p));
}

} // namespace

extern const CheckKind command_kind;
const CheckKind command_kind = {"command", "The program exits with 0; with 1 it names what is wrong, a line each.", parameters, verify, compile, explain};

} // namespace sotval::core
