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

std::string fields(const std::string& tests, const std::string& more = {}) {
  return "{kind: yaml_field, files: ['*.yaml', '*.json'], fields: [" + tests + "]" + (more.empty() ? "" : ", " + more) + "}";
}

const support::Tree tree = {{"a.yaml", "name: a\nport: 80\n"}, {"b.yaml", "name: b\n"}, {"c.json", "{\"name\": \"c\",\n \"port\": \"80\"}"}};

} // namespace

TEST_CASE("every file holds all field tests", "[check][yaml_field]") {
  CHECK(verdict(fields("{path: name}"), tree) == Verdict::passed);
  const RuleResult result = judge(fields("{path: name}, {path: port, type: number}"), tree);
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.message == "in 1 of 3 files name is present and port is a number, expected in every one");
  CHECK(lines_of(result.findings) == Lines{"b.yaml:0:0: 'port' is absent", "c.json:2:10: 'port' is '80' (text), expected a number"});
  CHECK(*result.evidence.find("candidates") == Value(3));
  CHECK(*result.evidence.find("satisfying") == Value(1));
  CHECK(*result.evidence.find("not_satisfying") == Value(Value::List{"b.yaml", "c.json"}));
}

TEST_CASE("all tests that a file fails are told", "[check][yaml_field]") {
  const RuleResult result = judge(fields("{path: x}, {path: name, equals: z}"), {{"a.yaml", "name: a\n"}});
  CHECK(lines_of(result.findings) == Lines{"a.yaml:0:0: 'x' is absent", "a.yaml:1:7: 'name' is 'a' (text), expected 'z'"});
}

TEST_CASE("as many files as required hold the tests", "[check][yaml_field]") {
  const std::string port = "{path: port}";
  CHECK(verdict(fields(port, "require: {at_least: 2}"), tree) == Verdict::passed);
  CHECK(verdict(fields(port, "require: {at_least: 3}"), tree) == Verdict::failed);
  CHECK(verdict(fields(port, "require: {ratio: 0.6}"), tree) == Verdict::passed);
  const RuleResult none = judge(fields(port, "require: none"), tree);
  CHECK(none.verdict == Verdict::failed);
  CHECK(lines_of(none.findings) == Lines{"a.yaml:0:0: port is present, which must not be", "c.json:0:0: port is present, which must not be"});
  CHECK(*none.evidence.find("satisfying_files") == Value(Value::List{"a.yaml", "c.json"}));
}

TEST_CASE("no file fails unless the rule says otherwise, also for documents", "[check][yaml_field]") {
  const RuleResult result = judge(fields("{path: a}"), {{"x.txt", ""}});
  CHECK(result.verdict == Verdict::failed);
  CHECK(result.nothing_matched);
  CHECK(result.message == "no file matches *.yaml or *.json");
  CHECK(verdict(fields("{path: a}", "on_empty: pass"), {{"x.txt", ""}}) == Verdict::passed);
  CHECK(verdict(fields("{path: a}", "require: none"), {{"x.txt", ""}}) == Verdict::passed);
}

TEST_CASE("what does not parse as a map never satisfies", "[check][yaml_field]") {
  const auto finding = [](const char* text, const char* name = "a.yaml") {
    const RuleResult result = judge(fields("{path: a, optional: true}"), {{name, text}});
    CHECK(result.verdict == Verdict::failed);
    return lines_of(result.findings).at(0);
  };
  CHECK(finding("- a\n") == "a.yaml:0:0: is a list of 1, expected a map");
  CHECK(finding("text") == "a.yaml:0:0: is 'text' (text), expected a map");
  CHECK(finding("") == "a.yaml:0:0: is empty, expected a map");
  CHECK(finding("# only a remark\n") == "a.yaml:0:0: is empty, expected a map");
  CHECK(finding("---\n---\na: 1\n") == "a.yaml:0:0: is null, expected a map");
  CHECK(contains(finding("a: 1\n b: 2\n"), "a.yaml:2:3: is not YAML: "));
  CHECK(contains(finding("{\"a\": 1,}", "a.json"), "a.json:1:9: is not JSON: "));
  CHECK(finding("[1]", "a.json") == "a.json:0:0: is a list of 1, expected a map");
  CHECK(contains(finding("", "a.json"), "is not JSON"));
  CHECK(verdict(fields("{path: a}", "require: none"), {{"a.yaml", "a: {"}}) == Verdict::passed);
}

TEST_CASE("a document over a limit is unknown, and an error only if it matters", "[check][yaml_field][unknown]") {
  Limits limits;
  limits.document_depth = 3;
  const support::Tree deep = {{"a.yaml", "x: 1\n"}, {"b.yaml", "x: [[[1]]]\n"}};
  const RuleResult result = judge(fields("{path: x}"), deep, limits);
  CHECK(result.verdict == Verdict::error);
  CHECK(contains(result.message, "the first is b.yaml: nested deeper than the limit of 3"));
  CHECK(*result.evidence.find("undecided") == Value(1));
  CHECK(verdict(fields("{path: y}"), deep, limits) == Verdict::failed);
  CHECK(verdict(fields("{path: x}", "require: {at_least: 1}"), deep, limits) == Verdict::passed);
  CHECK(verdict(fields("{path: x}", "require: none"), deep, limits) == Verdict::failed);
  limits.document_depth = 4;
  CHECK(verdict(fields("{path: x}"), deep, limits) == Verdict::passed);
}

TEST_CASE("a file over the size limit is unknown for its fields", "[check][yaml_field][unknown]") {
  Limits limits;
  limits.file_size = 8;
  const RuleResult result = judge(fields("{path: x}"), {{"a.yaml", "x: 1\n"}, {"b.yaml", "x: 1234567\n"}}, limits);
  CHECK(result.verdict == Verdict::error);
  CHECK(contains(result.message, "the first is b.yaml: is larger than the limit of 8 bytes"));
  CHECK(judge_imagined(fields("{path: x}"), {"a.yaml", "b.yaml?"}).verdict == Verdict::error);
  CHECK(judge_imagined(fields("{path: x}"), {"a.yaml", "?"}).verdict == Verdict::error);
  CHECK(judge_imagined(fields("{path: x}"), {"a.yaml", "d/?"}).verdict == Verdict::passed);
}

TEST_CASE("lists of offenders are cut, counts are not", "[check][yaml_field]") {
  Limits limits;
  limits.findings = 1;
  limits.evidence_items = 1;
  const RuleResult result = judge(fields("{path: x}"), tree, limits);
  CHECK(result.findings.size() == 1);
  CHECK(result.finding_count == 3);
  CHECK(*result.evidence.find("not_satisfying_cut_at") == Value(1));
  CHECK(*result.evidence.find("satisfying") == Value(0));
}
