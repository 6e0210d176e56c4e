#include "command_output.hpp"

#include <algorithm>
#include <charconv>
#include <cstring>
#include <optional>

#include "printable.hpp"
#include "stopped.hpp"

namespace sotval::core {

namespace {

// ":12" at the beginning of `rest`, which loses it; nothing if there is no such number.
std::optional<std::uint32_t> take_number(std::string_view& rest) {
  std::uint32_t number = 0;
  if (!rest.starts_with(':')) return std::nullopt;
  const auto [end, error] = std::from_chars(rest.data() + 1, rest.data() + rest.size(), number);
  if (error != std::errc() || end == rest.data() + rest.size() || *end != ':') return std::nullopt;
  rest.remove_prefix(static_cast<std::size_t>(end - rest.data()));
  return number;
}

// What follows a path: ":line:column: text" or less. Nothing if there is no text.
std::optional<Finding> take_apart(std::string_view path, std::string_view rest) {
  Finding finding;
  finding.path = path;
  if (const auto line = take_number(rest)) {
    finding.line = *line;
    if (const auto column = take_number(rest); column && *line > 0) finding.column = *column;
  }
  rest.remove_prefix(1); // the colon
  const std::size_t text = rest.find_first_not_of(' ');
  if (text == std::string_view::npos) return std::nullopt;
  finding.text = rest.substr(text);
  return finding;
}

Finding finding_of_line(std::string_view line, std::span<const std::string_view> paths) {
  for (std::size_t colon = line.rfind(':'); colon != std::string_view::npos && colon > 0; colon = line.rfind(':', colon - 1)) {
    const std::string_view path = line.substr(0, colon);
    if (!std::binary_search(paths.begin(), paths.end(), path)) continue;
    if (auto finding = take_apart(path, line.substr(colon))) return std::move(*finding);
  }
  return {"", 0, 0, std::string(line)};
}

// The end of what a program wrote to standard error, on one line.
std::string last_words(std::string_view errors) {
  constexpr std::size_t limit = 300;
  while (!errors.empty() && std::strchr(" \t\r\n", errors.back()) != nullptr) errors.remove_suffix(1);
  if (errors.empty()) return {};
  const bool cut = errors.size() > limit;
  if (cut) errors.remove_prefix(errors.size() - limit);
  return "; it said: " + std::string(cut ? "..." : "") + printable(errors);
}

std::string describe_end(const CommandRequest& request, const CommandResult& result) {
  switch (result.end) {
  case CommandResult::End::exited: return "ended with exit status " + std::to_string(result.code) + ", expected 0 or 1";
  case CommandResult::End::signalled: return "was ended by signal " + std::to_string(result.code);
  case CommandResult::End::timed_out:
    return "took longer than the limit of " + count_of(static_cast<std::size_t>(request.timeout.count() / 1000), "second");
  case CommandResult::End::too_much_output: return "wrote more than the limit of " + count_of(request.output_limit, "byte");
  case CommandResult::End::not_started: return "could not be started: " + result.reason;
  case CommandResult::End::stopped: break;
  }
  return "was stopped";
}

} // namespace

std::vector<Finding> findings_of_output(std::string_view output, std::span<const std::string_view> paths) {
  std::vector<Finding> findings;
  while (!output.empty()) {
    const std::size_t end = std::min(output.find('\n'), output.size());
    std::string_view line = output.substr(0, end);
    output.remove_prefix(std::min(end + 1, output.size()));
    if (line.ends_with('\r')) line.remove_suffix(1);
    if (line.find_first_not_of(" \t") == std::string_view::npos) continue;
    findings.push_back(finding_of_line(line, paths));
  }
  return findings;
}

RuleOutcome outcome_of_command(const CommandRequest& request, const CommandResult& result, std::vector<std::string_view> paths) {
  const std::string program = "'" + shorten(request.arguments.front(), 100) + "'";
  const std::string given = count_of(paths.size(), "path");
  if (result.end == CommandResult::End::stopped) return RuleOutcome::undecided(not_looked_at);
  if (result.end != CommandResult::End::exited || result.code < 0 || result.code > 1)
    return RuleOutcome::undecided(program + ' ' + describe_end(request, result) + last_words(result.errors));
  if (result.code == 0) return RuleOutcome::holds(program + " is content with " + given);
  std::sort(paths.begin(), paths.end());
  std::vector<Finding> findings = findings_of_output(result.output, paths);
  std::string message = program + " is not content with " + given;
  if (!findings.empty()) message += " and reports " + count_of(findings.size(), "problem");
  return RuleOutcome::violated(std::move(message), std::move(findings));
}

} // namespace sotval::core
