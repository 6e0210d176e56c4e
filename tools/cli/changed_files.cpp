#include "changed_files.hpp"

#include <algorithm>
#include <memory>
#include <set>
#include <string_view>
#include <system_error>

#include <sotval/error.hpp>

#include "command_runner.hpp"
#include "input.hpp"
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

// The first line that git wrote to its standard error, without its own "fatal: "; may be empty.
std::string complaint(const core::CommandResult& result) {
  std::string line = result.errors.substr(0, result.errors.find('\n'));
  if (line.starts_with("fatal: ")) line.erase(0, 7);
  return line;
}

class Git {
public:
  explicit Git(const fs::path& root) : root_(root.string()), runner_(core::make_command_runner()) {}

  core::CommandResult run(const std::vector<std::string>& arguments) {
    // Of a hook's environment, what leads to another repository or another part of it; and neither index nor hooks: a
    // check changes nothing, and runs nothing that a repository brings along.
    std::vector<std::string> words = {"env"};
    for (const char* variable : {"GIT_DIR", "GIT_WORK_TREE", "GIT_IMPLICIT_WORK_TREE", "GIT_COMMON_DIR", "GIT_INDEX_FILE", "GIT_PREFIX", "GIT_OBJECT_DIRECTORY",
                                 "GIT_ALTERNATE_OBJECT_DIRECTORIES"})
      words.insert(words.end(), {"-u", variable});
    words.insert(words.end(), {"git", "--no-optional-locks", "-c", "core.fsmonitor=false"});
    words.insert(words.end(), arguments.begin(), arguments.end());
    core::CommandResult result = runner_->run({std::move(words), root_, {}, {}, 0}, {});
    constexpr int not_found = 127; // says env
    if (result.end == core::CommandResult::End::not_started || (result.end == core::CommandResult::End::exited && result.code == not_found))
      throw InputError("--changed-since needs git: " + (result.reason.empty() ? complaint(result) : result.reason) + "; install it, or give the files with --files-from");
    return result;
  }

  /// Its output; `trouble` begins the message if it fails.
  std::string output(const std::vector<std::string>& arguments, const std::string& trouble) {
    core::CommandResult result = run(arguments);
    if (result.end == core::CommandResult::End::exited && result.code == 0) return std::move(result.output);
    const std::string reason = complaint(result);
    throw InputError(trouble + (reason.empty() ? "" : ": " + reason));
  }

  bool says_yes(const std::vector<std::string>& arguments) {
    const core::CommandResult result = run(arguments);
    return result.end == core::CommandResult::End::exited && result.code == 0;
  }

private:
  std::string root_;
  std::unique_ptr<core::CommandRunner> runner_;
};

// A directory, which git names for a repository in the repository, stands for all that is in it.
void add_with_content(const fs::path& root, const std::string& path, std::set<std::string>& to) {
  to.insert(path);
  std::error_code error;
  const fs::path directory = root / path;
  if (fs::symlink_status(directory, error).type() != fs::file_type::directory) return;
  for (auto entry = fs::recursive_directory_iterator(directory, error); !error && entry != fs::recursive_directory_iterator(); entry.increment(error))
    to.insert((path / entry->path().lexically_relative(directory)).string());
}

// Rules may find that a directory has too many entries, or the wrong ones, however deep below they are.
void add_directories_above(std::string path, std::set<std::string>& to) {
  for (std::size_t slash = path.rfind('/'); slash != std::string::npos; slash = path.rfind('/')) {
    path.resize(slash);
    to.insert(path);
  }
}

std::string first_line(const std::string& text) { return text.substr(0, text.find('\n')); }

// As seen from `top`, wherever links lead on the way there; empty if it lies elsewhere. The last component may be a link
// of the repository.
std::string path_below(const fs::path& top, std::string_view listed) {
  while (listed.size() > 1 && listed.ends_with('/')) listed.remove_suffix(1);
  const fs::path full = (top / listed).lexically_normal();
  if (full == top) return ".";
  std::error_code error;
  const fs::path parent = fs::weakly_canonical(full.parent_path(), error);
  const fs::path below = ((error ? full.parent_path() : parent) / full.filename()).lexically_relative(top);
  return below.empty() || *below.begin() == ".." ? std::string() : below.string();
}

} // namespace

std::vector<std::string> files_changed_since(const fs::path& root, const std::string& reference) {
  Git git(root);
  git.output({"rev-parse", "--is-inside-work-tree"}, "--changed-since: " + core::in_quotes(root.string()) + " lies in no git work tree");
  if (git.says_yes({"check-ignore", "--quiet", "."}))
    throw InputError("--changed-since: git ignores " + core::in_quotes(root.string()) + ", so it cannot say what has changed there; give the files with --files-from");
  const std::string option = "--changed-since " + core::in_quotes(reference);
  const std::string unknown = option + ": git knows no such commit, branch or tag here; in a shallow or single-branch clone, fetch it first";
  const std::string object = first_line(git.output({"rev-parse", "--verify", "--quiet", "--end-of-options", reference}, unknown));
  const std::string commit = first_line(git.output({"rev-parse", "--verify", "--quiet", object + "^{commit}"}, unknown));
  const std::string base = first_line(
      git.output({"merge-base", commit, "HEAD"}, option + ": has no commit in common with HEAD; in a shallow clone, fetch more of the history"));
  const std::string trouble = option + ": git cannot say what has changed";
  std::set<std::string> paths;
  // "M", path, "A", path, ...; paths as seen from here, and no others.
  const std::vector<std::string> diff = split(git.output({"diff", "--name-status", "-z", "--no-renames", "--no-ext-diff", "--no-textconv", "--ignore-submodules=none",
                                                          "-O/dev/null", "--relative", base, "--", "."},
                                                         trouble),
                                              '\0');
  for (std::size_t i = 0; i + 1 < diff.size(); i += 2) {
    add_with_content(root, diff[i + 1], paths);
    if (diff[i] == "A") add_directories_above(diff[i + 1], paths);
  }
  for (std::string& file : split(git.output({"ls-files", "--others", "--exclude-standard", "-z", "--", "."}, trouble), '\0')) {
    if (file.ends_with('/')) file.pop_back();
    add_with_content(root, file, paths);
    add_directories_above(file, paths);
  }
  return {paths.begin(), paths.end()};
}

std::vector<std::string> files_listed_in(const std::string& file, const fs::path& root) {
  constexpr std::string_view byte_order_mark = "\xEF\xBB\xBF";
  std::string text = read_input(file, "--files-from: ");
  if (text.starts_with(byte_order_mark)) text.erase(0, byte_order_mark.size());
  const bool zeros = text.find('\0') != std::string::npos;
  const fs::path top = fs::canonical(root);
  std::set<std::string> paths;
  std::size_t listed = 0, elsewhere = 0, there = 0;
  for (std::string& line : split(text, zeros ? '\0' : '\n')) {
    if (!zeros && line.ends_with('\r')) line.pop_back();
    if (line.empty()) continue;
    ++listed;
    const std::string path = path_below(top, line);
    std::error_code error;
    there += fs::exists(fs::symlink_status(top / path, error));
    if (path.empty())
      ++elsewhere;
    else
      add_with_content(top, path, paths);
  }
  if (elsewhere != 0)
    messages::warning("--files-from: " + std::to_string(elsewhere) +
                      (elsewhere == 1 ? " path lies outside of the repository and is" : " paths lie outside of the repository and are") + " left out");
  else if (listed != 0 && there == 0)
    messages::warning("--files-from: none of the " + std::to_string(listed) + " paths is there; they are taken as relative to the repository");
  return {paths.begin(), paths.end()};
}

} // namespace sotval::cli
