#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::contains;
using support::judge;
using support::judge_imagined;
using support::verdict;

namespace {

const std::string check = "{kind: each_dir_has, dirs: 'm*', child: [README.md, docs/README.md], type: file";
const support::Tree half = {{"m1/README.md", ""}, {"m2/docs/README.md", ""}, {"m3/docs/", ""}, {"m4/README.md/", ""}};

} // namespace

TEST_CASE("every directory has one of the children", "[check][each_dir_has]") {
  CHECK(verdict(check + "}", {{"m1/README.md", ""}, {"m2/docs/README.md", ""}, {"m.txt", ""}}) == Verdict::passed);
  const RuleResult result = judge(check + "}", half);
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.message == "2 of 4 directories have README.md or docs/README.md, expected every one");
  CHECK(support::lines_of(result.findings) ==
        std::vector<std::string>{"m3:0:0: has no README.md or docs/README.md", "m4:0:0: has no README.md or docs/README.md"});
  CHECK(*result.evidence.find("candidates") == Value(4));
  CHECK(*result.evidence.find("ratio") == Value(0.5));
  CHECK(*result.evidence.find("without_child") == Value(Value::List{"m3", "m4"}));
  CHECK(*result.evidence.find("without_child_count") == Value(2));
}

TEST_CASE("as many directories as required have a child", "[check][each_dir_has]") {
  CHECK(verdict(check + ", require: {at_least: 2}}", half) == Verdict::passed);
  CHECK(verdict(check + ", require: {at_least: 3}}", half) == Verdict::failed);
  CHECK(verdict(check + ", require: {ratio: 0.5}}", half) == Verdict::passed);
  CHECK(verdict(check + ", require: {ratio: 0.51}}", half) == Verdict::failed);
  const RuleResult none = judge(check + ", require: none}", half);
  CHECK(none.verdict == Verdict::failed);
  CHECK(support::lines_of(none.findings).at(1) == "m2:0:0: has README.md or docs/README.md, which it must not");
  CHECK(none.finding_count == 2);
}

TEST_CASE("a child may have to be a directory, or anything", "[check][each_dir_has]") {
  const support::Tree tree = {{"m/file", ""}, {"m/dir/", ""}};
  const auto of = [&](const char* child, const char* type) {
    return verdict(std::string("{kind: each_dir_has, dirs: m, child: ") + child + ", type: " + type + "}", tree);
  };
  CHECK(of("file", "file") == Verdict::passed);
  CHECK(of("file", "dir") == Verdict::failed);
  CHECK(of("dir", "dir") == Verdict::passed);
  CHECK(of("dir", "any") == Verdict::passed);
  CHECK(of("FILE", "any") == Verdict::failed);
}

TEST_CASE("no directory fails unless the rule says otherwise", "[check][each_dir_has]") {
  const RuleResult result = judge(check + "}", {{"x/", ""}});
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.nothing_matched);
  CHECK(result.finding_count == 1);
  const RuleResult passes = judge(check + ", on_empty: pass}", {{"x/", ""}});
  CHECK(passes.verdict == Verdict::passed);
  CHECK(passes.nothing_matched);
  CHECK(verdict(check + ", require: none}", {{"x/", ""}}) == Verdict::passed);
  CHECK(verdict(check + ", require: none, on_empty: fail}", {{"x/", ""}}) == Verdict::failed);
}

TEST_CASE("hidden children are not there", "[check][each_dir_has]") {
  const std::string pack = support::pack_text(support::rule_text("{kind: each_dir_has, dirs: m, child: [a, b/c], type: file}"), "global_exclude: ['**/a', 'm/b/**']\n");
  CHECK(support::run(pack, {{"m/a", ""}, {"m/b/c", ""}}).results.at(0).verdict == Verdict::failed);
}

TEST_CASE("a directory that could not be listed may have the child", "[check][each_dir_has][unknown]") {
  const RuleResult result = judge_imagined(check + "}", {"m1/README.md", "m2/?", "m3/docs/?"});
  CHECK(result.verdict == Verdict::error);
  CHECK(result.message == "cannot be decided: 2 candidates could not be read, the first is m2");
  CHECK(result.findings.empty());
  CHECK(judge_imagined(check + "}", {"m1/?", "m2/"}).verdict == Verdict::failed);
  CHECK(judge_imagined(check + ", require: {at_least: 1}}", {"m1/README.md", "m2/?"}).verdict == Verdict::passed);
  CHECK(judge_imagined(check + "}", {"m1/README.md", "m1/src/?", "other/?"}).verdict == Verdict::passed);
  const RuleResult root = judge_imagined(check + "}", {"?", "m1/README.md"});
  CHECK(root.verdict == Verdict::error);
  CHECK(contains(root.message, "could not list the root"));
}
