#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::contains;
using support::judge;
using support::judge_imagined;
using support::verdict;

namespace {

const support::Tree three = {{"01_a/", ""}, {"02_b/", ""}, {"04_d/", ""}, {"other/", ""}, {"05_file", ""}};
const std::string per = "{kind: dir_count, per: 'm*', dirs: 's/*', equals: 2";

} // namespace

TEST_CASE("directories are counted by glob and name", "[check][dir_count]") {
  CHECK(verdict("{kind: dir_count, dirs: '[0-9][0-9]_*', equals: 3}", three) == Verdict::passed);
  CHECK(verdict("{kind: dir_count, dirs: '[0-9][0-9]_*', equals: 4}", three) == Verdict::failed);
  CHECK(verdict("{kind: dir_count, dirs: '*', regex: '^\\d\\d_[ab]$', equals: 2}", three) == Verdict::passed);
  CHECK(verdict("{kind: dir_count, dirs: '*', min: 4, max: 4}", three) == Verdict::passed);
  CHECK(verdict("{kind: dir_count, dirs: '*', max: 3}", three) == Verdict::failed);
  CHECK(verdict("{kind: dir_count, dirs: '*', min: 5}", three) == Verdict::failed);
}

TEST_CASE("no directory at all is a count of zero, and said so", "[check][dir_count]") {
  const RuleResult none = judge("{kind: dir_count, dirs: 'x*', max: 3}", three);
  CHECK(none.verdict == Verdict::passed);
  CHECK(none.nothing_matched);
  CHECK(verdict("{kind: dir_count, dirs: 'x*', min: 1}", three) == Verdict::failed);
}

TEST_CASE("a wrong count is told with the numbers that are missing", "[check][dir_count]") {
  const RuleResult result = judge("{kind: dir_count, dirs: '[0-9][0-9]_*', equals: 4}", three);
  CHECK(result.message == "3 directories found, expected exactly 4");
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].path.empty());
  CHECK(result.findings[0].text == "no directory numbered 03");
  CHECK(*result.evidence.find("found") == Value(3));
  CHECK(*result.evidence.find("expected") == Value("exactly 4"));
  CHECK(*result.evidence.find("names") == Value(Value::List{"01_a", "02_b", "04_d"}));
  CHECK(*result.evidence.find("missing_numbers") == Value(Value::List{"03"}));
}

TEST_CASE("names without numbers are not said to lack any", "[check][dir_count]") {
  const RuleResult result = judge("{kind: dir_count, dirs: 'src/*', min: 3}", {{"src/core/", ""}, {"src/exec/", ""}});
  REQUIRE(result.findings.size() == 1);
  CHECK(result.findings[0].text == "2 directories found, expected at least 3");
  CHECK(result.evidence.find("missing_numbers")->as_list()->empty());
}

TEST_CASE("each parent is counted by itself", "[check][dir_count]") {
  const support::Tree tree = {{"m1/s/a/", ""}, {"m1/s/b/", ""}, {"m2/s/a/", ""}, {"m2/s/file", ""}, {"m3/", ""}};
  const RuleResult result = judge(per + "}", tree);
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.message == "1 of 3 parent directories hold exactly 2, expected of every one");
  CHECK(support::lines_of(result.findings) ==
        std::vector<std::string>{"m2:0:0: 1 directory found, expected exactly 2", "m3:0:0: 0 directories found, expected exactly 2"});
  CHECK(*result.evidence.find("candidates") == Value(3));
  CHECK(*result.evidence.find("out_of_bounds") == Value(2));
  CHECK(verdict(per + ", require: {at_least: 1}}", tree) == Verdict::passed);
  CHECK(verdict(per + ", require: {at_least: 2}}", tree) == Verdict::failed);
  CHECK(verdict(per + ", require: {ratio: 0.33}}", tree) == Verdict::passed);
  CHECK(verdict(per + ", require: {ratio: 0.34}}", tree) == Verdict::failed);
  CHECK(verdict(per + ", regex: a}", {{"m1/s/aa/", ""}, {"m1/s/ba/", ""}, {"m1/s/c/", ""}}) == Verdict::passed);
}

TEST_CASE("where no parent may be within bounds, those that are get the findings", "[check][dir_count]") {
  const support::Tree tree = {{"m1/s/a/", ""}, {"m1/s/b/", ""}, {"m2/s/a/", ""}};
  const RuleResult result = judge(per + ", require: none}", tree);
  CHECK(result.verdict == Verdict::failed);
  CHECK(support::lines_of(result.findings) == std::vector<std::string>{"m1:0:0: 2 directories found, expected not exactly 2"});
  CHECK(result.evidence.find("within_bounds")->as_list()->size() == 1);
  CHECK(verdict(per + ", require: none}", {{"m2/s/a/", ""}}) == Verdict::passed);
}

TEST_CASE("no parent at all fails", "[check][dir_count]") {
  for (const char* require : {"every", "none", "{at_least: 1}"}) {
    CAPTURE(require);
    const RuleResult result = judge(per + ", require: " + require + "}", three);
    CHECK(result.verdict == Verdict::failed);
    CHECK(result.nothing_matched);
    CHECK(result.finding_count == 1);
  }
}

TEST_CASE("an unlisted directory makes a count unknown only if it could change it", "[check][dir_count][unknown]") {
  const std::string deep = "{kind: dir_count, dirs: 'a/*', ";
  const RuleResult unknown = judge_imagined(deep + "equals: 2}", {"a/?", "a/x/"});
  CHECK(unknown.verdict == Verdict::error);
  CHECK(unknown.message == "cannot be decided: could not list a");
  CHECK(unknown.findings.empty());
  CHECK(judge_imagined(deep + "max: 0}", {"a/?", "a/x/"}).verdict == Verdict::failed);
  CHECK(judge_imagined(deep + "min: 1}", {"a/?", "a/x/"}).verdict == Verdict::passed);
  CHECK(judge_imagined(deep + "equals: 1}", {"a/x/", "b/?"}).verdict == Verdict::passed);
  CHECK(judge_imagined(deep + "equals: 1}", {"a/x/?"}).verdict == Verdict::passed);
}

TEST_CASE("a parent with an unlisted directory is unknown only if it could change its count", "[check][dir_count][unknown]") {
  const RuleResult unknown = judge_imagined(per + "}", {"m1/s/a/", "m1/s/b/", "m2/s/?"});
  CHECK(unknown.verdict == Verdict::error);
  CHECK(contains(unknown.message, "the first is m2"));
  CHECK(contains(unknown.message, "could not list m2/s"));
  CHECK(judge_imagined(per + "}", {"m1/s/a/", "m1/s/b/", "m1/t/?"}).verdict == Verdict::passed); // not on the way
  CHECK(judge_imagined(per + "}", {"m1/s/a/", "m2/s/?"}).verdict == Verdict::failed);            // m1 fails by itself
  CHECK(judge_imagined(per + "}", {"?"}).verdict == Verdict::error);
}
