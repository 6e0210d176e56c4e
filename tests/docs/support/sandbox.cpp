#include "sandbox.hpp"

#include <stdexcept>

namespace support {

Sandbox::Sandbox() {
  directory_.make_directory("home");
  directory_.make_directory("tmp");
  std::filesystem::create_symlink(SOTVAL_CLI, directory_.make_directory("bin") / "sotval-cli");
  const Outcome demo = support::run({"demo", repository().string()});
  if (demo.code != 0) throw std::runtime_error("no demo repository: " + demo.error);
  // To git there are two files, the others are ignored: it need not read them all.
  const Outcome git = run_script("git init -q -b main\n"
                                 "git config user.name test\n"
                                 "git config user.email test@example.org\n"
                                 "git add README.md CHANGELOG.md\n"
                                 "git commit -q -m first\n"
                                 "git update-ref refs/remotes/origin/main main\n"
                                 "echo '*' >> .git/info/exclude\n");
  if (git.code != 0) throw std::runtime_error("no git repository: " + git.out);
}

std::map<std::string, std::string> Sandbox::environment() const {
  const std::string root = directory_.path().string();
  return {{"HOME", root + "/home"},
          {"XDG_CACHE_HOME", root + "/home/.cache"},
          {"TMPDIR", root + "/tmp"},
          {"PATH", root + "/bin:/usr/local/bin:/usr/bin:/bin:/usr/sbin:/sbin"},
          {"LC_ALL", "C.UTF-8"},
          {"TERM", "dumb"}};
}

Outcome Sandbox::run(const std::string& program, const std::vector<std::string>& arguments) const {
  ProgramOptions options;
  options.program = program;
  options.directory = repository().string();
  options.environment = environment();
  return support::run(arguments, options);
}

Outcome Sandbox::run_script(const std::string& script) const {
  const auto file = directory_.write("script", script);
  return run("/bin/sh", {"-c", "exec sh -eu \"$0\" 2>&1", file.string()});
}

} // namespace support
