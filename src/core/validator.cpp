#include <sotval/validator.hpp>

#include <algorithm>
#include <map>

#include <sotval/version.hpp>

#include "exclude.hpp"
#include "file_source.hpp"
#include "judge.hpp"
#include "plan.hpp"
#include "printable.hpp"
#include "scan.hpp"
#include "worker_context.hpp"

// The pipeline, top-down: plan -> scan -> gather -> judge -> report.

namespace sotval {

using namespace core;

struct Validator::State {
  explicit State(ValidatorOptions given)
      : options(std::move(given)), pack(options.pack ? *options.pack : RulePack::builtin()),
        root_path(RootDirectory(options.repo_root).canonical_path()) {
    if (options.limits.document_depth < 1 || options.limits.document_depth > 900)
      throw InputError("limits.document_depth is " + std::to_string(options.limits.document_depth) + ", expected 1 to 900");
    if (!options.own_strategy) options.own_strategy = make_sequential();
  }

  ValidatorOptions options;
  RulePack pack;
  std::string root_path; // opened anew by every run: the directory may have been replaced
};

namespace {

using Clock = std::chrono::steady_clock;

// Measures the phases of a run and tells the listener of them.
class Phases {
public:
  Phases(RunStatistics& run, ProgressListener* listener) : run_(run), listener_(listener) {}

  void begin(std::string_view phase, std::uint64_t total) {
    run_.phases.push_back({std::string(phase), {}});
    started_ = Clock::now();
    if (listener_ != nullptr) listener_->phase_started(phase, total);
  }
  void advance(std::uint64_t done) {
    if (listener_ != nullptr) listener_->phase_advanced(done);
  }
  void end() {
    run_.phases.back().duration = Clock::now() - started_;
    if (listener_ != nullptr) listener_->phase_finished();
  }

private:
  RunStatistics& run_;
  ProgressListener* listener_;
  Clock::time_point started_;
};

// Takes what jobs bring, in any order.
class FactSink final : public ResultSink {
public:
  FactSink(FactTable& facts, const GatherWork& work, Phases& phases) : facts_(facts), work_(work), phases_(phases) {}

  void accept(JobResult result) override {
    const auto files = work_.files(result.first, result.count);
    if (result.outcome == Outcome::done) {
      facts_.add(result.payload, files);
    } else {
      cancelled_ |= result.outcome == Outcome::cancelled;
      for (const std::uint32_t node : files) facts_.add_unreadable(node, result.reason.empty() ? "was not looked at" : result.reason);
    }
    phases_.advance(done_ += files.size());
  }
  bool cancelled() const { return cancelled_; }

private:
  FactTable& facts_;
  const GatherWork& work_;
  Phases& phases_;
  std::uint64_t done_ = 0;
  bool cancelled_ = false;
};

// A strategy may be anybody's: one that lost a job must not look like one that found nothing.
void require_all(const Snapshot& snapshot, const GatherWork& work, const FactTable& facts, const ExecutionStrategy& strategy) {
  for (const std::uint32_t node : work.files())
    if (facts.find(node) == nullptr)
      throw EngineError("strategy '" + std::string(strategy.name()) + "' gave no result for " + shorten(snapshot.path(node), 200));
}

void throw_if_stopped(const std::stop_token& stop) {
  if (stop.stop_requested()) throw Stopped("stopped before the end");
}

void count_nodes(const Snapshot& snapshot, RunStatistics& run) {
  for (const TreeNode& node : snapshot.nodes().subspan(1)) {
    if (node.hidden) continue;
    ++(node.type == NodeType::directory ? run.directories_seen : run.files_seen);
  }
}

void fill_ledger(const Snapshot& snapshot, const GatherWork& work, const FactTable& facts, Report& report) {
  report.files_in_scope = work.files().size();
  for (const std::uint32_t node : work.files()) {
    const FileFacts& file = *facts.find(node);
    if (!file.readable) report.unreadable.push_back({std::string(snapshot.path(node)), file.reason});
  }
  report.files_read = report.files_in_scope - report.unreadable.size();
}

void fill_counts(const Pack& pack, Report& report) {
  for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
    report.by_severity.push_back({severity, {}});
  std::map<unsigned, VerdictCounts> batches;
  for (const RuleResult& result : report.results) {
    report.counts.add(result.verdict);
    report.by_severity[static_cast<std::size_t>(result.severity)].counts.add(result.verdict);
    batches[result.batch].add(result.verdict);
    if (result.severity == Severity::critical && result.verdict == Verdict::failed) report.critical_failures.push_back(result.rule_id);
  }
  for (const BatchInfo& batch : pack.batches)
    if (const auto found = batches.find(batch.batch); found != batches.end()) report.batches.push_back({batch.batch, batch.name, found->second});
}

} // namespace

Validator::Validator(ValidatorOptions options) : state_(std::make_unique<State>(std::move(options))) {}
Validator::Validator(Validator&&) noexcept = default;
Validator& Validator::operator=(Validator&&) noexcept = default;
Validator::~Validator() = default;

const RulePack& Validator::pack() const noexcept {
  return state_->pack;
}

Report Validator::validate_all() {
  return validate({});
}

Report Validator::validate_batch(unsigned batch) {
  Selection selection;
  selection.batch = batch;
  return validate(selection);
}

Report Validator::validate(const Selection& selection, std::stop_token stop) {
  const Pack& pack = *state_->pack.data();
  const ValidatorOptions& options = state_->options;
  const RootDirectory root(state_->root_path);
  Report report;
  report.tool_version = version();
  report.pack = pack.name;
  report.pack_version = pack.version;
  report.pack_digest = pack.digest;
  report.run.repo_root = root.canonical_path();
  report.run.strategy = options.own_strategy->name();
  report.run.workers = options.own_strategy->workers();
  report.run.started = std::chrono::system_clock::now();
  const auto started = Clock::now();
  Phases phases(report.run, options.progress.get());

  phases.begin("plan", 0);
  const std::vector<std::size_t> rules = state_->pack.select(selection);
  const Plan plan(pack, rules);
  const Classifier classifier(plan.selectors());
  phases.end();

  phases.begin("scan", 0);
  ScanResult scanned = scan(root, ExcludeList(pack.global_exclude), stop, [&](std::uint64_t seen) { phases.advance(seen); });
  throw_if_stopped(stop);
  const Snapshot& snapshot = scanned.snapshot;
  const Classification classes = classify(classifier, snapshot);
  const GatherWork work(plan, snapshot, classes);
  phases.end();

  phases.begin("gather", work.files().size());
  FactTable facts(snapshot.size());
  FactSink sink(facts, work, phases);
  const ParentContext context(root, pack, rules, plan, snapshot, classes, work, options.limits);
  options.own_strategy->run(work.jobs(), context, sink, stop);
  if (sink.cancelled()) throw_if_stopped(stop);
  require_all(snapshot, work, facts, *options.own_strategy);
  phases.end();

  phases.begin("judge", rules.size());
  const JudgeContext judging{snapshot, classes, facts, plan.leaves(), options.limits};
  report.results = judge(pack, rules, plan, judging, options.skip_dependants.value_or(pack.skip_dependants),
                         [&](std::uint64_t done) { phases.advance(done); });
  phases.end();

  fill_counts(pack, report);
  fill_ledger(snapshot, work, facts, report);
  report.unreadable_directories = std::move(scanned.unreadable_directories);
  count_nodes(snapshot, report.run);
  report.run.files_opened = facts.counts().files_opened;
  report.run.bytes_read = facts.counts().bytes_read;
  report.run.documents_parsed = facts.counts().documents_parsed;
  report.run.duration = Clock::now() - started;
  return report;
}

} // namespace sotval
