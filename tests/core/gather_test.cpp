#include "gather.hpp"

#include <numeric>

#include <sotval/error.hpp>

#include "exclude.hpp"
#include "scan.hpp"
#include "support/catch.hpp"
#include "support/gathering.hpp"

using namespace sotval;
using namespace sotval::core;
using namespace std::string_literals;
using support::Gathering;
using support::judge;
using support::lines_of;

namespace {

using Lines = std::vector<std::string>;

// Places of all hits of a pattern in a file, as findings of a rule that forbids it.
Lines places(const std::string& match, const std::string& text) {
  Lines lines;
  for (const Finding& f : judge("{kind: content, files: f, match: " + match + ", require: none}", {{"f", text}}).findings)
    lines.push_back(std::to_string(f.line) + ":" + std::to_string(f.column));
  return lines;
}

const std::string two_rules = support::rule_text("{kind: content, files: '**/*.txt', match: {any: [one, two]}, require: none}", "A") +
                              support::rule_text("{kind: yaml_field, files: ['**/*.yaml', 'a*'], fields: [{path: k}]}", "B");

} // namespace

TEST_CASE("places are lines and code points of the file as it is", "[gather][places]") {
  CHECK(places("x", "x\nax\n\nx") == Lines{"1:1", "2:2", "4:1"});
  CHECK(places("x", "a\r\nx\r\n") == Lines{"2:1"});
  CHECK(places("x", "a\rx") == Lines{"1:3"}); // a lone CR ends no line
  CHECK(places("x", "\u00e9\u2028\U0001F600x") == Lines{"1:4"});
  CHECK(places("x", "\xEF\xBB\xBFx\nx") == Lines{"1:2", "2:1"});
  CHECK(places("x", "\0x\0x"s) == Lines{"1:2", "1:4"});
  CHECK(places("{re: '^'}", "a\nb") == Lines{"1:1", "2:1"});
  CHECK(places("{re: '$'}", "a\n") == Lines{"1:2", "2:1"});
  CHECK(places("{re: '^$'}", "") == Lines{"1:1"});
}

TEST_CASE("bytes that are not UTF-8 are not matched but counted", "[gather][places]") {
  CHECK(places("ax", "\xFF\xFE" "a\x80x\n\xC3\nax") == Lines{"1:3", "3:1"});
  CHECK(places("x", "\xE2\x82x\xF0\x9F\x98 x") == Lines{"1:3", "1:8"});
  CHECK(judge("{kind: yaml_field, files: f, fields: [{path: b, equals: 1}]}", {{"f", "a: \xFF\xFE\nb\xC0: \xFF" "2\n"}}).findings.at(0).column == 6);
  CHECK(lines_of(judge("{kind: yaml_field, files: f.json, fields: [{path: b}]}", {{"f.json", "{\"a\xFF\": \xC3\xA9}"}}).findings).at(0).substr(0, 11) == "f.json:1:8:");
}

TEST_CASE("many places in a long line are found in order", "[gather][places]") {
  std::string text;
  Lines expected;
  for (int i = 0; i < 90; ++i) {
    text += "\u00e9x";
    expected.push_back("1:" + std::to_string(2 * i + 2));
  }
  CHECK(places("x", text) == expected);
}

TEST_CASE("a file is opened and parsed once however many rules want it", "[gather]") {
  std::string rules;
  for (int i = 0; i < 20; ++i) {
    rules += support::rule_text("{kind: content, files: '*.yaml', match: w" + std::to_string(i) + "}", "C" + std::to_string(i));
    rules += support::rule_text("{kind: yaml_field, files: ['a*', '*.yaml'], fields: [{path: w" + std::to_string(i) + "}]}", "F" + std::to_string(i));
  }
  rules += support::rule_text("{kind: path_exists, globs: '**/*'}", "P");
  const Report report = support::run(support::pack_text(rules), {{"a.yaml", "w1: 1"}, {"b.yaml", "w2: 2"}, {"c.txt", "never opened"}, {"d/a.yaml", "never opened"}});
  CHECK(report.run.files_opened == 2);
  CHECK(report.run.documents_parsed == 2);
  CHECK(report.run.bytes_read == 10);
  CHECK(report.files_in_scope == 2);
  CHECK(report.files_read == 2);
  CHECK(report.run.files_seen == 4);
  CHECK(report.run.directories_seen == 1);
}

TEST_CASE("JSON is what is called so", "[gather]") {
  const auto verdict = [](const char* name, const char* text) {
    return support::verdict("{kind: yaml_field, files: '*', fields: [{path: a}]}", {{name, text}});
  };
  CHECK(verdict("x.json", "{\"a\": 1}") == Verdict::passed);
  CHECK(verdict("x.json", "a: 1") == Verdict::failed);
  CHECK(verdict("x.json", "{\"a\": 1,}") == Verdict::failed);
  CHECK(verdict("x.yaml", "{\"a\": 1,}") == Verdict::passed);
  CHECK(verdict("x.JSON", "a: 1") == Verdict::passed);
}

TEST_CASE("jobs cover all files once, in tree order", "[gather][jobs]") {
  support::Tree tree;
  for (int i = 0; i < 40; ++i) tree["d/f" + std::to_string(i) + ".yaml"] = "k: " + std::string(10'000, 'x');
  for (int i = 0; i < 40; ++i) tree["e/f" + std::to_string(i) + ".txt"] = "";
  const Gathering gathering(two_rules, tree);
  const auto jobs = gathering.work.jobs();
  CHECK(jobs.size() > 1);
  std::uint32_t next = 0;
  std::uint64_t bytes = 0;
  for (std::uint32_t i = 0; i < jobs.size(); ++i) {
    CHECK(jobs[i].id == i);
    CHECK(jobs[i].first == next);
    CHECK(jobs[i].count > 0);
    CHECK(jobs[i].cost > 0);
    next += jobs[i].count;
    bytes += jobs[i].bytes;
  }
  CHECK(next == gathering.work.files().size());
  CHECK(next == 80);
  CHECK(bytes == 40 * 10'003);
  CHECK(std::is_sorted(gathering.work.files().begin(), gathering.work.files().end()));
  CHECK(gathering.context.item_name(0) == "d/f0.yaml");
  CHECK(gathering.context.item_name(79) == "e/f9.txt");
}

TEST_CASE("no job where no content is wanted", "[gather][jobs]") {
  const Gathering gathering(support::rule_text("{kind: path_exists, globs: '*'}"), {{"a", ""}});
  CHECK(gathering.work.jobs().empty());
  CHECK(gathering.work.files().empty());
}

TEST_CASE("a job cut into parts comes to the same facts", "[gather][jobs][property]") {
  const support::Tree tree = {{"a.txt", "one two one"}, {"a.yaml", "k: 1"}, {"b.txt", ""}, {"b.yaml", "j: 1"}, {"c.txt", "two"}, {"d.yaml", "["}, {"e/a.txt", "\xFFone"}};
  const Gathering gathering(two_rules, tree);
  const auto count = static_cast<std::uint32_t>(gathering.work.files().size());
  REQUIRE(count == 7);
  const std::vector<std::string> whole = gathering.results({{0, count}});
  for (std::uint32_t cut = 1; cut < count; ++cut) CHECK(gathering.results({{cut, count - cut}, {0, cut}}) == whole);
  std::vector<std::pair<std::uint32_t, std::uint32_t>> single;
  for (std::uint32_t i = 0; i < count; ++i) single.emplace_back(i, 1);
  CHECK(gathering.results(single) == whole);
}

TEST_CASE("the observer is told of each item before it is begun", "[gather][jobs]") {
  const Gathering gathering(two_rules, {{"a.txt", ""}, {"b.txt", ""}, {"c.txt", ""}});
  std::vector<std::uint32_t> items;
  Job job;
  job.id = 7;
  job.first = 1;
  job.count = 2;
  const JobResult result = gathering.context.execute(job, [&](std::uint32_t item) { items.push_back(item); });
  CHECK(items == std::vector<std::uint32_t>{1, 2});
  CHECK(result.outcome == Outcome::done);
  CHECK(result.job == 7);
  CHECK(result.first == 1);
  CHECK(result.count == 2);
}

TEST_CASE("a job that names no files of the run, and an observer that throws, are failed jobs", "[gather][jobs]") {
  const Gathering gathering(two_rules, {{"a.txt", ""}});
  for (const auto& [first, count] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{{0, 2}, {1, 1}, {5, 0}, {0xFFFFFFFF, 2}, {1, 0xFFFFFFFF}}) {
    Job job;
    job.first = first;
    job.count = count;
    const JobResult result = gathering.context.execute(job, {});
    CHECK(result.outcome == Outcome::failed);
    CHECK_FALSE(result.reason.empty());
  }
  Job job;
  job.count = 1;
  CHECK(gathering.context.execute(job, [](std::uint32_t) { throw std::runtime_error("no"); }).reason == "no");
  CHECK(gathering.context.execute(job, [](std::uint32_t) { throw 1; }).outcome == Outcome::failed);
  CHECK(gathering.context.execute(job, {}).outcome == Outcome::done); // the next one is not disturbed
}

TEST_CASE("the counts of a job are its own", "[gather][jobs]") {
  const Gathering gathering(two_rules, {{"a.txt", "12345"}, {"b.txt", "123"}});
  FactTable facts(gathering.scanned.snapshot.size());
  for (const std::uint32_t item : {0U, 1U, 0U}) { // the same gatherer, one job after the other
    Job job;
    job.first = item;
    job.count = 1;
    facts.add(gathering.context.execute(job, {}).payload, gathering.work.files(item, 1));
  }
  CHECK(facts.counts().files_opened == 3);
  CHECK(facts.counts().bytes_read == 13);
  CHECK(facts.counts().documents_parsed == 2); // a.txt twice
}
