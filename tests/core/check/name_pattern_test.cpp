#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::judge;
using support::judge_imagined;
using support::verdict;

namespace {

const std::string check = "{kind: name_pattern, paths: '*', type: dir, regex: '^(\\d{2})_[a-z_]+$', number_range: [1, 24]";

} // namespace

TEST_CASE("every name matches, with its number in range", "[check][name_pattern]") {
  CHECK(verdict(check + "}", {{"01_a/", ""}, {"24_z/", ""}, {"README.md", ""}}) == Verdict::passed);
  const RuleResult result = judge(check + "}", {{"00_a/", ""}, {"01_a/", ""}, {"25_a/", ""}, {"Docs/", ""}});
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.message == "1 of 4 names match, expected every one");
  CHECK(support::lines_of(result.findings) ==
        std::vector<std::string>{"00_a:0:0: number 00 is not between 1 and 24", "25_a:0:0: number 25 is not between 1 and 24",
                                 "Docs:0:0: name does not match ^(\\d{2})_[a-z_]+$"});
  CHECK(*result.evidence.find("candidates") == Value(4));
  CHECK(*result.evidence.find("satisfying") == Value(1));
  CHECK(result.evidence.find("offenders")->as_list()->size() == 3);
}

TEST_CASE("ignored names are not examined", "[check][name_pattern]") {
  CHECK(verdict(check + ", ignore: ['.*', docs]}", {{"01_a/", ""}, {".git/", ""}, {"docs/", ""}}) == Verdict::passed);
  const RuleResult none = judge(check + ", ignore: ['*']}", {{"01_a/", ""}});
  CHECK(none.verdict == Verdict::failed);
  CHECK(none.nothing_matched);
}

TEST_CASE("no name at all fails", "[check][name_pattern]") {
  const RuleResult result = judge(check + "}", {{"file", ""}});
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.nothing_matched);
  CHECK(result.finding_count == 1);
}

TEST_CASE("anchors match at the ends of a name only, and a type is asked for", "[check][name_pattern]") {
  CHECK(verdict("{kind: name_pattern, paths: '*', type: any, regex: '^a$'}", {{"a", ""}, {"x\na", ""}}) == Verdict::failed);
  CHECK(verdict("{kind: name_pattern, paths: '**/*', type: file, regex: '^[a-z]+\\.txt$'}", {{"d/", ""}, {"d/x.txt", ""}}) == Verdict::passed);
  CHECK(verdict("{kind: name_pattern, paths: '**/*', type: any, regex: '^[a-z]+\\.txt$'}", {{"d/", ""}, {"d/x.txt", ""}}) == Verdict::failed);
}

TEST_CASE("a group that takes no part, and a number too large, are out of range", "[check][name_pattern]") {
  const std::string optional = "{kind: name_pattern, paths: '*', type: file, regex: '^a(\\d+)?$', number_range: [0, 9]}";
  CHECK(verdict(optional, {{"a", ""}}) == Verdict::failed);
  CHECK(verdict(optional, {{"a0", ""}, {"a009", ""}}) == Verdict::passed);
  CHECK(verdict(optional, {{"a99999999999999999999", ""}}) == Verdict::failed);
}

TEST_CASE("what could not be listed may hold a wrong name", "[check][name_pattern][unknown]") {
  const std::string deep = "{kind: name_pattern, paths: 'a/*', type: file, regex: '^x'}";
  const RuleResult result = judge_imagined(deep, {"a/?", "a/x1"});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.message == "cannot be decided: could not list a");
  CHECK(judge_imagined(deep, {"a/?", "a/y"}).verdict == Verdict::failed);
  CHECK(judge_imagined(deep, {"b/?", "a/x"}).verdict == Verdict::passed);
  CHECK(judge_imagined(deep, {"a/?"}).verdict == Verdict::error);
}
