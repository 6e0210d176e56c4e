#include <algorithm>
#include <string>
#include <string_view>
#include <vector>

#include "commands.hpp"
#include "exit_code.hpp"
#include "output.hpp"
#include "printable.hpp"
#include "report/text_layout.hpp"

namespace sotval::cli {

namespace {

constexpr std::size_t label_width = 14;

void append_fact(std::string& out, std::string label, std::string_view text) {
  if (text.empty()) return;
  label.resize(label_width, ' ');
  out += "  " + label + core::printable(text) + "\n";
}

void append_lines(std::string& out, std::string_view heading, const std::vector<std::string>& lines) {
  if (lines.empty()) return;
  out += '\n';
  out.append(heading).append("\n");
  for (const std::string& line : lines) out += "  " + core::printable(line) + "\n";
}

// Paragraphs stay, each wrapped to the width of a screen.
void append_prose(std::string& out, std::string_view heading, std::string_view text) {
  if (text.empty()) return;
  out += '\n';
  out.append(heading).append("\n");
  while (!text.empty()) {
    const std::size_t end = std::min(text.find('\n'), text.size());
    for (const std::string& line : core::wrap(core::printable(text.substr(0, end)), core::screen_width - 2))
      out += line.empty() ? "\n" : "  " + line + "\n";
    text.remove_prefix(std::min(end + 1, text.size()));
  }
}

std::string batch_of(const RulePack& pack, const RuleInfo& rule) {
  std::string text = std::to_string(rule.batch);
  for (const BatchInfo& batch : pack.batches())
    if (batch.batch == rule.batch && !batch.name.empty()) text += " (" + batch.name + ")";
  return text;
}

std::string joined(const std::vector<std::string>& words) {
  std::string text;
  for (const std::string& word : words) text += (text.empty() ? "" : ", ") + word;
  return text;
}

std::string as_text(const RulePack& pack, const RuleExplanation& explanation) {
  const RuleInfo& rule = explanation.rule;
  std::string out = core::printable(rule.id) + "  " + core::printable(rule.title) + "\n\n";
  append_fact(out, "severity", to_string(rule.severity));
  append_fact(out, "obligation", rule.obligation == Obligation::must ? "must" : "should: never fails the run");
  append_fact(out, "batch", batch_of(pack, rule));
  append_fact(out, "category", rule.category);
  append_fact(out, "depends on", joined(rule.depends_on));
  append_fact(out, "pack", title_of(pack));
  append_lines(out, "Checks", explanation.checks);
  append_lines(out, "Opens these files", explanation.reads);
  append_lines(out, "Looks at the names of", explanation.lists);
  append_prose(out, "Why", explanation.why);
  append_prose(out, "How to comply", explanation.fix);
  return out;
}

} // namespace

int run(const ExplainCommand& command) {
  const RulePack pack = find_pack(command.pack);
  write_standard_output(as_text(pack, pack.explain(command.rule)));
  return all_hold;
}

} // namespace sotval::cli
