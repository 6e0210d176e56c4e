#include <algorithm>
#include <filesystem>
#include <fstream>
#include <iterator>

#include <sys/stat.h>
#include <unistd.h>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::run;
using support::SmallPack;
using support::Stream;
namespace fs = std::filesystem;

namespace {

std::string content(const fs::path& file) {
  std::ifstream in(file, std::ios::binary);
  return {std::istreambuf_iterator<char>(in), {}};
}

std::vector<std::string> names_in(const fs::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : fs::directory_iterator(directory)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

std::vector<std::string> reproducible(const SmallPack& small, std::vector<std::string> more = {}) {
  more.insert(more.begin(), {small.repository(), "--pack", small.pack(), "--format", "json", "--reproducible"});
  return more;
}

} // namespace

TEST_CASE("a report goes to a file as it would go to standard output", "[cli][output]") {
  const SmallPack small;
  const support::TemporaryDirectory directory;
  const std::string expected = run(reproducible(small)).out;
  const Outcome outcome = run(reproducible(small, {"-o", "report.json"}), {.directory = directory.path()});
  CHECK(outcome.code == 1);
  CHECK(outcome.out.empty());
  CHECK(content(directory.path() / "report.json") == expected);
  CHECK(names_in(directory.path()) == std::vector<std::string>{"report.json"});
  CHECK(run(reproducible(small, {"--output", "-"})).out == expected);
}

TEST_CASE("a report replaces the one before and keeps its mode", "[cli][output]") {
  const SmallPack small;
  const support::TemporaryDirectory directory;
  const fs::path file = directory.write("report.json", std::string(100'000, 'x'));
  fs::permissions(file, fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read);
  CHECK(run(reproducible(small, {"-o", file})).code == 1);
  CHECK(content(file) == run(reproducible(small)).out);
  CHECK(fs::status(file).permissions() == (fs::perms::owner_read | fs::perms::owner_write | fs::perms::others_read));
}

TEST_CASE("a report goes where a link leads, and the link stays", "[cli][output]") {
  const SmallPack small;
  const support::TemporaryDirectory directory;
  directory.make_directory("elsewhere");
  const fs::path link = directory.path() / "link.json";
  for (const char* target : {"elsewhere/there.json", "elsewhere/new.json"}) {
    if (std::string(target) == "elsewhere/there.json") directory.write(target, "former");
    fs::remove(link);
    fs::create_symlink(target, link);
    CHECK(run(reproducible(small, {"-o", link})).code == 1);
    CHECK(fs::is_symlink(fs::symlink_status(link)));
    CHECK(content(directory.path() / target) == run(reproducible(small)).out);
  }
}

TEST_CASE("devices are written to and not replaced", "[cli][output]") {
  const SmallPack small;
  CHECK(run(reproducible(small, {"-o", "/dev/null"})).code == 1);
  CHECK(fs::is_character_file("/dev/null"));
  const Outcome full = run(reproducible(small, {"-o", "/dev/full"}));
  CHECK(full.code == 3);
  CHECK(full.error == "sotval-cli: error: cannot write '/dev/full': No space left on device\n");
}

TEST_CASE("a report that cannot be written gives exit code 3 and leaves nothing", "[cli][output]") {
  const SmallPack small;
  const Outcome missing = run(reproducible(small, {"-o", "/no/such/directory/report.json"}));
  CHECK(missing.code == 3);
  CHECK(missing.error ==
        "sotval-cli: error: cannot write '/no/such/directory/report.json': No such file or directory\n");

  const support::TemporaryDirectory directory;
  const Outcome is_directory = run(reproducible(small, {"-o", directory.path()}));
  CHECK(is_directory.code == 3);
  CHECK(contains(is_directory.error, "Is a directory"));
  CHECK(names_in(directory.path()).empty());

  if (::geteuid() == 0) return; // who may write everywhere
  fs::permissions(directory.path(), fs::perms::owner_read | fs::perms::owner_exec);
  const Outcome closed = run(reproducible(small, {"-o", (directory.path() / "report.json").string()}));
  fs::permissions(directory.path(), fs::perms::owner_all);
  CHECK(closed.code == 3);
  CHECK(contains(closed.error, "Permission denied"));
}

TEST_CASE("a full disk behind standard output gives exit code 3 for every command", "[cli][output]") {
  const SmallPack small;
  for (const std::vector<std::string>& arguments :
       {reproducible(small), std::vector<std::string>{"list"}, {"explain", "AR001"}, {"--help"}, {"--version"}}) {
    const Outcome outcome = run(arguments, {.out = Stream::full_disk});
    CHECK(outcome.code == 3);
    CHECK(outcome.error == "sotval-cli: error: cannot write to standard output: No space left on device\n");
  }
}

TEST_CASE("a closed standard output gives exit code 3", "[cli][output]") {
  const SmallPack small;
  const Outcome outcome = run(reproducible(small), {.out = Stream::closed});
  CHECK(outcome.code == 3);
  CHECK(contains(outcome.error, "cannot write to standard output"));
}

TEST_CASE("a closed standard error never becomes part of the report", "[cli][output]") {
  const SmallPack small;
  const support::TemporaryDirectory directory;
  const std::string file = (directory.path() / "report.json").string();
  CHECK(run(reproducible(small, {"-o", file}), {.error = Stream::closed}).code == 1);
  CHECK(content(file) == run(reproducible(small)).out);
}

TEST_CASE("a reader that goes away ends the program quietly", "[cli][output]") {
  const SmallPack small;
  support::Program program(reproducible(small));
  program.close_out();
  const Outcome outcome = program.finish();
  CHECK(outcome.signal == SIGPIPE);
  CHECK(outcome.error.empty());
}
