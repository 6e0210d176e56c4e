#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::contains;
using support::judge;
using support::judge_imagined;
using support::verdict;

namespace {

const std::string yes = "{kind: path_exists, globs: there}";
const std::string no = "{kind: path_exists, globs: missing}";
const std::string unknown = "{kind: path_exists, globs: dark/x}";

std::string all_of(const std::string& checks) { return "{kind: all_of, checks: [" + checks + "]}"; }
std::string any_of(const std::string& checks) { return "{kind: any_of, checks: [" + checks + "]}"; }

Verdict imagined(const std::string& check) { return judge_imagined(check, {"there", "dark/?"}).verdict; }

} // namespace

TEST_CASE("all_of and any_of follow three-valued logic", "[check][composite][unknown]") {
  CHECK(imagined(all_of(yes + ", " + yes)) == Verdict::passed);
  CHECK(imagined(all_of(yes + ", " + no)) == Verdict::failed);
  CHECK(imagined(all_of(yes + ", " + unknown)) == Verdict::error);
  CHECK(imagined(all_of(unknown + ", " + no)) == Verdict::failed);
  CHECK(imagined(any_of(no + ", " + yes)) == Verdict::passed);
  CHECK(imagined(any_of(no + ", " + no)) == Verdict::failed);
  CHECK(imagined(any_of(no + ", " + unknown)) == Verdict::error);
  CHECK(imagined(any_of(unknown + ", " + yes)) == Verdict::passed);
  CHECK(imagined(any_of(all_of(yes + ", " + unknown) + ", " + all_of(yes))) == Verdict::passed);
}

TEST_CASE("all checks are judged, also behind the one that decides", "[check][composite]") {
  const support::Tree tree = {{"there", ""}, {"b.db", ""}, {"c.db", ""}};
  const RuleResult result = judge(all_of(no + ", " + yes + ", {kind: path_exists, globs: '*.db', max: 0}"), tree);
  CHECK(result.verdict == Verdict::failed);
  CHECK(contains(result.message, "1 of 3 conditions holds, expected all; 0 matches for missing, expected at least 1; 2 matches for *.db, expected none"));
  CHECK(result.finding_count == 3);
  const Value::List& checks = *result.evidence.find("checks")->as_list();
  REQUIRE(checks.size() == 3);
  CHECK(*checks[0].find("holds") == Value(false));
  CHECK(*checks[1].find("holds") == Value(true));
  CHECK(*checks[2].find("evidence")->find("matches_count") == Value(2));
}

TEST_CASE("findings of several checks are in the order of paths, and cut together", "[check][composite]") {
  const support::Tree tree = {{"a.x", ""}, {"b.y", ""}, {"c.x", ""}, {"d.y", ""}};
  const std::string check = all_of("{kind: path_exists, globs: '*.x', max: 0}, {kind: path_exists, globs: '*.y', max: 0}");
  const auto paths = [&](std::size_t limit) {
    Limits limits;
    limits.findings = limit;
    const RuleResult result = judge(check, tree, limits);
    CHECK(result.finding_count == 4);
    std::string out;
    for (const Finding& finding : result.findings) out += finding.path.substr(0, 1);
    return out;
  };
  CHECK(paths(100) == "abcd");
  CHECK(paths(3) == "abc");
  CHECK(paths(0).empty());
}

TEST_CASE("a check that passed leaves no findings of those that did not", "[check][composite]") {
  const RuleResult result = judge(any_of(no + ", " + yes), {{"there", ""}});
  CHECK(result.findings.empty());
  CHECK(result.finding_count == 0);
  CHECK(result.message == "1 of 2 conditions holds, expected at least one");
}

TEST_CASE("nothing matched if no check found a candidate", "[check][composite]") {
  CHECK(judge(all_of(no + ", " + no), {{"there", ""}}).nothing_matched);
  CHECK_FALSE(judge(all_of(no + ", " + yes), {{"there", ""}}).nothing_matched);
}

TEST_CASE("what could not be decided says why in the message", "[check][composite][unknown]") {
  const RuleResult result = judge_imagined(all_of(yes + ", " + unknown), {"there", "dark/?"});
  CHECK(contains(result.message, "could not list dark"));
  CHECK(result.findings.empty());
  CHECK(result.evidence.find("checks")->as_list()->at(1).find("holds")->is_null());
}
