#include <nlohmann/json.hpp>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"

using support::contains;
using support::Outcome;
using support::run;
using Json = nlohmann::json;

TEST_CASE("the list shows a line per rule and a count per batch", "[cli][list]") {
  const support::SmallPack small;
  const Outcome outcome = run({"list", "--pack", small.pack()});
  CHECK(outcome.code == 0);
  CHECK(outcome.error.empty());
  CHECK(outcome.out == "R1  0   critical  README.md exists\n"
                       "R2  0   high      No file holds the word secret\n"
                       "R3  1   medium    LICENSE exists\n"
                       "R4  1   low       GUIDE.md exists\n"
                       "R5  1   info      docs exists\n"
                       "\n"
                       "batch 0   2 rules     First\n"
                       "batch 1   3 rules     Second\n"
                       "total     5 rules\n");
}

TEST_CASE("the list knows the filters of validate", "[cli][list]") {
  const support::SmallPack small;
  CHECK(run({"list", "--pack", small.pack(), "--batch-only", "1", "--severity", "medium"}).out ==
        "R3  1   medium    LICENSE exists\n\nbatch 1   1 rule      Second\ntotal     1 rule\n");
  CHECK(run({"list", "--pack", small.pack(), "--rule", "R5"}).out ==
        "R5  1   info      docs exists\n\nbatch 1   1 rule      Second\ntotal     1 rule\n");
  CHECK(run({"list", "--pack", small.pack(), "--rule", "R9"}).code == 2);
  CHECK(run({"list", "--pack", small.pack(), "--batch-only", "9"}).code == 2);
}

TEST_CASE("the list is there for programs too", "[cli][list]") {
  const support::SmallPack small;
  const Json list = Json::parse(run({"list", "--pack", small.pack(), "--format", "json"}).out);
  CHECK(list["pack"]["name"] == "small");
  CHECK(list["pack"]["version"] == "2.3.4");
  CHECK(list["total_rules"] == 5);
  REQUIRE(list["rules"].size() == 5);
  CHECK(list["rules"][4] == Json::parse(R"({"rule_id": "R5", "title": "docs exists", "category": "", "severity": "info",
    "batch": 1, "obligation": "must", "kind": "path_exists", "depends_on": ["R3"]})"));
  CHECK(list["rules"][3]["obligation"] == "should");
  CHECK(list["batches"] ==
        Json::parse(R"([{"batch": 0, "name": "First", "total": 2}, {"batch": 1, "name": "Second", "total": 3}])"));
}

TEST_CASE("the built-in pack has its 384 rules in nine batches", "[cli][list]") {
  const Outcome outcome = run({"list"});
  CHECK(outcome.code == 0);
  CHECK(contains(outcome.out, "\ntotal     384 rules\n"));
  for (const char* line : {"\nbatch 0   1 rule ", "\nbatch 1   9 rules", "\nbatch 2   13 rules", "\nbatch 3   49 rules",
                           "\nbatch 4   47 rules", "\nbatch 5   45 rules", "\nbatch 6   18 rules",
                           "\nbatch 7   17 rules", "\nbatch 8   185 rules"})
    CHECK(contains(outcome.out, line));
}
