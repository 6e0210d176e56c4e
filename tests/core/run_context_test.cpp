#include "run_context.hpp"

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/custom_rules.hpp"
#include "support/gathering.hpp"

using namespace sotval;
using namespace sotval::core;
using support::Gathering;

namespace {

// Two files; three tasks, two of them of one rule.
const std::string rules =
    support::rule_text("{kind: custom, rule: count}", "A") + support::rule_text("{kind: content, files: '*.txt', match: x}", "B") +
    support::rule_text("{kind: any_of, checks: [{kind: custom, rule: count, with: {of: '*.md'}}, {kind: all_of, checks: [{kind: custom, rule: throws}]}]}", "C");
const support::Tree tree = {{"a.txt", "x"}, {"b.md", ""}, {"c.txt", ""}, {"hidden/d.md", ""}};
const std::string sections = "global_exclude: ['hidden/**']\n";

RuleRegistry registry() {
  RuleRegistry out;
  support::add_rule(out, "count", [](const RepositoryView& view, const Value& parameters) {
    const Value* of = parameters.find("of");
    const auto found = view.glob(of != nullptr ? *of->as_string() : "**");
    RuleOutcome outcome = RuleOutcome::violated("found " + std::to_string(found.size()));
    for (const RepositoryEntry& entry : found) outcome.findings.push_back({std::string(entry.path), 1, 2, "here " + view.read(entry.path).bytes});
    outcome.evidence.set("values", Value::List{1, 2.5, "x", true, Value()});
    return outcome;
  });
  support::add_rule(out, "throws", [](const RepositoryView&, const Value&) -> RuleOutcome { throw std::runtime_error("no luck"); });
  return out;
}

class Context final : public RunContext {
public:
  using RunContext::RunContext;
  BytePieces worker_input() const override { return {}; }
};

Job job_of(std::uint32_t first, std::uint32_t count) {
  Job job;
  job.first = first;
  job.count = count;
  return job;
}

TaskOutcome outcome_of(const JobResult& result) {
  CHECK(result.outcome == Outcome::done);
  ByteReader in(result.payload);
  return get_outcome(in);
}

} // namespace

TEST_CASE("behind the files of a run come its custom rules", "[context]") {
  const Gathering gathering(rules, tree, {}, sections, registry());
  const ParentContext& context = gathering.context;
  REQUIRE(gathering.work.files().size() == 2);
  REQUIRE(gathering.plan.custom().size() == 3);
  const Job job = context.job_of_custom(1);
  CHECK(job.first == 3);
  CHECK(job.count == 1);
  CHECK(job.cost > 0);
  CHECK(context.job_of_custom(0).id != context.job_of_custom(1).id);
  CHECK(context.item_name(1) == "c.txt");
  CHECK(context.item_name(2) == "rule A");
  CHECK(context.item_name(3) == "rule C");
  CHECK(context.item_name(4) == "rule C");
  CHECK_THROWS_AS(context.item_name(5), EngineError);
  const TaskOutcome outcome = outcome_of(context.execute(job, {}));
  CHECK(outcome.kind == RuleOutcome::Kind::violated);
  CHECK(support::lines_of(outcome.findings) == std::vector<std::string>{"b.md:1:2: here "});
  CHECK(outcome_of(context.execute(context.job_of_custom(0), {})).finding_count == 3);
  CHECK(outcome_of(context.execute(context.job_of_custom(2), {})) == TaskOutcome::undecided("no luck"));
}

TEST_CASE("the observer is told of rules as it is of files", "[context]") {
  const Gathering gathering(rules, tree, {}, sections, registry());
  std::vector<std::uint32_t> items;
  const JobResult result = gathering.context.execute(job_of(2, 3), [&](std::uint32_t item) { items.push_back(item); });
  CHECK(items == std::vector<std::uint32_t>{2, 3, 4});
  ByteReader in(result.payload); // one outcome for each
  CHECK(get_outcome(in).finding_count == 3);
  CHECK(get_outcome(in).finding_count == 1);
  CHECK(get_outcome(in).message == "no luck");
  CHECK(in.done());
}

TEST_CASE("a job of files and rules together, or of what is not part of the run, fails", "[context]") {
  const Gathering gathering(rules, tree, {}, sections, registry());
  for (const auto& [first, count] : std::vector<std::pair<std::uint32_t, std::uint32_t>>{{1, 2}, {0, 5}, {4, 2}, {5, 1}, {6, 0}, {0xFFFFFFFF, 1}, {2, 0xFFFFFFFF}}) {
    CAPTURE(first, count);
    const JobResult result = gathering.context.execute(job_of(first, count), {});
    CHECK(result.outcome == Outcome::failed);
    CHECK(support::contains(result.reason, "not part of the run"));
  }
}

TEST_CASE("a worker comes to the same outcomes, byte for byte", "[context][worker]") {
  Limits limits;
  limits.findings = 2;
  limits.evidence_items = 3;
  const Gathering gathering(rules, tree, limits, sections, registry());
  const auto worker = make_worker_context(gathering.worker_input(), gathering.registry);
  for (std::uint32_t item = 0; item < 5; ++item) {
    const JobResult here = gathering.context.execute(job_of(item, 1), {}), there = worker->execute(job_of(item, 1), {});
    CHECK(there.outcome == Outcome::done);
    CHECK(here.payload == there.payload);
    CHECK(worker->item_name(item) == gathering.context.item_name(item));
  }
  const TaskOutcome outcome = outcome_of(worker->execute(job_of(2, 1), {}));
  CHECK(outcome.findings.size() == 2); // the worker knows the limits
  CHECK(outcome.evidence.find("values")->as_list()->size() == 3);
}

TEST_CASE("a run of which workers do nothing but custom rules works", "[context][worker]") {
  const Gathering gathering(support::rule_text("{kind: custom, rule: count}"), tree, {}, {}, registry());
  REQUIRE(gathering.work.files().empty());
  const auto worker = make_worker_context(gathering.worker_input(), gathering.registry);
  CHECK(outcome_of(worker->execute(job_of(0, 1), {})).finding_count == 5);
}

TEST_CASE("a worker that lacks a rule says so, and does the rest", "[context][worker]") {
  const Gathering gathering(rules, tree, {}, sections, registry());
  const RuleRegistry nothing;
  const auto worker = make_worker_context(gathering.worker_input(), nothing);
  CHECK(outcome_of(worker->execute(job_of(2, 1), {})).message == "there is no custom rule 'count'; no custom rules are registered");
  CHECK(worker->execute(job_of(0, 2), {}).payload == gathering.context.execute(job_of(0, 2), {}).payload);
}

TEST_CASE("tasks are numbered by the pack and the selection alone", "[context]") {
  const auto numbers = [](const support::Tree& files) {
    const Gathering gathering(rules, files, {}, sections, registry());
    std::vector<std::string> out;
    for (const CustomTask& task : gathering.plan.custom()) out.push_back(task.rule_id + " " + task.name);
    return out;
  };
  CHECK(numbers(tree) == std::vector<std::string>{"A count", "C count", "C throws"});
  CHECK(numbers({{"z", ""}}) == numbers(tree));
}

TEST_CASE("items that take longer than a limit are told, others are not", "[context]") {
  const Gathering gathering(rules, tree, {}, sections, registry());
  const auto told = [&](std::chrono::nanoseconds limit) {
    std::vector<std::string> names;
    const Context context(gathering.root, gathering.plan, gathering.scanned.snapshot, gathering.work, gathering.limits, gathering.registry,
                             {limit, [&](const std::string& item, std::chrono::nanoseconds took) {
                                CHECK(took > limit);
                                names.push_back(item);
                              }});
    context.execute(job_of(0, 2), {});
    context.execute(job_of(3, 1), {});
    return names;
  };
  using namespace std::chrono_literals;
  CHECK(told(1ns) == std::vector<std::string>{"a.txt", "c.txt", "rule C"});
  CHECK(told(1h).empty());
  CHECK(told(0ns).empty());
}
