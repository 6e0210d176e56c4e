#include <cstdlib>
#include <string>
#include <vector>

#include <nlohmann/json.hpp>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

// Findings in some files only. Of the small pack R2 is used: no file holds the word "secret".

using namespace support;
using Json = nlohmann::json;

namespace {

Outcome check(const SmallPack& small, std::vector<std::string> options, ProgramOptions program = {}) {
  std::vector<std::string> arguments = {"validate", small.repository(), "--pack", small.pack(), "--no-cache"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  if (const char* path = std::getenv("PATH")) program.environment["PATH"] = path;
  return run(arguments, program);
}

struct SecretRepository : SmallPack {
  SecretRepository() {
    complete();
    write("old.txt", "secret\n");
    write("sub/clean.txt", "clean\n");
  }
  std::string list(const std::string& text) const {
    write("../list", text);
    return (directory() / "list").string();
  }
};

/// Runs git in a repository, with no configuration but this.
class GitRepository : public SecretRepository {
public:
  GitRepository() { git("init --quiet --initial-branch=main"); }

  static bool available() { return std::system("git --version >/dev/null 2>&1") == 0; }

  void git(const std::string& arguments) const {
    const std::string command = "cd '" + repository() + "' && HOME=/nonexistent GIT_CONFIG_NOSYSTEM=1 git -c user.name=n -c user.email=e " + arguments;
    INFO(command);
    REQUIRE(std::system((command + " >/dev/null 2>&1").c_str()) == 0);
  }
  void commit() const {
    git("add --all");
    git("commit --quiet --allow-empty --message m");
  }
};

std::vector<std::string> paths_in(const Outcome& outcome) {
  std::vector<std::string> paths;
  const Json report = Json::parse(outcome.out);
  for (const Json& finding : report["results"][1]["findings"]) paths.push_back(finding["path"]);
  return paths;
}

using Paths = std::vector<std::string>;

} // namespace

TEST_CASE("only findings in the files listed are told, and only they make the exit code 1", "[cli][changed]") {
  const SecretRepository repository;
  CHECK(check(repository, {}).code == 1);
  const Outcome other = check(repository, {"--files-from", repository.list("README.md\nsub/clean.txt\n")});
  CHECK(other.code == 0);
  CHECK_FALSE(contains(other.out, "old.txt"));
  CHECK(contains(other.out, "rules       5: 4 passed, 1 failed\n  limited to  2 paths and the whole: 0 failed rules, 1 only elsewhere\n"));
  const Outcome same = check(repository, {"--files-from", repository.list("old.txt\n")});
  CHECK(same.code == 1);
  CHECK(contains(same.out, "old.txt:1:1: "));
  CHECK(contains(same.out, "limited to  1 path and the whole: 1 failed rule, 0 only elsewhere\n"));
}

TEST_CASE("what concerns the whole repository is told whatever files are listed", "[cli][changed]") {
  const SmallPack small; // LICENSE is missing
  const Outcome outcome = check(small, {"--files-from", "/dev/null"});
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.out, "R3"));
  CHECK(contains(outcome.out, "limited to  0 paths and the whole: 2 failed rules, 0 only"));
}

TEST_CASE("what cannot be decided outranks the limit", "[cli][changed]") {
  const SecretRepository repository;
  CHECK(check(repository, {"--files-from", "/dev/null", "--max-file-size", "6"}).code == 3);
}

TEST_CASE("a list has lines or zero bytes, and absolute paths", "[cli][changed]") {
  const SecretRepository repository;
  const auto found = [&](const std::string& text) { return paths_in(check(repository, {"--format", "json", "--files-from", repository.list(text)})); };
  CHECK(found("old.txt") == Paths{"old.txt"});
  CHECK(found("\r\n./old.txt\r\n\n") == Paths{"old.txt"});
  CHECK(found(std::string("README.md\0old.txt\0", 18)) == Paths{"old.txt"});
  CHECK(found(repository.repository() + "/old.txt\n") == Paths{"old.txt"});
}

TEST_CASE("paths outside of the repository are left out with a warning", "[cli][changed]") {
  const SecretRepository repository;
  const Outcome outcome = check(repository, {"--files-from", repository.list("../old.txt\n/etc/passwd\nold.txt\n")});
  CHECK(outcome.code == 1);
  CHECK(contains(outcome.error, "warning: --files-from: 2 paths lie outside of the repository and are left out"));
}

TEST_CASE("a list may come from standard input", "[cli][changed]") {
  const SecretRepository repository;
  const std::string base = std::string(SOTVAL_CLI) + " '" + repository.repository() + "' --no-cache --pack '" + repository.pack() + "' --files-from - >/dev/null 2>&1";
  CHECK(std::system(("echo old.txt | " + base).c_str()) == 256 * 1);
  CHECK(std::system(("echo README.md | " + base).c_str()) == 0);
  CHECK(std::system((base + " </").c_str()) == 256 * 2); // a directory
  CHECK(std::system((base + " <&-").c_str()) == 256 * 2);
}

TEST_CASE("a list of which nothing is there is told", "[cli][changed]") {
  const SecretRepository repository;
  const Outcome outcome = check(repository, {"--files-from", repository.list("typo.txt\nsub/other\n")});
  CHECK(contains(outcome.error, "warning: --files-from: none of the 2 paths is there; they are taken as relative to the repository"));
  CHECK(check(repository, {"--files-from", repository.list("typo.txt\nold.txt\n")}).error.empty());
}

TEST_CASE("a listed directory stands for all that is in it", "[cli][changed]") {
  const SecretRepository repository;
  repository.write("sub/deep/new.txt", "secret\n");
  CHECK(paths_in(check(repository, {"--format", "json", "--files-from", repository.list("sub/\n")})) == Paths{"sub/deep/new.txt"});
  CHECK(paths_in(check(repository, {"--format", "json", "--files-from", repository.list(".\n")})) == Paths{"old.txt", "sub/deep/new.txt"});
}

TEST_CASE("absolute paths are those of the repository through whichever link they lead", "[cli][changed]") {
  const SecretRepository repository;
  const std::string link = (repository.directory() / "link").string();
  std::filesystem::create_symlink("repository", link);
  const std::string list = repository.list("\xEF\xBB\xBF" + link + "/old.txt\n");
  CHECK(paths_in(check(repository, {"--format", "json", "--files-from", list})) == Paths{"old.txt"});
  CHECK(run({link, "--pack", repository.pack(), "--no-cache", "--files-from", list}).code == 1);
}

TEST_CASE("what fails because something is missing somewhere is told to whoever took it away", "[cli][changed]") {
  const SecretRepository repository;
  const std::string pack = (repository.directory() / "some.yaml").string();
  repository.write("../some.yaml", R"(sotval: 1
pack: some
version: 1.0.0
rules:
  - {id: S1, title: Some file is clean, severity: high, batch: 0, check: {kind: content, files: ['sub/*'], match: {word: clean}, require: {at_least: 1}}}
)");
  repository.write("sub/other.txt", "nothing\n");
  std::filesystem::remove(repository.repository() + "/sub/clean.txt");
  CHECK(run({repository.repository(), "--pack", pack, "--no-cache", "--files-from", repository.list("sub/clean.txt\n")}).code == 1);
}

TEST_CASE("a list that cannot be read is an error of the caller", "[cli][changed]") {
  const SecretRepository repository;
  for (const std::string& file : {repository.repository() + "/none", repository.repository()}) {
    const Outcome outcome = check(repository, {"--files-from", file});
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.error, "--files-from: '" + file + "' cannot be read: "));
  }
  CHECK(check(repository, {"--files-from", "x", "--changed-since", "y"}).code == 2);
}

TEST_CASE("git is asked what has changed since the work left a reference", "[cli][changed][git]") {
  if (!GitRepository::available()) return;
  const GitRepository repository;
  const auto changed = [&](const std::string& reference) { return check(repository, {"--format", "json", "--changed-since", reference}); };
  repository.commit();
  CHECK(changed("HEAD").code == 0);
  CHECK(changed("HEAD").out.find("\"findings_limited_to\": 0") != std::string::npos);

  SECTION("committed, staged, unstaged and new files count, ignored ones do not") {
    repository.git("checkout --quiet -b work");
    repository.write("committed.txt", "secret\n");
    repository.write(".gitignore", "ignored.txt\n");
    repository.commit();
    repository.write("staged.txt", "secret\n");
    repository.git("add staged.txt");
    repository.write("sub/clean.txt", "secret\n");
    repository.write("new dir/\xC3\xA4 \"new\".txt", "secret\n");
    repository.write("ignored.txt", "secret\n");
    CHECK(paths_in(changed("main")) == Paths{"committed.txt", "new dir/\xC3\xA4 \"new\".txt", "staged.txt", "sub/clean.txt"});
    CHECK(paths_in(changed("HEAD")) == Paths{"new dir/\xC3\xA4 \"new\".txt", "staged.txt", "sub/clean.txt"});
    CHECK(changed("main").code == 1);
  }
  SECTION("what others did meanwhile does not count") {
    repository.git("checkout --quiet -b work");
    repository.write("mine.txt", "secret\n");
    repository.commit();
    repository.git("checkout --quiet main");
    repository.write("README.md", "changed\n");
    repository.write("old.txt", "secret secret\n");
    repository.commit();
    repository.git("checkout --quiet work");
    CHECK(paths_in(changed("main")) == Paths{"mine.txt"});
  }
  SECTION("a deleted file brings up what misses it") {
    std::filesystem::remove(repository.repository() + "/LICENSE");
    CHECK(changed("HEAD").code == 1);
  }
  SECTION("a new file brings up what a directory above it must not have") {
    const std::string pack = (repository.directory() / "rooms.yaml").string();
    repository.write("../rooms.yaml", R"(sotval: 1
pack: rooms
version: 1.0.0
rules:
  - {id: N1, title: One room, severity: high, batch: 0, check: {kind: dir_count, per: house, dirs: '*/*', max: 1}}
)");
    repository.write("house/floor/room/door", "");
    repository.commit();
    const auto code = [&] { return run({"validate", repository.repository(), "--pack", pack, "--no-cache", "--changed-since", "HEAD"}, {.environment = {{"PATH", std::getenv("PATH")}}}).code; };
    CHECK(code() == 0);
    repository.write("house/floor/second/door", "");
    CHECK(code() == 1);
    repository.commit();
    repository.write("house/floor/second/door", "open");
    CHECK(code() == 0); // nothing is new
  }
  SECTION("what is in a repository in the repository counts") {
    REQUIRE(std::system(("GIT_CONFIG_NOSYSTEM=1 HOME=/nonexistent git init --quiet '" + repository.repository() + "/nested' >/dev/null 2>&1").c_str()) == 0);
    repository.write("nested/deep/new.txt", "secret\n");
    CHECK(paths_in(changed("HEAD")) == Paths{"nested/deep/new.txt"});
  }
  SECTION("a directory that git ignores as a whole is not taken for unchanged") {
    repository.write(".gitignore", "out/\n");
    repository.write("out/new.txt", "secret\n");
    const Outcome outcome = run({"validate", repository.repository() + "/out", "--pack", repository.pack(), "--changed-since", "HEAD"}, {.environment = {{"PATH", std::getenv("PATH")}}});
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.error, "git ignores "));
  }
  SECTION("the environment of a hook does not lead elsewhere") {
    const GitRepository other;
    other.commit();
    repository.write("sub/clean.txt", "secret\n");
    const Outcome outcome = check(repository, {"--format", "json", "--changed-since", "HEAD"},
                                  {.environment = {{"GIT_DIR", other.repository() + "/.git"}, {"GIT_INDEX_FILE", "/nowhere"}, {"GIT_WORK_TREE", other.repository()}}});
    CHECK(paths_in(outcome) == Paths{"sub/clean.txt"});
  }
  SECTION("the configuration of the repository does not disturb") {
    repository.git("config diff.orderFile /nonexistent");
    repository.git("config color.ui always");
    repository.git("config diff.external false");
    repository.write("sub/clean.txt", "secret\n");
    CHECK(paths_in(changed("HEAD")) == Paths{"sub/clean.txt"});
    CHECK(paths_in(changed(":/m")) == Paths{"sub/clean.txt"});
  }
  SECTION("the root may be a directory of the work tree") {
    repository.write("sub/clean.txt", "secret\n");
    repository.write("README.md", "secret\n");
    const Outcome outcome = run({"validate", repository.repository() + "/sub", "--pack", repository.pack(), "--no-cache", "--rule", "R2", "--format", "json",
                                 "--changed-since", "main"},
                                {.environment = {{"PATH", std::getenv("PATH")}}});
    CHECK(Json::parse(outcome.out)["results"][0]["findings"][0]["path"] == "clean.txt");
    CHECK(Json::parse(outcome.out)["findings_limited_to"] == 1);
  }
}

TEST_CASE("where git cannot say what has changed, it is told why", "[cli][changed][git]") {
  const SecretRepository plain;
  const Outcome without_git = check(plain, {"--changed-since", "main"}, {});
  CHECK(without_git.code == 2);
  CHECK(without_git.out.empty());
  const Outcome no_program = run({plain.repository(), "--pack", plain.pack(), "--changed-since", "main"}, {.environment = {{"PATH", "/nowhere"}}});
  CHECK(no_program.code == 2);
  CHECK(contains(no_program.error, "--changed-since needs git: "));
  if (!GitRepository::available()) return;
  CHECK(contains(without_git.error, "lies in no git work tree"));
  const GitRepository repository;
  repository.commit();
  for (const std::string reference : {"nonsense", "--help", "-x"}) {
    const Outcome outcome = check(repository, {"--changed-since=" + reference});
    CHECK(outcome.code == 2);
    CHECK(contains(outcome.error, "--changed-since '" + reference + "': git knows no such commit, branch or tag here"));
  }
  CHECK(check(repository, {"--changed-since", ""}).code == 2);
  repository.git("checkout --quiet --orphan other");
  repository.write("README.md", "unrelated\n");
  repository.commit();
  const Outcome unrelated = check(repository, {"--changed-since", "main"});
  CHECK(unrelated.code == 2);
  CHECK(contains(unrelated.error, "has no commit in common with HEAD"));
}
