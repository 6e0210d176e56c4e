#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <regex>
#include <sstream>

#include <fcntl.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include "docs/support/markdown.hpp"
#include "docs/support/sandbox.hpp"
#include "docs/support/snippets.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"

using support::Block;
using support::Document;
using support::Outcome;
using support::Sandbox;

namespace {

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  std::istringstream in(text);
  for (std::string line; std::getline(in, line);) lines.push_back(line);
  return lines;
}

std::string source_file(const std::string& path) {
  std::ifstream file(std::filesystem::path(SOTVAL_SOURCE_DIR) / path, std::ios::binary);
  INFO("the file " << path);
  CHECK(file.good());
  return std::string(std::istreambuf_iterator<char>(file), {});
}

/// Without what indents all lines.
std::string dedented(const std::vector<std::string>& lines) {
  std::size_t common = std::string::npos;
  for (const std::string& line : lines) common = std::min(common, line.find_first_not_of(' '));
  std::string text;
  for (const std::string& line : lines) text += (line.empty() ? "" : line.substr(common)) + "\n";
  return text;
}

bool is_excerpt(const std::string& block, const std::string& file) {
  const std::vector<std::string> wanted = lines_of(block), lines = lines_of(file);
  for (std::size_t first = 0; first + wanted.size() <= lines.size(); ++first)
    if (dedented({lines.begin() + static_cast<std::ptrdiff_t>(first), lines.begin() + static_cast<std::ptrdiff_t>(first + wanted.size())}) ==
        dedented(wanted))
      return true;
  return false;
}

std::string without_comment(const std::string& line) { return line.substr(0, std::min(line.find(" #"), line.find('#') == 0 ? 0 : line.size())); }

/// The program's name and its long options, of each line. All that tests/cli runs is sotval-cli: there the word behind it.
void check_named(const Block& block, const std::string& path) {
  const std::string file = source_file(path);
  const std::regex word(R"(^(?:[A-Z_]+=\S+ |sudo |sh )*([^\s]+))"), option(R"(--[a-z][a-z-]+)");
  for (const std::string& line : lines_of(block.text)) {
    const std::string command = without_comment(line);
    std::smatch program;
    if (!std::regex_search(command, program, word)) continue;
    INFO(line);
    std::string name = std::filesystem::path(program[1].str()).filename();
    if (path.starts_with("tests/cli/") && name == "sotval-cli") std::istringstream(command) >> name >> name;
    CHECK(support::contains(file, name));
    for (std::sregex_iterator at(command.begin(), command.end(), option), end; at != end; ++at) CHECK(support::contains(file, at->str()));
  }
}

/// The same script, line by line, which looks at exit codes and does not wait for ever.
std::string checked(const std::string& commands) {
  static const std::regex other_code(R"(^(.*\S)\s+#.*\bexits with (\d+).*$)");
  std::string script;
  for (const std::string& line : lines_of(commands)) {
    std::smatch found;
    std::string command = line, code = "0";
    if (std::regex_match(line, found, other_code)) {
      command = found[1];
      code = found[2];
    } else if (line.starts_with("sotval-cli watch")) {
      command = "timeout --preserve-status --signal=INT 1 " + without_comment(line);
      code = "130";
    }
    if (code == "0")
      script += line + "\n";
    else
      script += "_code=0; { " + command + "; } || _code=$?; [ $_code = " + code + " ] || { echo \"exit code $_code instead of " + code + ": " +
                std::regex_replace(command, std::regex("[\"`$\\\\]"), "") + "\"; exit 99; }\n";
  }
  return "set -x; " + script;
}

void run_commands(const Sandbox& sandbox, const std::string& commands) {
  const Outcome outcome = sandbox.run_script(checked(commands));
  INFO(outcome.out);
  CHECK(outcome.code == 0);
}

/// Commands in a configuration of another program.
void run_configured(const Sandbox& sandbox, const Block& block) {
  static const std::regex run(R"(^\s*(?:- )?(?:run|entry): (.*)$)"), item(R"(^\s*- (sotval-cli .*)$)");
  unsigned count = 0;
  for (const std::string& line : lines_of(block.text)) {
    std::smatch command;
    if (!std::regex_match(line, command, run) && !std::regex_match(line, command, item)) continue;
    run_commands(sandbox, command[1].str() + "\n");
    ++count;
  }
  CHECK((count > 0 || !support::contains(block.text, "sotval-cli")));
}

void check_pack(const Sandbox& sandbox, const Block& block) {
  static const std::regex check("^check:"), rule("^ *- (id|for_each):");
  std::string pack = block.text;
  if (std::regex_search(pack, check)) {
    std::string indented;
    for (const std::string& line : lines_of(pack)) indented += "    " + line + "\n";
    pack = "  - id: R\n    title: T\n    severity: low\n" + indented;
  }
  if (std::regex_search(pack, rule) && !pack.starts_with("sotval:") && !pack.starts_with("rules:")) pack = "rules:\n" + pack;
  if (!pack.starts_with("sotval:")) pack = "sotval: 1\npack: test\n" + pack;
  const std::string name = block.marked("file:").empty() ? "test-pack.yaml" : block.marked("file:");
  sandbox.write(name, pack);
  // Where it is included by another one, that loads it.
  if (!block.text.starts_with("sotval:") && name != "test-pack.yaml") return sandbox.write(name, block.text);
  const Outcome outcome = sandbox.run(SOTVAL_CLI, {"list", "--pack", "./" + name});
  INFO(outcome.error);
  CHECK(outcome.code == 0);
}

std::string without_numbers(const std::string& line) {
  static const std::regex number(R"([0-9]+([.,:][0-9]+)*)"), spaces(R"(\s+)");
  return std::regex_replace(std::regex_replace(" " + line, number, "0"), spaces, " ");
}

void check_output(const Sandbox& sandbox, const Block& block) {
  std::string command = block.marked("output of:"), code = "0";
  const std::string said = " (exits with ";
  if (const auto at = command.rfind(said); at != std::string::npos && command.back() == ')') {
    code = command.substr(at + said.size(), command.size() - at - said.size() - 1);
    command.resize(at);
  }
  const Outcome outcome = sandbox.run_script(command + "\n");
  INFO(outcome.out);
  CHECK(std::to_string(outcome.code) == code);
  const std::vector<std::string> lines = lines_of(outcome.out);
  auto at = lines.begin();
  for (const std::string& line : lines_of(block.text)) {
    if (line == "...") continue;
    at = std::find_if(at, lines.end(), [&](const std::string& other) { return without_numbers(other) == without_numbers(line); });
    INFO("expected in its output: " << line);
    CHECK(at != lines.end());
    if (at == lines.end()) return;
    ++at;
  }
}

void run_snippet(const Sandbox& sandbox, const Block& block) {
  const auto snippets = support::snippets();
  const auto snippet = std::find_if(snippets.begin(), snippets.end(),
                                    [&](const auto& other) { return other.document == block.document && other.line == block.line; });
  INFO("C++ that was not compiled");
  CHECK(snippet != snippets.end());
  if (snippet == snippets.end()) return;
  if (snippet->program != nullptr) {
    const Outcome outcome = sandbox.run(snippet->program, {sandbox.repository().string()});
    INFO(outcome.out << outcome.error);
    CHECK(outcome.code == 0);
  }
  if (snippet->statements != nullptr)
    CHECK(support::in_child([&]() -> std::string {
            for (const auto& [name, value] : sandbox.environment()) ::setenv(name.c_str(), value.c_str(), 1);
            if (::chdir(sandbox.repository().c_str()) != 0) return "no repository";
            const int nothing = ::open("/dev/null", O_WRONLY);
            ::dup2(nothing, STDOUT_FILENO);
            snippet->statements();
            return {};
          }) == "");
}

void check_block(const Sandbox& sandbox, const Block& block) {
  if (const std::string path = block.marked("from"); !path.empty()) {
    INFO("lines of " << path);
    CHECK(is_excerpt(block.text, source_file(path)));
    return;
  }
  if (const std::string path = block.marked("run by:"); !path.empty()) return check_named(block, path);
  if (!block.marked("not sotval:").empty()) return run_configured(sandbox, block);
  if (const std::string name = block.marked("file:"); !name.empty()) sandbox.write(name, block.text);
  if (block.kind == "sh") return run_commands(sandbox, block.text);
  if (block.kind == "cpp") return run_snippet(sandbox, block);
  if (block.kind == "yaml") return check_pack(sandbox, block);
  if (block.kind == "json") {
    CHECK(nlohmann::json::accept(block.text));
    return;
  }
  if (block.kind == "text" && !block.marked("output of:").empty()) return check_output(sandbox, block);
  if (block.kind == "text" && block.marker == "drawing") {
    CHECK_FALSE(std::regex_search(block.text, std::regex("(^|\n)(sotval-cli|cmake|sh|apt-get) ")));
    return;
  }
  if (block.kind == "text" && !block.marked("file:").empty()) return;
  FAIL_CHECK("a block of kind '" << block.kind << "' that nobody tests; see tests/docs/support/markdown.hpp");
}

} // namespace

TEST_CASE("what the documentation shows does what it says", "[docs]") {
  const Sandbox sandbox;
  for (const Document& document : support::documentation()) {
    for (const Block& block : document.blocks)
      if (const std::string name = block.marked("file:"); !name.empty()) sandbox.write(name, block.text);
    for (const Block& block : document.blocks) {
      INFO("at " << block.place());
      check_block(sandbox, block);
    }
    for (const unsigned line : document.indented) FAIL_CHECK(document.name << ":" << line << ": a block that is not fenced is not tested");
  }
}
