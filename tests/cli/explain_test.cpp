#include <nlohmann/json.hpp>

#include <sotval/rule_pack.hpp>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::run;

TEST_CASE("a rule is explained: what, where, why and how", "[cli][explain]") {
  const support::SmallPack small;
  const Outcome outcome = run({"explain", "R2", "--pack", small.pack()});
  CHECK(outcome.code == 0);
  CHECK(outcome.out.rfind("R2  No file holds the word secret\n", 0) == 0);
  CHECK(contains(outcome.out, "  severity      high\n"));
  CHECK(contains(outcome.out, "  obligation    must\n"));
  CHECK(contains(outcome.out, "  batch         0 (First)\n"));
  CHECK(contains(outcome.out, "\nChecks\n"));
  CHECK(contains(outcome.out, "\nOpens these files\n  **/*\n"));
  CHECK(contains(outcome.out, "\nWhy\n  Secrets do not belong here.\n"));
  CHECK(contains(outcome.out, "\nHow to comply\n  Take them out.\n"));
}

TEST_CASE("the schema is JSON, and the library's", "[cli][schema]") {
  const Outcome outcome = run({"schema"});
  CHECK(outcome.code == 0);
  CHECK(outcome.error.empty());
  CHECK(outcome.out == sotval::RulePack::schema());
  CHECK(nlohmann::json::parse(outcome.out).at("definitions").contains("check_path_exists"));
}

TEST_CASE("dependencies and recommendations are told", "[cli][explain]") {
  const support::SmallPack small;
  CHECK(contains(run({"explain", "R5", "--pack", small.pack()}).out, "  depends on    R3\n"));
  CHECK(contains(run({"explain", "R4", "--pack", small.pack()}).out, "should: never fails the run"));
}

TEST_CASE("an unknown rule gets a suggestion", "[cli][explain]") {
  const Outcome outcome = run({"explain", "AR0011"});
  CHECK(outcome.code == 2);
  CHECK(outcome.out.empty());
  CHECK(contains(outcome.error, "'AR0011'"));
  CHECK(contains(outcome.error, "did you mean"));
}
