#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using support::contains;
using support::judge;
using support::judge_imagined;
using support::lines_of;
using support::verdict;

namespace {

using Lines = std::vector<std::string>;

std::string content(const std::string& match, const std::string& more = {}) {
  return "{kind: content, files: '**/*.txt', match: " + match + (more.empty() ? "" : ", " + more) + "}";
}

const support::Tree tree = {{"a.txt", "one\ntwo\n"}, {"b.txt", "two\nthree\n"}, {"c.txt", ""}, {"d.md", "one two three"}};

} // namespace

TEST_CASE("one file that satisfies the pattern is enough unless more is required", "[check][content]") {
  CHECK(verdict(content("one"), tree) == Verdict::passed);
  CHECK(verdict(content("four"), tree) == Verdict::failed);
  CHECK(verdict(content("two", "require: {at_least: 2}"), tree) == Verdict::passed);
  CHECK(verdict(content("two", "require: {at_least: 3}"), tree) == Verdict::failed);
  CHECK(verdict(content("two", "require: every"), tree) == Verdict::failed);
  CHECK(verdict(content("two", "require: {ratio: 0.66}"), tree) == Verdict::passed);
  CHECK(verdict(content("two", "require: {ratio: 0.67}"), tree) == Verdict::failed);
  CHECK(verdict(content("two", "require: none"), tree) == Verdict::failed);
  CHECK(verdict(content("four", "require: none"), tree) == Verdict::passed);
}

TEST_CASE("a pattern is evaluated in each file", "[check][content]") {
  CHECK(verdict(content("{all: [one, two]}"), tree) == Verdict::passed);
  CHECK(verdict(content("{all: [one, three]}"), tree) == Verdict::failed);
  CHECK(verdict(content("{any: [one, three]}", "require: {at_least: 2}"), tree) == Verdict::passed);
  CHECK(verdict(content("{not: {any: [one, three]}}"), tree) == Verdict::passed); // c.txt
  CHECK(verdict(content("{count: {min: 2, of: [one, two, three]}}", "require: {at_least: 2}"), tree) == Verdict::passed);
  CHECK(verdict(content("{re: '^tw.$'}", "require: {at_least: 2}"), tree) == Verdict::passed);
  CHECK(verdict(content("{word: on}"), tree) == Verdict::failed);
  CHECK(verdict(content("ONE"), tree) == Verdict::failed);
  CHECK(verdict(content("ONE", "nocase: true"), tree) == Verdict::passed);
  CHECK(verdict(content("{lit: ONE, nocase: false}", "nocase: true"), tree) == Verdict::failed);
}

TEST_CASE("excluded files are no candidates", "[check][content]") {
  CHECK(verdict(content("one", "exclude: a.txt"), tree) == Verdict::failed);
  CHECK(verdict(content("one", "exclude: ['x/**']"), {{"x/a.txt", "one"}}) == Verdict::failed);
  CHECK(*judge(content("one", "exclude: 'b*'"), tree).evidence.find("candidates") == Value(2));
}

TEST_CASE("no file fails unless the rule says otherwise, and is said so", "[check][content]") {
  const support::Tree none = {{"d.md", "one"}};
  const RuleResult result = judge(content("one"), none);
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.nothing_matched);
  CHECK(result.message == "no file matches **/*.txt");
  CHECK(verdict(content("one", "on_empty: pass"), none) == Verdict::passed);
  CHECK(verdict(content("one", "require: none"), none) == Verdict::passed);
  CHECK(verdict(content("one", "require: none, on_empty: fail"), none) == Verdict::failed);
  CHECK(verdict(content("one", "scope: union"), none) == Verdict::failed);
  CHECK(verdict(content("{not: one}", "scope: union"), none) == Verdict::failed);
  CHECK(verdict(content("one", "scope: union, on_empty: pass"), none) == Verdict::passed);
}

TEST_CASE("over a union each leaf may be found in a different file", "[check][content][union]") {
  CHECK(verdict(content("{all: [one, three]}", "scope: union"), tree) == Verdict::passed);
  CHECK(verdict(content("{all: [one, {not: three}]}", "scope: union"), tree) == Verdict::failed);
  const RuleResult result = judge(content("{all: [one, four, {not: five}]}", "scope: union"), tree);
  CHECK(result.verdict == Verdict::failed);
  CHECK(lines_of(result.findings) ==
        Lines{":0:0: 3 files together do not contain \"one\" and \"four\" and not \"five\"; not found: \"four\""});
  const Value& found = result.evidence.find("found")->as_list()->at(0);
  CHECK(*found.find("path") == Value("a.txt"));
  CHECK(*found.find("line") == Value(1));
  CHECK(*result.evidence.find("not_found") == Value(Value::List{"\"four\"", "\"five\""}));
}

TEST_CASE("a miss names the leaves that were not found", "[check][content]") {
  const RuleResult result = judge(content("{all: [one, two]}", "require: every"), tree);
  CHECK(result.message == "1 of 3 files contains \"one\" and \"two\", expected every one");
  CHECK(lines_of(result.findings) == Lines{"b.txt:0:0: without \"one\"", "c.txt:0:0: without \"one\" and \"two\""});
  CHECK(*result.evidence.find("not_satisfying") == Value(Value::List{"b.txt", "c.txt"}));
  const Value& hit = result.evidence.find("hits")->as_list()->at(0);
  CHECK(*hit.find("path") == Value("a.txt"));
  CHECK(*hit.find("line") == Value(1));
  CHECK(*hit.find("leaf") == Value("\"one\""));
}

TEST_CASE("what must not be there is not missed", "[check][content]") {
  const RuleResult result = judge(content("{all: [two, {not: one}]}", "require: every"), tree);
  CHECK(lines_of(result.findings) == Lines{"a.txt:0:0: with \"one\"", "c.txt:0:0: without \"two\""});
  CHECK(lines_of(judge(content("{all: [four, {not: one}]}", "require: every"), {{"a.txt", "one"}}).findings) ==
        Lines{"a.txt:0:0: without \"four\" but with \"one\""});
}

TEST_CASE("where no file may satisfy a pattern, every hit is a finding, in the order of the text", "[check][content]") {
  const RuleResult result = judge(content("{any: [two, {re: 'e$'}]}", "require: none"), tree);
  CHECK(lines_of(result.findings) == Lines{"a.txt:1:3: contains /e$/", "a.txt:2:1: contains \"two\"", "b.txt:1:1: contains \"two\"", "b.txt:2:5: contains /e$/"});
  CHECK(result.finding_count == 4);
  CHECK(lines_of(judge(content("{not: one}", "require: none"), {{"b.txt", "two"}}).findings) == Lines{"b.txt:0:0: satisfies not \"one\""});
  CHECK(lines_of(judge(content("{all: [two, {not: one}]}", "require: none"), tree).findings) == Lines{"b.txt:1:1: contains \"two\""});
}

TEST_CASE("hits beyond the limit are counted", "[check][content]") {
  Limits limits;
  limits.findings = 3;
  limits.evidence_items = 2;
  const support::Tree many = {{"a.txt", "x x x x x"}, {"b.txt", "x x"}, {"c.txt", "x"}};
  const RuleResult result = judge(content("x", "require: none"), many, limits);
  CHECK(lines_of(result.findings) == Lines{"a.txt:1:1: contains \"x\"", "a.txt:1:3: contains \"x\"", "a.txt:1:5: contains \"x\""});
  CHECK(result.finding_count == 8);
  CHECK(*result.evidence.find("satisfying") == Value(3));
  CHECK(result.evidence.find("hits")->as_list()->size() == 2);
  CHECK(*result.evidence.find("hits_cut_at") == Value(2));
  limits.findings = 0;
  const RuleResult none = judge(content("x", "require: none"), many, limits);
  CHECK(none.findings.empty());
  CHECK(none.finding_count == 8);
}

TEST_CASE("the first hits in the text are listed, whichever leaf they are of", "[check][content]") {
  Limits limits;
  limits.findings = 3;
  const RuleResult result = judge(content("{any: [x, y]}", "require: none"), {{"a.txt", "y x y x y x"}}, limits);
  CHECK(lines_of(result.findings) == Lines{"a.txt:1:1: contains \"y\"", "a.txt:1:3: contains \"x\"", "a.txt:1:5: contains \"y\""});
  CHECK(result.finding_count == 6);
}

TEST_CASE("of many candidates none is told by itself what it lacks", "[check][content]") {
  support::Tree many;
  for (int i = 10; i < 30; ++i) many["f" + std::to_string(i) + ".txt"] = "";
  const RuleResult result = judge(content("one"), many);
  CHECK(result.finding_count == 1);
  CHECK(result.findings.at(0).path.empty());
  CHECK(judge(content("one", "require: every"), many).finding_count == 20);
}

TEST_CASE("a file over the size limit is unknown, and an error only if it matters", "[check][content][unknown]") {
  Limits limits;
  limits.file_size = 10;
  const support::Tree large = {{"a.txt", "one"}, {"b.txt", "much more than ten bytes"}};
  const RuleResult result = judge(content("two"), large, limits);
  CHECK(result.verdict == Verdict::error);
  CHECK(contains(result.message, "1 candidate could not be read, the first is b.txt: is larger than the limit of 10 bytes"));
  CHECK(result.findings.empty());
  CHECK(*result.evidence.find("unreadable") == Value(1));
  CHECK(verdict(content("one"), large, limits) == Verdict::passed);
  CHECK(verdict(content("two", "require: every"), large, limits) == Verdict::failed);
  CHECK(verdict(content("one", "require: every"), large, limits) == Verdict::error);
  CHECK(verdict(content("one", "require: none"), large, limits) == Verdict::failed);
  CHECK(verdict(content("two", "require: none"), large, limits) == Verdict::error);
  CHECK(verdict(content("one", "require: {ratio: 0.5}"), large, limits) == Verdict::passed);
  CHECK(verdict(content("one", "exclude: b.txt, require: every"), large, limits) == Verdict::passed);
  CHECK(verdict(content("one", "scope: union"), large, limits) == Verdict::passed);
  CHECK(verdict(content("{all: [one, two]}", "scope: union"), large, limits) == Verdict::error);
  CHECK(verdict(content("{all: [{not: one}, two]}", "scope: union"), large, limits) == Verdict::failed);
  limits.file_size = 24;
  CHECK(verdict(content("bytes"), large, limits) == Verdict::passed);
  limits.file_size = 0; // no limit
  CHECK(verdict(content("bytes"), large, limits) == Verdict::passed);
}

TEST_CASE("a directory that could not be listed may hold what is looked for", "[check][content][unknown]") {
  CHECK(judge_imagined(content("one"), {"a.txt", "d/?"}).verdict == Verdict::error);
  CHECK(judge_imagined(content("one", "require: every"), {"a.txt", "d/?"}).verdict == Verdict::failed);
  CHECK(judge_imagined(content("one", "require: none"), {"a.txt", "d/?"}).verdict == Verdict::error);
  CHECK(judge_imagined(content("one", "require: none"), {"a.txt?", "d/?"}).message ==
        "cannot be decided: 1 candidate could not be read, the first is a.txt: Permission denied; could not list d");
  CHECK(judge_imagined("{kind: content, files: 'a/*', match: one, require: none}", {"b/?"}).verdict == Verdict::passed);
  CHECK(judge_imagined(content("one", "scope: union"), {"d/?"}).verdict == Verdict::error);
  CHECK(judge_imagined(content("one", "scope: union, on_empty: pass"), {"d/?"}).verdict == Verdict::error);
  CHECK(judge_imagined(content("{not: one}", "scope: union"), {"a.txt", "d/?"}).verdict == Verdict::error);
}
