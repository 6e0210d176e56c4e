#include <set>
#include <sstream>

#include <nlohmann/json.hpp>

#include "cli/support/program.hpp"
#include "support/catch.hpp"
#include "support/temporary_directory.hpp"

using support::contains;
using support::Outcome;
using support::run;
using Json = nlohmann::json;

TEST_CASE("the demo repository fits the built-in pack", "[cli][demo]") {
  const support::TemporaryDirectory directory;
  const std::string demo = (directory.path() / "demo").string();
  const Outcome written = run({"demo", demo});
  CHECK(written.code == 0);
  CHECK(written.out.rfind(demo + ": wrote ", 0) == 0);
  CHECK(contains(written.out, "check it with: sotval-cli --repo-root " + demo + "\n"));
  const Outcome checked = run({"--repo-root", demo});
  CHECK(checked.code == 0);
  CHECK(contains(checked.out, "384: 384 passed"));

  const Outcome again = run({"demo", demo});
  CHECK(again.code == 2);
  CHECK(contains(again.error, demo));
}

TEST_CASE("a broken demo repository fails exactly the rules it says", "[cli][demo]") {
  const support::TemporaryDirectory directory;
  const std::string demo = (directory.path() / "demo").string();
  const Outcome written = run({"demo", demo, "--break", "3", "--seed", "7"});
  CHECK(written.code == 0);
  std::set<std::string> announced;
  std::istringstream lines(written.out);
  for (std::string line; std::getline(lines, line);) {
    if (line.rfind("        ", 0) != 0) continue;
    std::istringstream words(line);
    for (std::string word; words >> word;) {
      if (word.back() == ',') word.pop_back();
      if (word != "fails") announced.insert(word);
    }
  }
  const Outcome checked = run({"--repo-root", demo, "--format", "json"});
  CHECK(checked.code == 1);
  std::set<std::string> failed;
  const Json report = Json::parse(checked.out);
  for (const Json& result : report["results"])
    if (result["verdict"] == "failed" || result["verdict"] == "advisory") failed.insert(result["rule_id"]);
  CHECK(failed == announced);
  CHECK_FALSE(failed.empty());
}

TEST_CASE("more damages than there are kinds are refused", "[cli][demo]") {
  const support::TemporaryDirectory directory;
  const Outcome outcome = run({"demo", (directory.path() / "demo").string(), "--break", "1000000"});
  CHECK(outcome.code == 2);
  CHECK(contains(outcome.error, "--break: '1000000' is not a whole number from 0 to "));
}
