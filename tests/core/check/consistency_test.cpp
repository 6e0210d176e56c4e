#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::contains;
using support::judge;
using support::judge_imagined;
using support::verdict;

namespace {

const std::string check = "{kind: consistency, parents: 'p*', children: 's/*', type: dir";

} // namespace

TEST_CASE("all parents have the same child names", "[check][consistency]") {
  const support::Tree same = {{"p1/s/a/", ""}, {"p1/s/b/", ""}, {"p2/s/a/", ""}, {"p2/s/b/", ""}, {"p2/s/file", ""}, {"q/s/c/", ""}};
  const RuleResult result = judge(check + "}", same);
  CHECK(result.verdict == Verdict::passed);
  CHECK(result.message == "2 of 2 directories hold the same 2 names, expected every one");
  CHECK(*result.evidence.find("reference_names") == Value(Value::List{"a", "b"}));
  CHECK(verdict(check + ", min_children: 2}", same) == Verdict::passed);
  const RuleResult small = judge(check + ", min_children: 3}", same);
  CHECK(small.verdict == Verdict::failed);
  CHECK(small.message == "the common set has 2 names, expected at least 3");
  CHECK(small.finding_count == 1);
}

TEST_CASE("who deviates from what most have is told what is missing and extra", "[check][consistency]") {
  const RuleResult result = judge(check + "}", {{"p1/s/a/", ""}, {"p1/s/c/", ""}, {"p2/s/a/", ""}, {"p2/s/b/", ""}, {"p3/s/a/", ""}, {"p3/s/b/", ""}});
  CHECK(result.verdict == Verdict::failed);
  CHECK(support::lines_of(result.findings) == std::vector<std::string>{"p1:0:0: missing b; extra c"});
  CHECK(*result.evidence.find("reference") == Value("p2"));
  CHECK(*result.evidence.find("candidates") == Value(3));
  CHECK(*result.evidence.find("satisfying") == Value(2));
  const Value& deviating = result.evidence.find("deviating")->as_list()->at(0);
  CHECK(*deviating.find("missing") == Value(Value::List{"b"}));
  CHECK(*deviating.find("extra_count") == Value(1));
}

TEST_CASE("of equally frequent sets the first is the reference", "[check][consistency]") {
  const RuleResult result = judge(check + "}", {{"p1/s/a/", ""}, {"p2/s/b/", ""}});
  CHECK(*result.evidence.find("reference") == Value("p1"));
  CHECK(support::lines_of(result.findings) == std::vector<std::string>{"p2:0:0: missing a; extra b"});
}

TEST_CASE("only names that match count, and a name counts once", "[check][consistency]") {
  CHECK(verdict(check + ", regex: '^[ab]$'}", {{"p1/s/a/", ""}, {"p1/s/x/", ""}, {"p2/s/a/", ""}}) == Verdict::passed);
  CHECK(verdict("{kind: consistency, parents: 'p*', children: '*/*', type: file}", {{"p1/s/a", ""}, {"p1/t/a", ""}, {"p2/s/a", ""}}) == Verdict::passed);
}

TEST_CASE("no parent at all fails, and so do parents without children", "[check][consistency]") {
  const RuleResult result = judge(check + "}", {{"x/", ""}});
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.nothing_matched);
  CHECK(verdict(check + "}", {{"p1/", ""}, {"p2/", ""}}) == Verdict::failed);
  CHECK(verdict(check + ", min_children: 0}", {{"p1/", ""}, {"p2/", ""}}) == Verdict::passed);
}

TEST_CASE("a parent known in part is wrong only by what it has and should not", "[check][consistency][unknown]") {
  const RuleResult unknown = judge_imagined(check + "}", {"p1/s/a/", "p2/s/?"});
  CHECK(unknown.verdict == Verdict::error);
  CHECK_FALSE(unknown.nothing_matched);
  CHECK(contains(unknown.message, "could not list p2/s"));
  CHECK(judge_imagined(check + "}", {"p1/s/a/", "p2/s/a/", "p2/t/?"}).verdict == Verdict::passed); // not on the way
  const std::string deep = "{kind: consistency, parents: 'p*', children: '*/*', type: dir}";
  CHECK(judge_imagined(deep, {"p1/s/a/", "p2/s/b/", "p2/t/?"}).verdict == Verdict::failed); // p2 has b for sure
  CHECK(judge_imagined(deep, {"p1/s/a/", "p1/s/b/", "p2/s/b/", "p2/t/?"}).verdict == Verdict::error);
  CHECK(judge_imagined(deep, {"p1/s/a/", "p1/t/?", "p2/s/b/", "p2/t/?"}).verdict == Verdict::error);
  CHECK(judge_imagined(check + "}", {"p1/s/?"}).verdict == Verdict::error);
  CHECK_FALSE(judge_imagined(check + "}", {"p1/s/?"}).nothing_matched);
  CHECK(judge_imagined(check + ", min_children: 2}", {"p1/s/a/", "p2/s/?"}).verdict == Verdict::failed);
  CHECK(judge_imagined(check + "}", {"?", "p1/s/a/"}).verdict == Verdict::error);
  CHECK(judge_imagined(check + "}", {"?", "p1/s/a/", "p2/s/b/"}).verdict == Verdict::failed);
}
