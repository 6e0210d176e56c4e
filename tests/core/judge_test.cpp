#include "judge.hpp"

#include <algorithm>
#include <numeric>

#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;

namespace {

using Ids = std::vector<std::string>;

const std::string passes = "{kind: path_exists, globs: there}";
const std::string fails = "{kind: path_exists, globs: missing}";
const std::string undecided = "{kind: content, files: large, match: x}";

struct PackRule {
  std::string id, check;
  std::string depends_on = "[]";
  unsigned batch = 0;
  bool should = false;
};

Report run(const std::vector<PackRule>& rules, const std::string& sections = {}, std::optional<bool> skip = {}) {
  std::string text;
  for (const PackRule& rule : rules)
    text += "  - {id: " + rule.id + ", title: T, severity: low, batch: " + std::to_string(rule.batch) + ", depends_on: " + rule.depends_on +
            (rule.should ? ", obligation: SHOULD" : "") + ", check: " + rule.check + "}\n";
  const support::SmallRepository repository({{"there", ""}, {"large", "larger than the limit"}});
  Limits limits;
  limits.file_size = 10;
  ValidatorOptions options = repository.options(support::load_pack(support::pack_text(text, sections)), limits);
  options.skip_dependants = skip;
  return Validator(std::move(options)).validate_all();
}

const RuleResult& of(const Report& report, const std::string& id) {
  for (const RuleResult& result : report.results)
    if (result.rule_id == id) return result;
  throw std::runtime_error("no result of " + id);
}

} // namespace

TEST_CASE("results are in pack order, whatever the order of judging", "[judge]") {
  const Report report = run({{"C", passes, "[A]", 2}, {"A", passes, "[B]", 1}, {"D", passes}, {"B", passes, "[]", 1}});
  Ids ids;
  for (const RuleResult& result : report.results) ids.push_back(result.rule_id);
  CHECK(ids == Ids{"C", "A", "D", "B"});
  CHECK(report.results[0].batch == 2);
  CHECK(report.results[0].title == "T");
  CHECK(report.results[0].severity == Severity::low);
}

TEST_CASE("a failed rule names the roots of its trouble", "[judge][dependencies]") {
  const Report report = run({{"A", fails}, {"B", fails, "[A]"}, {"C", fails, "[B]"}, {"D", fails}, {"E", fails, "[D, C]", 1}});
  CHECK(of(report, "A").downstream_of.empty());
  CHECK(of(report, "B").downstream_of == Ids{"A"});
  CHECK(of(report, "C").downstream_of == Ids{"A"});
  CHECK(of(report, "E").downstream_of == Ids{"A", "D"});
  CHECK(of(report, "E").verdict == Verdict::failed);
}

TEST_CASE("a rule before its dependency in the pack knows of it all the same", "[judge][dependencies]") {
  const Report report = run({{"B", fails, "[A]"}, {"A", fails}});
  CHECK(of(report, "B").downstream_of == Ids{"A"});
}

TEST_CASE("what holds is downstream of nothing, and so is what depends on it", "[judge][dependencies]") {
  const Report report = run({{"A", fails}, {"B", passes, "[A]"}, {"C", fails, "[B]"}});
  CHECK(of(report, "B").verdict == Verdict::passed);
  CHECK(of(report, "B").downstream_of.empty());
  CHECK(of(report, "C").downstream_of.empty());
}

TEST_CASE("only a failed rule is a root: an advisory or an error is not", "[judge][dependencies]") {
  const Report report = run({{"A", fails, "[]", 0, true}, {"B", fails, "[A]"}, {"X", undecided}, {"Y", fails, "[X]"}});
  CHECK(of(report, "A").verdict == Verdict::advisory);
  CHECK(of(report, "B").downstream_of.empty());
  CHECK(of(report, "X").verdict == Verdict::error);
  CHECK(of(report, "Y").downstream_of.empty());
}

TEST_CASE("dependants of a failed rule are skipped if the pack or the caller says so", "[judge][dependencies]") {
  const std::vector<PackRule> rules = {{"A", fails}, {"B", passes, "[A]"}, {"C", passes, "[B]"}, {"D", passes}};
  const std::string skips = "on_dependency_failure: skip\n";
  for (const Report& report : {run(rules, skips), run(rules, {}, true), run(rules, skips, true)}) {
    CHECK(of(report, "A").verdict == Verdict::failed);
    CHECK(of(report, "B").verdict == Verdict::skipped);
    CHECK(of(report, "B").message == "not judged, because A failed");
    CHECK(of(report, "B").downstream_of == Ids{"A"});
    CHECK(of(report, "C").verdict == Verdict::skipped);
    CHECK(of(report, "C").downstream_of == Ids{"A"});
    CHECK(of(report, "D").verdict == Verdict::passed);
    CHECK(report.counts.skipped == 2);
    CHECK(report.exit_code() == 1);
  }
  for (const Report& report : {run(rules), run(rules, skips, false)}) CHECK(of(report, "B").verdict == Verdict::passed);
}

TEST_CASE("a SHOULD that does not hold is an advisory, one that cannot be decided an error", "[judge]") {
  const Report report = run({{"A", fails, "[]", 0, true}, {"B", undecided, "[]", 0, true}, {"C", passes, "[]", 0, true}});
  CHECK(of(report, "A").verdict == Verdict::advisory);
  CHECK(of(report, "A").finding_count == 1);
  CHECK(of(report, "B").verdict == Verdict::error);
  CHECK(of(report, "C").verdict == Verdict::passed);
  CHECK(run({{"A", fails, "[]", 0, true}}).exit_code() == 0);
}

TEST_CASE("a chain of dependencies may be as long as the pack", "[judge][dependencies]") {
  std::vector<PackRule> rules;
  for (int i = 0; i < 3000; ++i) rules.push_back({"R" + std::to_string(i), fails, i < 2999 ? "[R" + std::to_string(i + 1) + "]" : "[]"});
  const Report report = run(rules);
  CHECK(of(report, "R0").downstream_of == Ids{"R2999"});
  CHECK(report.counts.failed == 3000);
}

TEST_CASE("groups are batches, and levels of dependencies within them", "[judge][dependencies]") {
  using Groups = std::vector<std::vector<std::size_t>>;
  const auto groups = [](const std::vector<PackRule>& rules, std::vector<std::size_t> chosen = {}) {
    std::string text;
    for (const PackRule& rule : rules)
      text += "  - {id: " + rule.id + ", title: T, severity: low, batch: " + std::to_string(rule.batch) + ", depends_on: " + rule.depends_on + ", check: " + rule.check + "}\n";
    const RulePack pack = support::load_pack(support::pack_text(text));
    if (chosen.empty())
      for (std::size_t i = 0; i < rules.size(); ++i) chosen.push_back(i);
    const core::Plan plan(*pack.data(), chosen);
    const core::Snapshot snapshot = support::imagine({"there"});
    const core::Classification classes = core::classify(core::Classifier(plan.selectors()), snapshot);
    const core::FactTable facts(snapshot.size());
    const Limits limits;
    const core::JudgeContext context{snapshot, classes, facts, plan.leaves(), limits};
    const core::Judge judge(*pack.data(), chosen, plan, context, false);
    return Groups(judge.groups().begin(), judge.groups().end());
  };
  CHECK(groups({{"A", passes, "[]", 2}, {"B", passes, "[]", 0}, {"C", passes, "[]", 2}}) == Groups{{1}, {0, 2}});
  CHECK(groups({{"A", passes, "[C]"}, {"B", passes}, {"C", passes, "[B]"}, {"D", passes}}) == Groups{{1, 3}, {2}, {0}});
  CHECK(groups({{"A", passes, "[B, C]"}, {"B", passes, "[C]"}, {"C", passes}}) == Groups{{2}, {1}, {0}});
  CHECK(groups({{"A", passes}, {"B", passes, "[A]", 1}, {"C", passes, "[]", 1}}) == Groups{{0}, {1, 2}}); // earlier batches are done
  CHECK(groups({{"A", passes, "[C]"}, {"B", passes}, {"C", passes, "[B]"}, {"D", passes}}, {0, 1, 3}) == Groups{{0, 1, 2}});
}

TEST_CASE("rules are judged on several threads as on one", "[judge]") {
  const std::vector<std::string> checks{passes, fails, "{kind: dir_count, dirs: '**', equals: 3}", "{kind: path_exists, globs: '**/*7', min: 300}",
                                        "{kind: name_pattern, paths: '**/*1', type: file, regex: '^f[0-9]*5$'}"};
  std::string text;
  for (std::size_t i = 0; i < 100; ++i)
    text += "  - {id: R" + std::to_string(i) + ", title: T, severity: low, depends_on: [" + (i < 5 ? "" : "R" + std::to_string(i - 5 + i % 2)) + "], check: " +
            checks[i % checks.size()] + "}\n";
  const RulePack pack = support::load_pack(support::pack_text(text));
  std::vector<std::string> names{"there"};
  for (int i = 0; i < 3000; ++i) names.push_back("d" + std::to_string(i % 10) + "/f" + std::to_string(i));
  const core::Snapshot snapshot = support::imagine(names);
  std::vector<std::size_t> rules(100);
  std::iota(rules.begin(), rules.end(), std::size_t{0});
  const core::Plan plan(*pack.data(), rules);
  const core::Classification classes = core::classify(core::Classifier(plan.selectors()), snapshot);
  const core::FactTable facts(snapshot.size());
  const Limits limits;
  const core::JudgeContext context{snapshot, classes, facts, plan.leaves(), limits};
  const auto judged = [&](unsigned threads, bool skip_dependants) {
    core::Judge judge(*pack.data(), rules, plan, context, skip_dependants);
    std::uint64_t told = 0;
    judge.judge_until(1, threads, [&](std::uint64_t now) { told = now; });
    CHECK(told == judge.groups()[0].size());
    judge.judge_until(judge.groups().size(), threads, [&](std::uint64_t now) { told = now; });
    CHECK(told == 100);
    return judge.take_results();
  };
  for (const bool skip_dependants : {false, true}) {
    const std::vector<RuleResult> one = judged(1, skip_dependants);
    CHECK(std::count_if(one.begin(), one.end(), [](const RuleResult& result) { return !result.downstream_of.empty(); }) > 10);
    for (const unsigned threads : {2U, 8U}) CHECK(judged(threads, skip_dependants) == one);
  }
}
