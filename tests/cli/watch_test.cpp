#include <array>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>

#include <poll.h>
#include <signal.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::Program;
using support::run;
using support::SmallPack;
namespace fs = std::filesystem;

namespace {

const std::string ready = "; Ctrl-C ends it\n";

/// `sotval-cli watch` and what it has written so far.
class Watching {
public:
  explicit Watching(const SmallPack& small, std::vector<std::string> more = {}) : program_(arguments(small, std::move(more))) {}

  /// Reads standard output until that text has come, behind what was waited for before.
  bool shows(const std::string& text) { return reads(program_.out(), out_, text); }
  /// The same of standard error.
  bool complains(const std::string& text) { return reads(program_.error(), error_, text); }

  /// The lines of `out` that stand for a run.
  std::size_t runs() const {
    std::size_t count = 0;
    for (std::size_t at = 0; (at = out_.text.find(" rules: ", at)) != std::string::npos; ++at) ++count;
    return count;
  }
  const std::string& out() const noexcept { return out_.text; }

  Outcome end(int signal) {
    ::kill(program_.process(), signal);
    Outcome outcome = program_.finish();
    outcome.out.insert(0, out_.text);
    outcome.error.insert(0, error_.text);
    return outcome;
  }

private:
  struct Shown {
    std::string text;
    std::size_t waited_for = 0; // where the next search begins
  };

  static std::vector<std::string> arguments(const SmallPack& small, std::vector<std::string> more) {
    more.insert(more.begin(), {"watch", small.repository(), "--pack", small.pack()});
    return more;
  }

  static bool reads(int descriptor, Shown& shown, const std::string& text) {
    const auto deadline = std::chrono::steady_clock::now() + std::chrono::seconds(60);
    for (;;) {
      if (const std::size_t found = shown.text.find(text, shown.waited_for); found != std::string::npos) {
        shown.waited_for = found + text.size();
        return true;
      }
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - std::chrono::steady_clock::now());
      pollfd waiting{descriptor, POLLIN, 0};
      if (left.count() <= 0 || ::poll(&waiting, 1, static_cast<int>(left.count())) <= 0) return false;
      std::array<char, 4096> buffer{};
      const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
      if (count <= 0) return false;
      shown.text.append(buffer.data(), static_cast<std::size_t>(count));
    }
  }

  Program program_;
  Shown out_, error_;
};

void append(const fs::path& file, const std::string& text) {
  std::ofstream(file, std::ios::app) << text;
}

std::size_t files_in(const fs::path& directory) {
  return static_cast<std::size_t>(std::distance(fs::recursive_directory_iterator(directory), fs::recursive_directory_iterator()));
}

int shell(const std::string& command) {
  const int status = std::system(command.c_str());
  return WIFEXITED(status) ? WEXITSTATUS(status) : -1;
}

} // namespace

TEST_CASE("watch tells first what is red, the summary and what is watched", "[cli][watch]") {
  const SmallPack small;
  Watching watching(small);
  REQUIRE(watching.shows("watching 1 directory" + ready));
  CHECK(contains(watching.out(), "  red       R3  LICENSE exists (medium)\n"));
  CHECK(contains(watching.out(), "SUMMARY  pack small 2.3.4"));
  CHECK(contains(watching.out(), "  5 rules: 2 passed, 2 failed, 1 advisory  ("));
}

TEST_CASE("watch tells what turns red and green", "[cli][watch]") {
  const SmallPack small;
  Watching watching(small);
  REQUIRE(watching.shows(ready));
  small.write("README.md", "the secret\n");
  CHECK(watching.shows("  5 rules: 1 passed, 3 failed, 1 advisory  ("));
  CHECK(watching.shows("  red       R2  No file holds the word secret (high)\n"));
  CHECK(watching.shows("            README.md:1:5"));
  small.write("README.md", "nothing\n");
  CHECK(watching.shows("  green     R2  No file holds the word secret (high)\n"));
  small.complete(); // more than one file and directory at once
  CHECK(watching.shows("  green     R3  LICENSE exists (medium)\n"));
  fs::remove(fs::path(small.repository()) / "README.md");
  CHECK(watching.shows("  red       R1  README.md exists (critical)\n"));
  small.write("docs/deep/er/file", "secret\n");
  CHECK(watching.shows("            docs/deep/er/file:1:1"));
}

TEST_CASE("watch tells rules that stay red in one line if their findings are others", "[cli][watch]") {
  const SmallPack small;
  small.write("one", "secret\n");
  Watching watching(small);
  REQUIRE(watching.shows(ready));
  small.write("two", "secret\n");
  CHECK(watching.shows("  still     R2  No file holds the word secret (high): 2 findings, before 1\n"));
}

TEST_CASE("a change that changes no verdict is one line, and none with --quiet", "[cli][watch]") {
  const SmallPack small;
  Watching loud(small), quiet(small, {"--quiet"});
  REQUIRE(loud.shows(ready));
  REQUIRE(quiet.shows(ready));
  CHECK_FALSE(contains(quiet.out(), "SUMMARY"));
  small.write("README.md", "another text\n");
  CHECK(loud.shows("  5 rules: 2 passed, 2 failed, 1 advisory  ("));
  small.write("LICENSE", "text\n");
  CHECK(loud.shows("  5 rules: 3 passed, 1 failed, 1 advisory"));
  CHECK(loud.shows("  green     R3"));
  REQUIRE(quiet.shows("  green     R3"));
  CHECK(quiet.runs() == 2); // the first and the last
}

TEST_CASE("watch reads a pack file again that has changed", "[cli][watch]") {
  const SmallPack small;
  Watching watching(small);
  REQUIRE(watching.shows(ready));
  SECTION("another rule") {
    append(small.pack(), "  - {id: R6, title: MANUAL exists, severity: low, batch: 1, check: {kind: path_exists, globs: [MANUAL]}}\n");
    CHECK(watching.shows("  the pack has changed: small 2.3.4\n"));
    CHECK(watching.shows("  6 rules: 2 passed, 3 failed, 1 advisory"));
    CHECK(watching.shows("  red       R6  MANUAL exists (low), new\n"));
    small.write("MANUAL", "text\n");
    CHECK(watching.shows("  green     R6"));
  }
  SECTION("something else is excluded") {
    append(small.pack(), "global_exclude: ['docs/**']\n");
    CHECK(watching.shows("  the pack has changed: "));
    small.complete();
    CHECK(watching.shows("  5 rules: 4 passed, 1 failed")); // not R5
  }
  SECTION("a pack that cannot be used leaves the former one in place") {
    append(small.pack(), "nonsense: 1\n");
    CHECK(watching.complains("nonsense"));
    CHECK(watching.complains("the pack as it was goes on\n"));
    small.write("LICENSE", "text\n");
    CHECK(watching.shows("  green     R3"));
  }
}

TEST_CASE("watch goes on when its repository was away", "[cli][watch]") {
  const SmallPack small;
  Watching watching(small);
  REQUIRE(watching.shows(ready));
  const fs::path elsewhere = small.directory() / "elsewhere";
  fs::rename(small.repository(), elsewhere);
  CHECK(watching.complains("sotval-cli: error: " + small.repository() + ": cannot be used as repository root: No such file or directory\n"));
  std::ofstream(elsewhere / "LICENSE") << "text";
  fs::rename(elsewhere, small.repository());
  CHECK(watching.shows("  green     R3"));
  small.write("README.md", "secret\n");
  CHECK(watching.shows("  red       R2"));
}

TEST_CASE("a checkout of thousands of files comes to few runs and the right verdicts", "[cli][watch]") {
  if (shell("git --version >/dev/null 2>&1") != 0) {
    WARN("not tried: there is no git");
    return;
  }
  const SmallPack small;
  append(small.pack(), "global_exclude: ['**/.git/**']\n");
  const std::string git = "HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 git -C " + small.repository() + " -c user.name=n -c user.email=e ";
  const auto make_files = [&](const std::string& word) {
    for (int i = 0; i < 4'000; ++i) small.write("tree-" + word + "/" + std::to_string(i % 100) + "/" + std::to_string(i), word + "\n");
    return shell(git + "add -A && " + git + "commit -q -m " + word);
  };
  REQUIRE(shell(git + "init -q -b clean") == 0);
  REQUIRE(make_files("harmless") == 0);
  REQUIRE(shell(git + "checkout -q -b dirty") == 0);
  fs::remove_all(fs::path(small.repository()) / "tree-harmless");
  REQUIRE(make_files("secret") == 0);

  Watching watching(small);
  REQUIRE(watching.shows("watching 102 directories" + ready));
  REQUIRE(shell(git + "checkout -q clean") == 0);
  REQUIRE(watching.shows("  green     R2"));
  REQUIRE(shell(git + "checkout -q dirty") == 0);
  REQUIRE(watching.shows("  red       R2"));
  small.write("LICENSE", "text\n"); // all of the checkout is seen by then
  REQUIRE(watching.shows("  green     R3"));
  CHECK(watching.runs() < 400); // 8,000 files were written and as many removed
  fs::remove_all(fs::path(small.repository()) / "tree-secret");
  CHECK(watching.shows("  green     R2"));
}

TEST_CASE("watch ends by a signal, with its exit code and nothing left", "[cli][watch][signal]") {
  const SmallPack small;
  const support::TemporaryDirectory cache;
  for (const auto& [signal, code] : {std::pair{SIGINT, 130}, std::pair{SIGTERM, 143}})
    for (const char* strategy : {"auto", "processes"}) {
      INFO(strategy);
      Watching watching(small, {"--strategy", strategy, "--cache-dir", cache.path().string()});
      REQUIRE(watching.shows(ready));
      const std::size_t files = files_in(small.directory());
      const Outcome outcome = watching.end(signal);
      CHECK(outcome.code == code);
      CHECK(outcome.error.empty());
      CHECK(outcome.out.ends_with(ready));
      CHECK(files_in(small.directory()) == files);
      CHECK(files_in(cache.path()) <= 1);
    }
}

TEST_CASE("watch does not write into what it watches", "[cli][watch]") {
  const SmallPack small;
  const std::string call = "cd / && " SOTVAL_CLI " watch " + small.repository() + " --pack " + small.pack();
  const std::string error = (small.directory() / "error").string();
  CHECK(shell(call + " >" + small.repository() + "/log 2>" + error) == 2);
  std::ifstream file(error);
  const std::string message((std::istreambuf_iterator<char>(file)), std::istreambuf_iterator<char>());
  CHECK(contains(message, "standard output goes to '" + small.repository() + "/log', which is watched"));
  CHECK(shell(call + " >/dev/null 2>" + small.repository() + "/log") == 2);

  const std::size_t files = files_in(small.repository());
  Watching watching(small, {"-v", "--cache-dir", small.repository() + "/cache"});
  REQUIRE(watching.shows(ready));
  CHECK(watching.complains("nothing is kept on disk"));
  CHECK(files_in(small.repository()) == files);
}

TEST_CASE("watch refuses at once what it cannot use", "[cli][watch]") {
  const SmallPack small;
  const auto refused = [](const std::vector<std::string>& arguments, const std::string& message) {
    const Outcome outcome = run(arguments);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
    CHECK(contains(outcome.error, message));
  };
  refused({"watch", "/no/such/place"}, "'/no/such/place' does not exist");
  refused({"watch", small.repository(), "--pack", "./none.yaml"}, "none.yaml");
  refused({"watch", small.repository(), "--pack", small.pack(), "--rule", "R9"}, "has no rule 'R9'");
  refused({"watch", small.repository(), "--output", "x"}, "unknown option '--output'");
  refused({"watch", small.repository(), "-q", "-v"}, "--quiet and --verbose exclude each other");
}
