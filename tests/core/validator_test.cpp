#include <sotval/validator.hpp>

#include <algorithm>
#include <chrono>
#include <functional>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/custom_rules.hpp"
#include "support/deep_tree.hpp"

using namespace sotval;
using support::contains;
using support::pack_text;

namespace {

const std::string rules = R"(  - {id: A1, title: T, severity: critical, batch: 0, check: {kind: path_exists, globs: README.md}}
  - {id: A2, title: T, severity: low, batch: 0, check: {kind: content, files: '**/*.txt', match: {word: x}, require: none}}
  - {id: B1, title: T, severity: high, batch: 2, depends_on: [A1], check: {kind: yaml_field, files: '**/*.yaml', fields: [{path: a, equals: 1}]}}
  - {id: B2, title: T, severity: critical, batch: 2, check: {kind: dir_count, dirs: '*', min: 9}}
)";
const support::Tree tree = {{"a.txt", "x y x"}, {"b/c.txt", "z"}, {"b/d.yaml", "a: 2"}, {"e.yaml", "a: 1"}};

// Everything that does not depend on the single run.
void check_equal(const Report& a, const Report& b) {
  CHECK(a.results == b.results);
  CHECK(a.counts == b.counts);
  CHECK(a.by_severity == b.by_severity);
  CHECK(a.batches == b.batches);
  CHECK(a.critical_failures == b.critical_failures);
  CHECK(a.files_in_scope == b.files_in_scope);
  CHECK(a.files_read == b.files_read);
  CHECK(a.unreadable == b.unreadable);
  CHECK(a.unreadable_directories == b.unreadable_directories);
  CHECK(a.pack_digest == b.pack_digest);
}

template <class Action> std::string message_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

// Runs jobs as its name says.
class OddStrategy final : public ExecutionStrategy {
public:
  enum class Kind { backwards, split, crash, lose, garbage, cancel, stop_half_way };
  explicit OddStrategy(Kind kind) : kind_(kind) {}
  std::string_view name() const noexcept override { return "odd"; }
  unsigned workers() const noexcept override { return 3; }
  std::function<void()> at_half;

  void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token stop) override {
    for (auto job = jobs.rbegin(); job != jobs.rend(); ++job) {
      for (std::uint32_t i = 0; i < job->count; ++i) {
        Job part = *job;
        part.first += i;
        part.count = 1;
        switch (kind_) {
        case Kind::split: sink.accept(context.execute(part)); break;
        case Kind::crash: sink.accept(JobResult::without_payload(part, Outcome::crashed, "crashed its reader")); break;
        case Kind::cancel: sink.accept(JobResult::cancelled(part)); break;
        case Kind::garbage: {
          JobResult result = context.execute(part);
          result.payload.back() = '\x7F';
          result.payload += "more";
          sink.accept(std::move(result));
          break;
        }
        case Kind::stop_half_way: // the last items first
          part.first = job->first + job->count - 1 - i;
          if (2 * i == job->count) at_half();
          sink.accept(stop.stop_requested() ? JobResult::cancelled(part) : context.execute(part));
          break;
        default: break;
        }
      }
      if (kind_ == Kind::backwards) sink.accept(context.execute(*job));
    }
  }

private:
  Kind kind_;
};

class Progress final : public ProgressListener {
public:
  std::vector<std::string> log;
  std::function<void(const std::string&)> at_start = [](const std::string&) {};

  void phase_started(std::string_view phase, std::uint64_t total) override {
    log.push_back(std::string(phase) + " " + std::to_string(total));
    at_start(std::string(phase));
  }
  void phase_advanced(std::uint64_t done) override { last = done; }
  void phase_finished() override { log.back() += " " + std::to_string(last); }

private:
  std::uint64_t last = 0;
};

} // namespace

TEST_CASE("a report counts what there is", "[validator]") {
  const Report report = support::run(pack_text(rules, "batches: [{batch: 0, name: First}, {batch: 2, name: Second}]\n"), tree);
  CHECK(report.pack == "test");
  CHECK(report.pack_version == "1.0.0");
  CHECK(report.pack_digest.size() == 16);
  CHECK(report.counts.total == 4);
  CHECK(report.counts.failed == 4);
  CHECK(report.critical_failures == std::vector<std::string>{"A1", "B2"});
  CHECK(report.results[2].downstream_of == std::vector<std::string>{"A1"});
  REQUIRE(report.by_severity.size() == 5);
  CHECK(report.by_severity[0].counts.failed == 2);
  CHECK(report.by_severity[2].counts.total == 0);
  REQUIRE(report.batches.size() == 2);
  CHECK(report.batches[1].batch == 2);
  CHECK(report.batches[1].name == "Second");
  CHECK(report.batches[1].counts.total == 2);
  CHECK(report.run.strategy == "sequential");
  CHECK(report.run.workers == 1);
  CHECK(report.exit_code() == 1);
}

TEST_CASE("the ledger adds up, and names what could not be read", "[validator][ledger]") {
  Limits limits;
  limits.file_size = 4;
  const Report report = support::run(pack_text(rules), tree, limits);
  CHECK(report.files_in_scope == 4);
  CHECK(report.files_read == 3);
  REQUIRE(report.unreadable.size() == 1);
  CHECK(report.unreadable[0].path == "a.txt");
  CHECK(report.unreadable[0].reason == "is larger than the limit of 4 bytes");
  CHECK(report.files_in_scope == report.files_read + report.unreadable.size());
  const VerdictCounts& c = report.counts;
  CHECK(c.total == c.passed + c.failed + c.advisory + c.error + c.skipped);
  CHECK(c.error == 1);
  CHECK(report.exit_code() == 3);
}

TEST_CASE("two runs, and runs of two validators, give equal reports", "[validator][reproducible]") {
  const support::SmallRepository repository(tree);
  const RulePack pack = support::load_pack(pack_text(rules));
  Validator validator(repository.options(pack));
  const Report first = validator.validate_all();
  check_equal(first, validator.validate_all());
  check_equal(first, Validator(repository.options(pack)).validate_all());
}

TEST_CASE("a report depends neither on the working directory nor on the order in which files were made", "[validator][reproducible]") {
  const RulePack pack = support::load_pack(pack_text(rules));
  const support::SmallRepository repository(tree);
  const Report expected = Validator(repository.options(pack)).validate_all();
  const support::TemporaryDirectory other;
  for (auto entry = tree.rbegin(); entry != tree.rend(); ++entry) other.write("repository/" + entry->first, entry->second);
  const auto before = std::filesystem::current_path();
  std::filesystem::current_path(other.path());
  ValidatorOptions options = repository.options(pack);
  options.repo_root = "repository";
  Validator validator(std::move(options));
  check_equal(expected, validator.validate_all());
  std::filesystem::current_path(before);
  check_equal(expected, validator.validate_all()); // the root is what it was when the validator was made
}

TEST_CASE("every call looks at the repository anew", "[validator]") {
  const support::TemporaryDirectory directory;
  directory.write("root/README.md", "");
  ValidatorOptions options;
  options.repo_root = directory.path() / "root";
  options.pack = support::load_pack(pack_text(support::rule_text("{kind: path_exists, globs: README.md}")));
  Validator validator(std::move(options));
  CHECK(validator.validate_all().exit_code() == 0);
  std::filesystem::remove_all(directory.path() / "root");
  CHECK_THROWS_AS(validator.validate_all(), InputError);
  directory.make_directory("root");
  CHECK(validator.validate_all().exit_code() == 1);
  directory.write("root/README.md", "");
  CHECK(validator.validate_all().exit_code() == 0);
}

TEST_CASE("rules are selected by id, batch and severity together", "[validator][selection]") {
  const support::SmallRepository repository(tree);
  ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
  options.cache_ttl = std::chrono::seconds(0); // every run opens its files
  Validator validator(std::move(options));
  const auto ids = [&](const Selection& selection) {
    std::string out;
    for (const RuleResult& result : validator.validate(selection).results) out += result.rule_id + " ";
    return out;
  };
  CHECK(ids({}) == "A1 A2 B1 B2 ");
  CHECK(ids({{"B2", "A1", "B2"}, {}, {}}) == "A1 B2 ");
  CHECK(ids({{}, 2U, {}}) == "B1 B2 ");
  CHECK(ids({{}, {}, Severity::high}) == "A1 B1 B2 ");
  CHECK(ids({{"A1", "B1"}, 2U, Severity::high}) == "B1 ");
  CHECK(validator.validate_batch(0).results.size() == 2);
  CHECK(validator.validate({{"B1"}, {}, {}}).results.at(0).downstream_of.empty()); // A1 is not part of the run
  const Report one = validator.validate({{"B1"}, {}, {}});
  CHECK(one.files_in_scope == 2);
  CHECK(one.run.files_opened == 2);
  CHECK(one.batches.size() == 1);
}

TEST_CASE("a selection that is wrong or empty is an input error", "[validator][selection]") {
  const support::SmallRepository repository(tree);
  Validator validator(repository.options(support::load_pack(pack_text(rules))));
  CHECK(contains(message_of([&] { validator.validate({{"A1", "B11"}, {}, {}}); }), "has no rule 'B11'; did you mean 'B1'?"));
  CHECK(contains(message_of([&] { validator.validate_batch(1); }), "has no batch 1; it has 0, 2"));
  CHECK(contains(message_of([&] { validator.validate({{"A1"}, 2U, {}}); }), "the selection is empty"));
}

TEST_CASE("options out of range and a root that is none are input errors", "[validator]") {
  const support::SmallRepository repository(tree);
  const RulePack pack = support::load_pack(pack_text(rules));
  for (const unsigned depth : {0U, 901U}) {
    Limits limits;
    limits.document_depth = depth;
    CHECK(contains(message_of([&] { Validator validator(repository.options(pack, limits)); }), "expected 1 to 900"));
  }
  const auto refused = [&](const auto& change) {
    ValidatorOptions wrong = repository.options(pack);
    change(wrong);
    return message_of([&] { Validator validator(wrong); });
  };
  CHECK(refused([](ValidatorOptions& o) { o.max_workers = 1025; }) == "max_workers is 1025, expected at most 1024");
  CHECK(refused([](ValidatorOptions& o) { o.job_timeout = std::chrono::milliseconds(-1); }) == "job_timeout is -1 ms, expected 0 (no limit) or more");
  CHECK(refused([](ValidatorOptions& o) { o.max_workers = 1024, o.job_timeout = std::chrono::milliseconds(0); }).empty());
  ValidatorOptions options = repository.options(pack);
  options.repo_root = repository.path() / "nothing";
  CHECK(contains(message_of([&] { Validator validator(options); }), "nothing"));
  options.repo_root = repository.path() / "a.txt";
  CHECK_FALSE(message_of([&] { Validator validator(options); }).empty());
}

TEST_CASE("a stop request ends a run before, during and after the scan", "[validator][stop]") {
  const support::SmallRepository repository(tree);
  for (const std::string stop_at : {"plan", "scan", "gather"}) {
    CAPTURE(stop_at);
    std::stop_source source;
    auto progress = std::make_shared<Progress>();
    progress->at_start = [&](const std::string& phase) {
      if (phase == stop_at) source.request_stop();
    };
    ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
    options.progress = progress;
    Validator validator(std::move(options));
    CHECK_THROWS_AS(validator.validate({}, source.get_token()), Stopped);
    CHECK(validator.validate_all().counts.total == 4); // the validator is as good as before
  }
}

TEST_CASE("a stop request while files are read ends in a report of what was decided", "[validator][stop]") {
  const support::SmallRepository repository(tree);
  std::stop_source source;
  auto strategy = std::make_shared<OddStrategy>(OddStrategy::Kind::stop_half_way);
  strategy->at_half = [&] { source.request_stop(); };
  ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
  options.own_strategy = strategy;
  Validator validator(std::move(options));
  const Report report = validator.validate({}, source.get_token());
  CHECK(report.run.stopped);
  CHECK(report.files_in_scope == 4);
  CHECK(report.files_read == 2); // the last two in tree order
  REQUIRE(report.unreadable.size() == 2);
  CHECK(report.unreadable[0].reason == "not looked at: the run was stopped");
  CHECK(report.results[0].verdict == Verdict::failed); // names alone decide it
  CHECK(report.results[1].verdict == Verdict::error);
  CHECK(contains(report.results[1].message, "not looked at: the run was stopped"));
  CHECK(report.counts.total == 4);
  CHECK(report.exit_code() == 3);
  CHECK_FALSE(validator.validate_all().run.stopped);
}

TEST_CASE("a stop request that comes when all is read changes nothing", "[validator][stop]") {
  const support::SmallRepository repository(tree);
  const RulePack pack = support::load_pack(pack_text(rules));
  const Report expected = Validator(repository.options(pack)).validate_all();
  std::stop_source source;
  auto progress = std::make_shared<Progress>();
  progress->at_start = [&](const std::string& phase) {
    if (phase == "judge") source.request_stop();
  };
  ValidatorOptions options = repository.options(pack);
  options.progress = progress;
  const Report report = Validator(std::move(options)).validate({}, source.get_token());
  check_equal(expected, report);
  CHECK_FALSE(report.run.stopped);
}

TEST_CASE("progress is told by phases", "[validator]") {
  const support::SmallRepository repository(tree);
  auto progress = std::make_shared<Progress>();
  ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
  options.progress = progress;
  const Report report = Validator(std::move(options)).validate_all();
  REQUIRE(progress->log.size() == 4);
  CHECK(progress->log[2] == "gather 4 4");
  CHECK(progress->log[3] == "judge 4 4");
  REQUIRE(report.run.phases.size() == 4);
  CHECK(report.run.phases[1].phase == "scan");
}

TEST_CASE("the order and the size of jobs change nothing", "[validator][strategy]") {
  const support::SmallRepository repository(tree);
  const RulePack pack = support::load_pack(pack_text(rules));
  const Report expected = Validator(repository.options(pack)).validate_all();
  for (const auto kind : {OddStrategy::Kind::backwards, OddStrategy::Kind::split}) {
    ValidatorOptions options = repository.options(pack);
    options.own_strategy = std::make_shared<OddStrategy>(kind);
    const Report report = Validator(std::move(options)).validate_all();
    check_equal(expected, report);
    CHECK(report.run.strategy == "odd");
    CHECK(report.run.workers == 3);
    CHECK(report.run.files_opened == expected.run.files_opened);
    CHECK(report.run.bytes_read == expected.run.bytes_read);
  }
}

TEST_CASE("files whose reader crashed are unknown, with the reason", "[validator][strategy]") {
  const support::SmallRepository repository(tree);
  ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
  options.own_strategy = std::make_shared<OddStrategy>(OddStrategy::Kind::crash);
  const Report report = Validator(options).validate_all();
  CHECK(report.files_read == 0);
  REQUIRE(report.unreadable.size() == 4);
  CHECK(report.unreadable[0].reason == "crashed its reader");
  CHECK(report.results[1].verdict == Verdict::error);
  CHECK(contains(report.results[1].message, "a.txt: crashed its reader"));
  CHECK(report.results[3].verdict == Verdict::failed); // names alone decide it
  options.own_strategy = std::make_shared<OddStrategy>(OddStrategy::Kind::cancel); // though nobody asked for a stop
  CHECK(Validator(options).validate_all().unreadable.at(0).reason == "was not looked at");
}

TEST_CASE("the logger is told which strategy was chosen, and why", "[validator][strategy]") {
  const support::SmallRepository repository(tree);
  std::vector<std::string> info;
  ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
  options.logger = [&](LogLevel level, std::string_view message) {
    if (level == LogLevel::info) info.emplace_back(message);
  };
  const Report report = Validator(options).validate_all();
  CHECK(report.run.strategy == "sequential");
  REQUIRE(info.size() == 1);
  CHECK(contains(info[0], "strategy sequential, because the work is done in 0."));
  options.strategy = Strategy::sequential;
  CHECK(Validator(options).validate_all().results == report.results);
  CHECK(info.size() == 1); // what was asked for needs no explanation
}

TEST_CASE("the logger is told what took longer than a job may", "[validator][strategy]") {
  const support::SmallRepository repository(tree);
  std::vector<std::string> slow;
  ValidatorOptions options = support::with_registry(repository.options(support::load_pack(pack_text(support::rule_text("{kind: custom, rule: r}")))),
                                                    support::registry_of([](const auto&, const auto&) {
                                                      const auto until = std::chrono::steady_clock::now() + std::chrono::milliseconds(2);
                                                      while (std::chrono::steady_clock::now() < until) {
                                                      }
                                                      return RuleOutcome::holds("m");
                                                    }));
  options.job_timeout = std::chrono::milliseconds(1);
  options.logger = [&](LogLevel level, std::string_view message) {
    if (level == LogLevel::debug) slow.emplace_back(message);
  };
  CHECK(Validator(std::move(options)).validate_all().counts.passed == 1); // it is told, no more
  REQUIRE(slow.size() == 1);
  CHECK(contains(slow[0], "rule R took "));
  CHECK(contains(slow[0], " ms, longer than the job timeout"));
}

TEST_CASE("a strategy's statistics are told for each run and in sum", "[validator][strategy]") {
  class Counting final : public ExecutionStrategy {
  public:
    std::string_view name() const noexcept override { return "counting"; }
    unsigned workers() const noexcept override { return 2; }
    void prepare() noexcept override { ++prepared; }
    void cleanup() noexcept override { ++cleaned; }
    void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token) override {
      for (const Job& job : jobs) sink.accept(context.execute(job));
      stats.process_pool_enabled = true;
      stats.total_processes_used += 2;
      stats.process_crashes += 1;
      stats.ipc_overhead += std::chrono::milliseconds(3);
      stats.shared_memory_size = 2048;
    }
    ProcessStats process_stats() const override { return stats; }
    ProcessStats stats;
    int prepared = 0, cleaned = 0;
  };
  const support::SmallRepository repository(tree);
  auto strategy = std::make_shared<Counting>();
  strategy->stats.total_processes_used = 40; // of somebody else's runs
  ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
  options.own_strategy = strategy;
  options.cache_ttl = std::chrono::seconds(0); // every run has something to do
  {
    Validator validator(options);
    CHECK(validator.performance_summary().empty());
    CHECK(validator.process_stats() == ProcessStats{});
    CHECK(validator.validate_all().run.processes.total_processes_used == 2);
    const Report second = validator.validate_all();
    CHECK(second.run.processes.process_crashes == 1);
    CHECK(second.run.processes.shared_memory_size == 2048);
    const ProcessStats all = validator.process_stats();
    CHECK(all.process_pool_enabled);
    CHECK(all.total_processes_used == 4);
    CHECK(all.process_crashes == 2);
    CHECK(all.ipc_overhead == std::chrono::milliseconds(6));
    CHECK(all.shared_memory_size == 2048);
    const std::string summary = validator.performance_summary();
    CHECK(contains(summary, "strategy counting, 2 workers\n4 rules in "));
    CHECK(contains(summary, " rules/s; 4 files read, "));
    CHECK(contains(summary, "4 processes: start-up 0.0 ms, serialization 0.0 ms, IPC 6.0 ms, shared memory 2.0 KiB\n"));
    CHECK(contains(summary, "2 crashes, 0 timeouts, 0 retries, 0 fallbacks to threads\n"));
    validator.cleanup();
    validator.cleanup();
    CHECK(validator.validate_all().counts.total == 4);
  }
  CHECK(strategy->prepared == 3);
  CHECK(strategy->cleaned == 0); // it is the caller's, and may be at work elsewhere
}

TEST_CASE("the summary of a run without processes is short", "[validator]") {
  const support::SmallRepository repository(tree);
  Validator validator(repository.options(support::load_pack(pack_text(rules))));
  validator.validate_all();
  const std::string summary = validator.performance_summary();
  CHECK(summary.starts_with("strategy sequential, 1 worker\n4 rules in "));
  CHECK(std::count(summary.begin(), summary.end(), '\n') == 2);
}

TEST_CASE("a strategy that loses results or brings something else is an engine error", "[validator][strategy]") {
  const support::SmallRepository repository(tree);
  for (const auto kind : {OddStrategy::Kind::lose, OddStrategy::Kind::garbage}) {
    ValidatorOptions options = repository.options(support::load_pack(pack_text(rules)));
    options.own_strategy = std::make_shared<OddStrategy>(kind);
    CHECK_THROWS_AS(Validator(std::move(options)).validate_all(), EngineError);
  }
}

TEST_CASE("a directory whose path is too long is reported, and an error only where it matters", "[validator][unknown]") {
  const support::SmallRepository repository({{"deep/", ""}, {"a.txt", ""}});
  const support::DeepTree deep(repository.path() / "deep", std::string(255, 'd'), 260, "file", "");
  const std::string text = support::rule_text("{kind: content, files: '**/*.txt', match: x}", "MATTERS") +
                           support::rule_text("{kind: content, files: '*.txt', match: x}", "NOT") +
                           support::rule_text("{kind: path_exists, globs: '**/*.txt'}", "FOUND");
  const Report report = Validator(repository.options(support::load_pack(pack_text(text)))).validate_all();
  REQUIRE(report.unreadable_directories.size() == 1);
  CHECK(contains(report.unreadable_directories[0].reason, "longer than"));
  CHECK(report.results[0].verdict == Verdict::error);
  CHECK(contains(report.results[0].message, "could not list deep/ddd"));
  CHECK(report.results[1].verdict == Verdict::failed);
  CHECK(report.results[2].verdict == Verdict::passed);
}
