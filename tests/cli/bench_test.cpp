#include <csignal>
#include <filesystem>
#include <fstream>
#include <sstream>
#include <string>
#include <vector>

#include <unistd.h>

#include <nlohmann/json.hpp>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using namespace support;
using Json = nlohmann::json;

namespace {

Outcome bench(const SmallPack& small, std::vector<std::string> options) {
  std::vector<std::string> arguments = {"bench", small.repository(), "--pack", small.pack(), "--runs", "2"};
  arguments.insert(arguments.end(), options.begin(), options.end());
  return run(arguments);
}

std::string content(const std::filesystem::path& file) {
  std::ostringstream text;
  text << std::ifstream(file).rdbuf();
  return text.str();
}

std::vector<std::string> cases_of(const Json& result) {
  std::vector<std::string> cases;
  for (const Json& one : result["cases"]) cases.push_back(one["strategy"].get<std::string>() + " " + std::to_string(one["workers"].get<unsigned>()));
  return cases;
}

using Texts = std::vector<std::string>;

} // namespace

TEST_CASE("all strategies are measured and one is recommended", "[cli][bench]") {
  const SmallPack small; // rules fail, which is no matter
  const std::string file = (small.directory() / "b.json").string();
  const Outcome outcome = bench(small, {"--workers", "2", "--output", file});
  CHECK(outcome.code == 0);
  for (const char* part : {"SYSTEM\n", "REPOSITORY\n", "  rules         5 of small 2.3.4, digest ", "COMPARISON  2 runs each, taking turns; cold: ", "sequential          1", "threads             2",
                           "processes           2", "PHASES", "OVERHEAD  of 2 worker processes\n", "serialization", "start-up", "IPC", "RECOMMENDATION\n  use           --strategy "})
    CHECK(contains(outcome.out, part));
  CHECK_FALSE(contains(outcome.out, "BATCHES"));
  const Json result = Json::parse(content(file));
  CHECK(cases_of(result) == Texts{"sequential 1", "threads 2", "processes 2"});
  for (const Json& one : result["cases"]) {
    CHECK(one["time"]["values"].size() == 2);
    CHECK(one["memory"] > 1'000'000);
    CHECK(one["memory"] < 1'000'000'000);
  }
  CHECK(result["repository"]["files"] == 1);
  CHECK(result["runs"] == 2);
}

TEST_CASE("scaling measures the pools with every number of workers, in ascending order", "[cli][bench]") {
  const SmallPack small;
  const std::string file = (small.directory() / "b.json").string();
  const Outcome outcome = bench(small, {"--mode", "scaling", "--workers", "3,1,2,2", "--output", file});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "SCALING  "));
  CHECK(cases_of(Json::parse(content(file))) == Texts{"sequential 1", "threads 1", "threads 2", "threads 3", "processes 1", "processes 2", "processes 3"});
}

TEST_CASE("more workers than CPUs are run but marked", "[cli][bench]") {
  const SmallPack small;
  const Outcome outcome = bench(small, {"--workers", "64", "--runs", "1"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "64*"));
  CHECK(contains(outcome.out, "  *: more workers than CPUs\n"));
}

TEST_CASE("batches are measured one by one", "[cli][bench]") {
  const SmallPack small;
  const std::string file = (small.directory() / "b.json").string();
  const Outcome outcome = bench(small, {"--batches", "--workers", "2", "--output", file});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "BATCHES  each run alone, 2 workers\n"));
  const Json batches = Json::parse(content(file))["batches"];
  REQUIRE(batches.size() == 2);
  for (const unsigned batch : {0U, 1U}) {
    CHECK(batches[batch]["batch"] == batch);
    CHECK(batches[batch]["rules"] == 2 + batch);
    CHECK(batches[batch]["threads"]["values"].size() == 2);
    CHECK(batches[batch]["processes"]["values"].size() == 2);
  }
}

TEST_CASE("warm runs say so", "[cli][bench]") {
  const SmallPack small;
  CHECK(contains(bench(small, {"--warm", "--workers", "1"}).out, "warm: each knew from the one before what files say"));
}

TEST_CASE("a page with plots is written beside the text", "[cli][bench]") {
  const SmallPack small;
  const std::string file = (small.directory() / "b.html").string();
  CHECK(bench(small, {"--html", file, "--workers", "2"}).code == 0);
  CHECK(content(file).starts_with("<!DOCTYPE html>"));
  CHECK(bench(small, {"--html", "/nowhere/b.html"}).code == 3);
}

TEST_CASE("two measurements are compared", "[cli][bench]") {
  const SmallPack small;
  const std::string a = (small.directory() / "a.json").string(), b = (small.directory() / "b.json").string();
  REQUIRE(bench(small, {"--output", a, "--workers", "2"}).code == 0);
  REQUIRE(bench(small, {"--output", b, "--workers", "2"}).code == 0);
  const Outcome outcome = run({"bench", "diff", a, b});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "sequential"));
  CHECK(run({"bench", "diff", a}).code == 2);
  CHECK(run({"bench", "diff", a, small.pack()}).code == 2);
  CHECK(run({"bench", "diff", a, "/nowhere"}).code == 2);
}

TEST_CASE("what cannot be measured is wrong usage", "[cli][bench]") {
  const SmallPack small;
  for (const std::vector<std::string>& options : std::vector<std::vector<std::string>>{
           {"--runs", "0"}, {"--runs", "many"}, {"--workers", "two"}, {"--workers", "2,,3"}, {"--workers", "2,"}, {"--workers", "-1"}, {"--mode", "fast"},
           {"--output", "-"}, {"--html", "-"}, {"--output", "/tmp/same", "--html", "/tmp/same"}, {"--batches", "--rule", "R1"}, {"--batches", "--batch-only", "1"}, {"--rule", "nonsense"}}) {
    CAPTURE(options);
    const Outcome outcome = bench(small, options);
    CHECK(outcome.code == 2);
    CHECK(outcome.out.empty());
  }
  CHECK(run({"bench", "/nowhere"}).code == 2);
}

TEST_CASE("a debug build says that it is one", "[cli][bench]") {
  const SmallPack small;
  const Outcome outcome = bench(small, {"--runs", "1", "--workers", "1"});
#if defined(NDEBUG) && defined(__OPTIMIZE__)
  CHECK_FALSE(contains(outcome.error, "debug build"));
#else
  CHECK(contains(outcome.error, "warning: this is a debug build"));
#endif
}

TEST_CASE("a measurement can be stopped", "[cli][bench][signal]") {
  const SmallPack small;
  Program program({"bench", small.repository(), "--pack", small.pack(), "--runs", "10000", "-v"});
  char first = 0;
  REQUIRE(::read(program.error(), &first, 1) == 1); // it is on its way
  ::kill(program.process(), SIGINT);
  const Outcome outcome = program.finish();
  CHECK(outcome.code == 130);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.error, "stopped by a signal; nothing was reported"));
}
