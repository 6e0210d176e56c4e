#include "changed_files.hpp"

#include <algorithm>
#include <cerrno>
#include <cstring>
#include <fstream>
#include <iostream>
#include <memory>
#include <set>
#include <sstream>
#include <string_view>
#include <system_error>

#include <sotval/error.hpp>

#include "command_runner.hpp"
#include "messages.hpp"
#include "pack/spelling.hpp"

namespace sotval::cli {

namespace {

namespace fs = std::filesystem;

std::vector<std::string> split(std::string_view text, char separator) {
  std::vector<std::string> parts;
  while (!text.empty()) {
    const std::size_t end = std::min(text.find(separator), text.size());
    if (end != 0) parts.emplace_back(text.substr(0, end));
    text.remove_prefix(std::min(end + 1, text.size()));
  }
  return parts;
}

// The first line that git wrote to its standard error, without its own "fatal: ".
std::string complaint(const core::CommandResult& result) {
  std::string line = result.errors.substr(0, result.errors.find('\n'));
  if (line.starts_with("fatal: ")) line.erase(0, 7);
  return line.empty() ? "git gave no reason" : line;
}

class Git {
public:
  explicit Git(const fs::path& root) : root_(root.string()), runner_(core::make_command_runner()) {}

  core::CommandResult run(std::vector<std::string> arguments) {
    // Neither the index nor hooks: a check changes nothing, and runs nothing that a repository brings along.
    arguments.insert(arguments.begin(), {"git", "--no-optional-locks", "-c", "core.fsmonitor=false"});
    core::CommandResult result = runner_->run({std::move(arguments), root_, {}, {}, 0}, {});
    if (result.end == core::CommandResult::End::not_started)
      throw InputError("--changed-since needs git: " + result.reason + "; install it, or give the files with --files-from");
    return result;
  }

  /// Its output; `trouble` begins the message if it fails.
  std::string output(std::vector<std::string> arguments, const std::string& trouble) {
    core::CommandResult result = run(std::move(arguments));
    if (result.end != core::CommandResult::End::exited || result.code != 0) throw InputError(trouble + ": " + complaint(result));
    return std::move(result.output);
  }

private:
  std::string root_;
  std::unique_ptr<core::CommandRunner> runner_;
};

struct Changes {
  std::set<std::string> paths;

  // Rules may find that a directory has too many entries, or the wrong ones, however deep below they are.
  void add(std::string path, bool is_new) {
    paths.insert(path);
    for (std::size_t slash = path.rfind('/'); is_new && slash != std::string::npos; slash = path.rfind('/')) {
      path.resize(slash);
      paths.insert(path);
    }
  }
};

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

std::string read_all(const std::string& file) {
  std::ostringstream text;
  if (file == "-") {
    text << std::cin.rdbuf();
    return text.str();
  }
  errno = 0;
  std::ifstream in(file, std::ios::binary);
  std::error_code error;
  if (!in || fs::is_directory(file, error) || !(text << in.rdbuf() || in.peek() == std::ifstream::traits_type::eof()))
    throw InputError("--files-from: " + core::in_quotes(file) + " cannot be read: " + (errno != 0 ? std::strerror(errno) : "it is a directory"));
  return text.str();
}

} // namespace

std::vector<std::string> files_changed_since(const fs::path& root, const std::string& reference) {
  Git git(root);
  git.output({"rev-parse", "--is-inside-work-tree"}, "--changed-since: " + core::in_quotes(root.string()) + " lies in no git work tree");
  const std::string option = "--changed-since " + core::in_quotes(reference);
  const std::string commit = first_line(git.output({"rev-parse", "--verify", "--quiet", "--end-of-options", reference + "^{commit}"},
                                                   option + ": git knows no such commit, branch or tag here; is it fetched?"));
  const std::string base = first_line(
      git.output({"merge-base", commit, "HEAD"}, option + ": has no commit in common with HEAD; in a shallow clone, fetch more of the history"));
  const std::string trouble = option + ": git cannot say what has changed";
  Changes changes;
  // "M", path, "A", path, ...; paths as seen from here, and no others.
  const std::vector<std::string> diff = split(git.output({"diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--relative", base, "--", "."}, trouble), '\0');
  for (std::size_t i = 0; i + 1 < diff.size(); i += 2) changes.add(diff[i + 1], diff[i] == "A");
  for (const std::string& file : split(git.output({"ls-files", "--others", "--exclude-standard", "-z", "--", "."}, trouble), '\0')) changes.add(file, true);
  return {changes.paths.begin(), changes.paths.end()};
}

std::vector<std::string> files_listed_in(const std::string& file, const fs::path& root) {
  const std::string text = read_all(file);
  const bool zeros = text.find('\0') != std::string::npos;
  std::vector<std::string> files;
  std::size_t elsewhere = 0;
  const fs::path top = fs::canonical(root);
  for (std::string& line : split(text, zeros ? '\0' : '\n')) {
    if (!zeros && line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    fs::path path(line);
    if (path.is_absolute()) path = path.lexically_normal().lexically_relative(top);
    path = path.lexically_normal();
    if (path.empty() || *path.begin() == "..")
      ++elsewhere;
    else
      files.push_back(path.string());
  }
  if (elsewhere != 0)
    messages::warning("--files-from: " + std::to_string(elsewhere) +
                      (elsewhere == 1 ? " path lies outside of the repository and is" : " paths lie outside of the repository and are") + " left out");
  return files;
}

} // namespace sotval::cli
