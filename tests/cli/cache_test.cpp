#include <csignal>
#include <filesystem>
#include <fstream>
#include <string>

#include <sys/wait.h>
#include <unistd.h>

#include <nlohmann/json.hpp>

#include <sotval/shared_cache.hpp>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using sotval::SharedCache;
using support::contains;
using support::Outcome;
using support::run;

namespace {

constexpr const char* text = "some bytes";

SharedCache named_cache() {
  SharedCache cache = SharedCache::create({.named = true});
  cache.publish("block", std::as_bytes(std::span(std::string_view(text))));
  return cache;
}

/// The handle of a cache whose owner was killed.
std::string left_by_the_dead(int& owner) {
  int ends[2];
  REQUIRE(::pipe(ends) == 0);
  owner = ::fork();
  if (owner == 0) {
    const SharedCache cache = named_cache();
    [[maybe_unused]] const ssize_t written = ::write(ends[1], cache.handle().data(), cache.handle().size());
    ::raise(SIGKILL);
  }
  ::close(ends[1]);
  std::string handle;
  char c = 0;
  while (::read(ends[0], &c, 1) == 1) handle += c;
  ::close(ends[0]);
  ::waitpid(owner, nullptr, 0);
  return handle;
}

/// The line of the output that has that word; empty if there is none.
std::string line_with(const std::string& out, const std::string& word) {
  const std::size_t at = out.find(word);
  if (at == std::string::npos) return {};
  const std::size_t begin = out.rfind('\n', at) + 1;
  return out.substr(begin, out.find('\n', at) - begin);
}

} // namespace

TEST_CASE("the cache command shows whose shared memory there is, and tidies up what is nobody's", "[cli][cache]") {
  const SharedCache mine = named_cache();
  int owner = 0;
  const std::string dead = left_by_the_dead(owner);
  REQUIRE_FALSE(dead.empty());

  const Outcome info = run({"cache", "info"});
  CHECK(info.code == 0);
  CHECK(info.error.empty());
  CHECK(contains(line_with(info.out, mine.handle()), "  " + std::to_string(::getpid()) + " "));
  CHECK(contains(line_with(info.out, mine.handle()), "in use"));
  CHECK(contains(line_with(info.out, dead), "  " + std::to_string(owner) + " "));
  CHECK(contains(line_with(info.out, dead), "left behind"));

  const Outcome clean = run({"cache", "clean"});
  CHECK(clean.code == 0);
  CHECK(contains(line_with(clean.out, dead), "owner " + std::to_string(owner)));
  CHECK_FALSE(contains(clean.out, mine.handle()));
  CHECK(contains(clean.out, "\nremoved "));

  const Outcome after = run({"cache", "info"});
  CHECK_FALSE(contains(after.out, dead));
  CHECK(contains(after.out, mine.handle()));
}

TEST_CASE("what files say is kept for the next run, shown and removed", "[cli][cache][store]") {
  const support::SmallPack small;
  const support::TemporaryDirectory home;
  const std::string directory = (home.path() / "cache" / "sotval").string();
  const auto files_known = [&](const std::vector<std::string>& more, const support::ProgramOptions& options = {}) {
    std::vector<std::string> arguments{small.repository(), "--pack", small.pack(), "--format", "json"};
    arguments.insert(arguments.end(), more.begin(), more.end());
    const Outcome outcome = run(arguments, options);
    CHECK(outcome.error.empty());
    return nlohmann::json::parse(outcome.out)["run"]["files_known"].get<int>();
  };
  CHECK(files_known({"--no-cache", "--cache-dir", directory}) == 0);
  CHECK_FALSE(std::filesystem::exists(directory));
  CHECK(files_known({"--cache-dir", directory}) == 0);
  CHECK(files_known({"--cache-dir", directory}) == 1);
  CHECK(files_known({"--no-cache", "--cache-dir", directory}) == 0);
  CHECK(files_known({}, {.environment = {{"XDG_CACHE_HOME", (home.path() / "cache").string()}}}) == 1);
  CHECK(files_known({}, {.environment = {{"HOME", home.path().string()}}}) == 0);
  CHECK(std::filesystem::exists(home.path() / ".cache" / "sotval"));
  const Outcome info = run({"cache", "info", "--cache-dir", directory});
  CHECK(contains(info.out, "fact store " + directory + "\nbytes  used        name\n"));
  CHECK(contains(info.out, "\n1 file, "));
  const Outcome clean = run({"cache", "clean", "--cache-dir", directory});
  CHECK(contains(clean.out, "removed " + directory + "/facts-"));
  CHECK(contains(run({"cache", "info", "--cache-dir", directory}).out, "\n0 files, 0 bytes\n"));
  CHECK(contains(run({"cache", "info"}).out, "no fact store: neither XDG_CACHE_HOME nor HOME is set\n"));
}

TEST_CASE("the cache command says which actions it has", "[cli][cache]") {
  const Outcome none = run({"cache"});
  CHECK(none.code == 2);
  CHECK(none.error == "sotval-cli: error: which action? sotval-cli cache info, or sotval-cli cache clean\n"
                      "try 'sotval-cli --help'\n");
  const Outcome wrong = run({"cache", "claen"});
  CHECK(wrong.code == 2);
  CHECK(contains(wrong.error, "cache: unknown value 'claen', did you mean 'clean'? (info, clean)"));
}
