#include "run.hpp"

#include <future>
#include <memory>
#include <optional>

#include <sotval/version.hpp>

#include "bytes.hpp"
#include "exclude.hpp"
#include "fact_sink.hpp"
#include "file_source.hpp"
#include "file_time.hpp"
#include "focus.hpp"
#include "judge.hpp"
#include "overlaid_tree.hpp"
#include "phases.hpp"
#include "plan.hpp"
#include "printable.hpp"
#include "report_sums.hpp"
#include "rule_work.hpp"
#include "scan.hpp"
#include "store/fact_reuse.hpp"
#include "store/kept_classes.hpp"
#include "store/kept_results.hpp"
#include "store/rescan.hpp"
#include "stopped.hpp"
#include "worker_context.hpp"

// The pipeline, top-down: plan -> scan -> gather -> rules -> judge -> report.

namespace sotval::core {

namespace {

using Clock = std::chrono::steady_clock;

void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Stopped("stopped before anything was decided");
}

RunForecast forecast_of(const Plan& plan, const Snapshot& snapshot, const GatherWork& work, std::chrono::nanoseconds plan_time) {
  constexpr std::uint64_t bytes_per_node = sizeof(TreeNode) + sizeof(ClassId) + 60; // with its path
  RunForecast forecast;
  for (const Job& job : work.jobs()) forecast.cost += std::chrono::nanoseconds(job.cost);
  forecast.plan_time = plan_time;
  forecast.input_bytes = snapshot.size() * bytes_per_node;
  forecast.custom_rules = !plan.custom().empty();
  return forecast;
}

// Of the walk: a tree that was walked with other excludes has other entries.
Digest scope_of(const RootDirectory& root, const Pack& pack) {
  ByteWriter out;
  out.text(root.canonical_path());
  for (const std::string& glob : pack.global_exclude) out.text(glob);
  return Digest::of(out.bytes());
}

// An image is not written anew as long as reading again what has changed since costs less.
bool is_worth_keeping(const FactImage* known, const GatherWork& work, std::uint64_t directories_listed) {
  constexpr std::uint64_t directory_cost = 10'000, fixed_cost = 2'000'000; // nanoseconds
  constexpr std::uint64_t bytes_per_nanosecond = 1;
  if (known == nullptr) return true;
  std::uint64_t again = directories_listed * directory_cost;
  for (const Job& job : work.jobs()) again += job.cost;
  return again > fixed_cost + known->size() / bytes_per_nanosecond;
}

// What is told of items that take longer than a worker process would be given.
SlowItems slow_items(const ValidatorOptions& options) {
  if (!options.logger) return {};
  return {options.job_timeout, [&logger = options.logger](const std::string& item, std::chrono::nanoseconds took) {
            const auto milliseconds = std::chrono::duration_cast<std::chrono::milliseconds>(took).count();
            logger(LogLevel::debug, shorten(item, 200) + " took " + std::to_string(milliseconds) + " ms, longer than the job timeout");
          }};
}

// Does the work of single rules and judges, group by group: the work of a group may depend on what the
// groups before it came to. Told as two phases, the first of which lasts as long as there is work.
std::vector<RuleResult> decide(Judge& judge, RuleWork& work, std::size_t rules, unsigned threads, Phases& phases) {
  const std::size_t busy = work.groups(judge);
  if (busy > 0) {
    phases.begin("rules", work.size());
    for (std::size_t group = 0; group < busy; ++group) {
      judge.judge_until(group, threads, [](std::uint64_t) {});
      work.run(judge, group);
    }
    phases.end();
  }
  phases.begin("judge", rules);
  judge.judge_until(judge.groups().size(), threads, [&](std::uint64_t judged) { phases.advance(judged); });
  phases.end();
  return judge.take_results();
}

// Rules in C++ and external programs may answer otherwise the next time; an overlay and a limit to some files are of one
// run. Then there is no basis.
std::optional<Digest> basis_of_repeatable_results(const RunParts& parts, const Plan& plan, std::span<const std::size_t> rules, bool skip_dependants) {
  if (!plan.custom().empty() || !plan.commands().empty() || parts.findings_in || !parts.overlay.empty()) return std::nullopt;
  return basis_of_results(parts.pack, rules, parts.options.limits, skip_dependants);
}

// The kept results that are those of this run too, if there are any.
std::optional<std::string_view> results_of(const FactImage* image, const std::optional<Digest>& basis, const Snapshot& snapshot,
                                           std::uint64_t directories_listed) {
  if (image == nullptr || !basis || directories_listed > 0) return std::nullopt;
  const auto kept = image->results(*basis);
  return kept && is_unchanged(snapshot, *image) ? kept : std::nullopt;
}

// Those that the image has, if the tree is that of the image but for times and sizes.
Classification classes_of(const Snapshot& snapshot, const std::vector<Selector>& selectors, const FactImage* image, const std::optional<Digest>& basis,
                          std::uint64_t directories_listed) {
  if (image != nullptr && basis && directories_listed == 0)
    if (const auto kept = image->classes(*basis))
      if (auto classes = get_classes(*kept, snapshot.size(), selectors.size())) return std::move(*classes);
  return classify(Classifier(selectors), snapshot);
}

// Nothing has changed: the results are as they were, and the remaining phases are short.
void repeat(std::string_view results, const Pack& pack, std::span<const std::size_t> rules, Phases& phases, Report& report) {
  phases.begin("gather", 0);
  phases.end();
  phases.begin("judge", rules.size());
  get_results(results, pack, rules, report);
  report.run.files_known = report.files_in_scope;
  phases.end();
}

} // namespace

Report run(const RunParts& parts, std::span<const std::size_t> rules, std::stop_token stop) {
  const Pack& pack = parts.pack;
  const ValidatorOptions& options = parts.options;
  const RootDirectory root(parts.root_path);
  Report report;
  report.tool_version = version();
  report.pack = pack.name;
  report.pack_version = pack.version;
  report.pack_digest = pack.digest;
  report.run.repo_root = root.canonical_path();
  report.run.started = std::chrono::system_clock::now();
  const auto started = Clock::now();
  Phases phases(report.run, options.progress.get());
  ExecutionStrategy* const fixed = parts.strategies.fixed();
  ProcessStats stats_before = fixed != nullptr ? fixed->process_stats() : ProcessStats{};
  const bool remembers = parts.memory.enabled();
  const Digest root_digest = Digest::of(root.canonical_path());
  const auto recall = [&] { return remembers ? parts.memory.recall(root_digest) : nullptr; };
  std::shared_ptr<const FactImage> image;
  std::future<std::shared_ptr<const FactImage>> recalled; // while the plan is made, as far as nothing waits for it
  if (fixed == nullptr) {
    recalled = std::async(std::launch::async | std::launch::deferred, recall);
  } else if (image = recall(); !image) {
    fixed->prepare(); // else there will hardly be anything to do
  }

  phases.begin("plan", 0);
  const Plan plan(pack, rules);
  const auto plan_time = phases.end();
  if (recalled.valid()) image = recalled.get();

  phases.begin("scan", 0);
  const ImageHead head{basis_of_facts(options.limits), scope_of(root, pack), file_time_now()};
  const ExcludeList exclude(pack.global_exclude);
  const auto advance = [&](std::uint64_t seen) { phases.advance(seen); };
  const unsigned threads = parts.strategies.walk_threads();
  // What is kept is compared by it, what custom rules see has it, and parsing takes so long that sizes must be known.
  const bool wants_status = remembers || !plan.tests().empty() || !plan.custom().empty() || !root.is_local();
  const Detail detail = wants_status ? Detail::status : Detail::types;
  const FactImage* const known = image && image->head().scope == head.scope ? image.get() : nullptr;
  RescanResult scanned = known != nullptr ? rescan(root, exclude, *known, stop, advance, threads) : RescanResult{scan(root, exclude, stop, advance, threads, detail), 0};
  throw_if_stopped(stop);
  if (!parts.overlay.empty()) put_over(scanned.scanned, parts.overlay, root, exclude);
  const Snapshot& snapshot = scanned.scanned.snapshot;
  const auto finished = [&](const ExecutionStrategy& strategy) {
    fill_counts(pack, report);
    count_nodes(snapshot, report.run);
    report.run.strategy = strategy.name();
    report.run.workers = strategy.workers();
    report.run.processes = difference(stats_before, strategy.process_stats());
    report.run.duration = Clock::now() - started;
    return std::move(report);
  };
  const bool skip_dependants = options.skip_dependants.value_or(pack.skip_dependants);
  const auto results_basis = basis_of_repeatable_results(parts, plan, rules, skip_dependants);
  if (const auto kept = results_of(known, results_basis, snapshot, scanned.directories_listed)) {
    phases.end();
    repeat(*kept, pack, rules, phases, report);
    return finished(parts.strategies.choose({.plan_time = plan_time}));
  }
  const auto classes_basis = remembers && parts.overlay.empty() ? basis_of_classes(plan.selectors()) : std::nullopt;
  const Classification classes = classes_of(snapshot, plan.selectors(), known, classes_basis, scanned.directories_listed);
  std::optional<const FactReuse> reuse;
  if (remembers) reuse.emplace(image, plan, snapshot, classes, options.limits);
  GatherWork work(plan, snapshot, reuse ? reuse->asked() : classes.node_class, classes.classes);
  if (reuse) work.remember(reuse->memory());
  phases.end();
  std::optional<const Focus> focus;
  if (parts.findings_in) report.findings_limited_to = focus.emplace(snapshot, *parts.findings_in).size();

  ExecutionStrategy& strategy = parts.strategies.choose(forecast_of(plan, snapshot, work, plan_time));
  if (fixed == nullptr) stats_before = strategy.process_stats();

  phases.begin("gather", work.files().size());
  throw_if_stopped(stop);
  FactTable facts(snapshot.size());
  facts.reserve(work.files().size() + (reuse ? reuse->files_known() : 0));
  if (reuse) reuse->put_known(facts, threads);
  FactSink sink(facts, work, reuse ? &*reuse : nullptr, phases, stop);
  const ParentContext context(root, pack, rules, plan, snapshot, classes, work, options.limits, parts.registry, slow_items(options), focus.has_value());
  if (!work.jobs().empty()) strategy.run(work.jobs(), context, sink, stop);
  sink.require_all(snapshot, strategy.name());
  phases.end();

  TaskTable tasks(plan);
  const JudgeContext judging{snapshot, classes, facts, plan.leaves(), options.limits, tasks.custom, tasks.commands, focus ? &*focus : nullptr};
  Judge judge(pack, rules, plan, judging, skip_dependants);
  RuleWork rule_work({plan, judging, context, strategy, root.canonical_path(), parts.runner, stop, [&](std::uint64_t done) { phases.advance(done); }, !parts.overlay.empty()}, tasks);
  report.results = decide(judge, rule_work, rules.size(), threads, phases);

  fill_ledger(snapshot, facts, report);
  report.unreadable_directories = std::move(scanned.scanned.unreadable_directories);
  report.run.stopped = sink.stopped() || rule_work.stopped();
  report.run.files_known = (reuse ? reuse->files_known() : 0) + sink.as_stored();
  if (reuse && !report.run.stopped && is_worth_keeping(image.get(), work, scanned.directories_listed)) {
    KeptOutcome outcome;
    if (classes_basis && report.unreadable_directories.empty()) outcome.classes = {*classes_basis, put_classes(classes)};
    if (results_basis && report.unreadable.empty()) outcome.results = {*results_basis, put_results(report)};
    parts.memory.keep(root_digest, reuse->make_image(head, facts, std::move(outcome)));
  }
  return finished(strategy);
}

} // namespace sotval::core
