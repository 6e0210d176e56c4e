#include <sotval/validator.hpp>

#include <algorithm>
#include <map>
#include <mutex>
#include <thread>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/custom_rules.hpp"
#include "support/fake_runner.hpp"
#include "validator_access.hpp"

// Runs in which custom rules and commands take part, from end to end.

using namespace sotval;
using support::contains;
using support::exited;
using support::FakeRunner;

namespace {

using Ids = std::vector<std::string>;

const support::Tree tree = {{"a.txt", "x"}, {"b.sh", ""}, {"c/d.txt", "y"}};

// One rule of a pack; a check of one word is a custom rule of that name.
std::string rule(const std::string& id, const std::string& check, unsigned batch = 0, const std::string& depends_on = "[]") {
  const std::string written = check.starts_with('{') ? check : "{kind: custom, rule: " + check + "}";
  return "  - {id: " + id + ", title: T, severity: low, batch: " + std::to_string(batch) + ", depends_on: " + depends_on + ", check: " + written + "}\n";
}

// Custom rules "good" and "bad" that write down who was evaluated.
class Log {
public:
  RuleRegistry registry() {
    RuleRegistry out;
    support::add_rule(out, "good", [](const auto&, const auto&) { return RuleOutcome::holds("m"); });
    support::add_rule(out, "bad", [](const RepositoryView& view, const auto&) {
      return RuleOutcome::violated(std::to_string(view.size()) + " entries", {{"z", 1, 1, "z"}, {"a.txt", 0, 0, view.read("a.txt").bytes}});
    });
    support::add_rule(out, "throws", [](const auto&, const auto&) -> RuleOutcome { throw std::runtime_error("no luck"); });
    out.set_hooks({[this](std::string_view id, const RepositoryView&) { add(std::string(id)); }, {}});
    return out;
  }
  void add(std::string word) {
    const std::lock_guard lock(mutex_);
    words_.push_back(std::move(word));
  }
  Ids take() { return std::exchange(words_, {}); }

private:
  std::mutex mutex_;
  Ids words_;
};

struct Setting {
  explicit Setting(const std::string& rules, const std::string& sections = {})
      : options(support::with_registry(repository.options(support::load_pack(support::pack_text(rules, sections))), log.registry())) {
    options.allow_commands = true;
  }

  Report run(std::stop_token stop = {}) {
    Validator validator(options);
    core::ValidatorAccess::set_command_runner(validator, runner);
    return validator.validate({}, std::move(stop));
  }

  support::SmallRepository repository{tree};
  Log log;
  ValidatorOptions options;
  std::shared_ptr<FakeRunner> runner = std::make_shared<FakeRunner>([this](const core::CommandRequest& request, std::stop_token) {
    log.add(request.arguments[0]);
    return exited(request.arguments[0] == "fails" ? 1 : 0);
  });
};

std::string command(const std::string& program) {
  return "{kind: command, run: " + program + ", files: '**/*.sh'}";
}

// Runs every job on a thread of its own, or not at all.
class EachAlone final : public ExecutionStrategy {
public:
  std::string_view name() const noexcept override { return "each alone"; }
  unsigned workers() const noexcept override { return 3; }
  void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token stop) override {
    runs.emplace_back();
    std::vector<JobResult> results(jobs.size());
    std::vector<std::jthread> threads;
    for (std::size_t i = 0; i < jobs.size(); ++i) {
      runs.back().push_back(context.item_name(jobs[i].first));
      threads.emplace_back([&, i] {
        const auto bad = instead.find(context.item_name(jobs[i].first));
        if (bad != instead.end())
          results[i] = JobResult::without_payload(jobs[i], bad->second.first, bad->second.second);
        else
          results[i] = stop.stop_requested() ? JobResult::cancelled(jobs[i]) : context.execute(jobs[i]);
      });
    }
    threads.clear();
    for (auto result = results.rbegin(); result != results.rend(); ++result)
      if (lose != context.item_name(result->first)) {
        if (spoil == context.item_name(result->first)) result->payload += "more";
        sink.accept(std::move(*result));
      }
  }
  std::vector<Ids> runs; // the names of the first items of their jobs
  std::map<std::string, std::pair<Outcome, std::string>> instead;
  std::string lose, spoil;
};

class Phases final : public ProgressListener {
public:
  void phase_started(std::string_view phase, std::uint64_t total) override {
    log.push_back(std::string(phase) + " of " + std::to_string(total));
    if (at_start) at_start(phase);
  }
  void phase_advanced(std::uint64_t done) override { last = done; }
  void phase_finished() override { log.back() += ": " + std::to_string(last); }
  Ids log;
  std::function<void(std::string_view)> at_start;
  std::uint64_t last = 0;
};

template <class Action> std::string message_of(const Action& action) {
  try {
    action();
  } catch (const InputError& error) {
    return error.what();
  }
  return {};
}

const std::string mixed = rule("TEXT", "{kind: content, files: '**/*.txt', match: x}") + rule("GOOD", "good") + rule("BAD", "bad", 1) +
                          rule("ERROR", "throws", 1) + rule("LINT", command("fails"), 1, "[BAD]") +
                          rule("NESTED", "{kind: any_of, checks: [{kind: custom, rule: bad}, " + command("passes") + "]}", 2);

} // namespace

TEST_CASE("custom rules and commands are judged among all others", "[run]") {
  Setting setting(mixed);
  const Report report = setting.run();
  std::string verdicts;
  for (const RuleResult& result : report.results) verdicts += result.rule_id + " " + std::string(to_string(result.verdict)) + ", ";
  CHECK(verdicts == "TEXT passed, GOOD passed, BAD failed, ERROR error, LINT failed, NESTED passed, ");
  CHECK(report.results[2].message == "4 entries");
  CHECK(support::lines_of(report.results[2].findings) == Ids{"a.txt:0:0: x", "z:1:1: z"});
  CHECK(report.results[3].message == "cannot be decided: no luck");
  CHECK(report.results[4].downstream_of == Ids{"BAD"});
  CHECK(report.exit_code() == 3);
  CHECK(setting.log.take() == Ids{"GOOD", "BAD", "ERROR", "fails", "NESTED", "passes"});
}

TEST_CASE("a program that is really run says what is wrong, and where", "[run][command]") {
  const support::SmallRepository repository({{"a.sh", "good\n"}, {"d e/b.sh", "good\nbad\n"}, {"c.txt", "bad"}});
  const auto check = [](const std::string& script) { return "{kind: command, run: [sh, -c, '" + script + "', name, $HOME], files: '**/*.sh'}"; };
  const std::string rules = rule("GREP", check("xargs -0 grep -n bad /dev/null && exit 1")) + rule("WHERE", check("test -f c.txt")) +
                            rule("NO_SHELL", check("test \"$1\" = \"\\$HOME\" || exit 1")) + rule("WORDS", check("echo oh no >&2; exit 9"));
  ValidatorOptions options = repository.options(support::load_pack(support::pack_text(rules)));
  options.allow_commands = true;
  const Report report = Validator(std::move(options)).validate_all();
  CHECK(report.results[0].verdict == Verdict::failed);
  CHECK(support::lines_of(report.results[0].findings) == Ids{"d e/b.sh:2:0: bad"});
  CHECK(report.results[1].verdict == Verdict::passed);
  CHECK(report.results[2].verdict == Verdict::passed);
  CHECK(report.results[3].message == "cannot be decided: 'sh' ended with exit status 9, expected 0 or 1; it said: oh no");
}

TEST_CASE("a report is the same whoever evaluates its rules, in whatever order", "[run][strategy]") {
  Setting setting(mixed);
  const Report expected = setting.run();
  setting.options.own_strategy = std::make_shared<EachAlone>();
  const Report report = setting.run();
  CHECK(report.run.strategy == "each alone");
  CHECK(report.results == expected.results);
  CHECK(report.counts == expected.counts);
}

TEST_CASE("a group of rules waits for the groups before it", "[run][dependencies]") {
  Setting setting(rule("A", "good", 1, "[B]") + rule("B", "good", 1) + rule("C", "good", 0) + rule("D", "good", 1) + rule("E", "{kind: path_exists, globs: x}", 5));
  const auto strategy = std::make_shared<EachAlone>();
  setting.options.own_strategy = strategy;
  setting.run();
  CHECK(strategy->runs == std::vector<Ids>{{"rule C"}, {"rule B", "rule D"}, {"rule A"}});
}

TEST_CASE("nothing is done for rules that are skipped", "[run][dependencies]") {
  const std::string rules = rule("A", "bad") + rule("B", "good", 0, "[A]") + rule("C", command("passes"), 1, "[B]") + rule("D", "good", 1);
  Setting setting(rules, "on_dependency_failure: skip\n");
  const Report report = setting.run();
  CHECK(setting.log.take() == Ids{"A", "D"});
  CHECK(report.results[1].verdict == Verdict::skipped);
  CHECK(report.results[2].verdict == Verdict::skipped);
  CHECK(report.results[3].verdict == Verdict::passed);
  setting.options.skip_dependants = false;
  CHECK(setting.run().counts.skipped == 0);
  CHECK(setting.log.take() == Ids{"A", "B", "D", "passes"});
}

TEST_CASE("only what is selected is done", "[run]") {
  Setting setting(mixed);
  Validator validator(setting.options);
  core::ValidatorAccess::set_command_runner(validator, setting.runner);
  CHECK(validator.validate({{"LINT", "GOOD"}, {}, {}}).counts.total == 2);
  CHECK(setting.log.take() == Ids{"GOOD", "fails"});
}

TEST_CASE("a rule that took its worker down is an error with the reason, the others are what they were", "[run][strategy]") {
  Setting setting(mixed);
  const Report expected = setting.run();
  const auto strategy = std::make_shared<EachAlone>();
  strategy->instead = {{"rule BAD", {Outcome::crashed, "ended by signal 11"}}, {"rule GOOD", {Outcome::timed_out, ""}}, {"rule NESTED", {Outcome::failed, ""}}};
  setting.options.own_strategy = strategy;
  const Report report = setting.run();
  CHECK(report.results[2].verdict == Verdict::error);
  CHECK(report.results[2].message == "cannot be decided: ended by signal 11");
  CHECK(report.results[1].message == "cannot be decided: it took too long");
  CHECK(report.results[5].verdict == Verdict::passed); // the other half of it holds
  CHECK(report.results[0] == expected.results[0]);
  CHECK(report.results[3] == expected.results[3]);
  CHECK_FALSE(report.run.stopped);
}

TEST_CASE("a strategy that loses the result of a rule or spoils it is an engine error", "[run][strategy]") {
  Setting setting(mixed);
  const auto strategy = std::make_shared<EachAlone>();
  setting.options.own_strategy = strategy;
  strategy->lose = "rule BAD";
  CHECK_THROWS_AS(setting.run(), EngineError);
  strategy->lose.clear();
  strategy->spoil = "rule BAD";
  CHECK_THROWS_AS(setting.run(), EngineError);
}

TEST_CASE("the work for single rules is a phase where there is any", "[run]") {
  Setting setting(mixed);
  auto phases = std::make_shared<Phases>();
  setting.options.progress = phases;
  const Report report = setting.run();
  REQUIRE(phases->log.size() == 5);
  CHECK(phases->log[3] == "rules of 6: 6");
  CHECK(phases->log[4] == "judge of 6: 6");
  REQUIRE(report.run.phases.size() == 5);
  CHECK(report.run.phases[3].phase == "rules");
}

TEST_CASE("a stop request while rules are evaluated ends in a report of what was decided", "[run][stop]") {
  Setting setting(mixed);
  std::stop_source source;
  RuleRegistry registry = setting.log.registry();
  registry.set_hooks({[&](std::string_view id, const RepositoryView&) {
                        if (id == "BAD") source.request_stop();
                      },
                      {}});
  setting.options = support::with_registry(setting.options, std::move(registry));
  const Report report = setting.run(source.get_token());
  CHECK(report.run.stopped);
  const std::string reason = "cannot be decided: not looked at: the run was stopped";
  CHECK(report.results[0].verdict == Verdict::passed);
  CHECK(report.results[1].verdict == Verdict::passed);
  CHECK(report.results[2].verdict == Verdict::failed); // it had begun
  CHECK(report.results[3].message == reason);
  CHECK(report.results[4].message == reason);
  CHECK(report.results[5].verdict == Verdict::error);
  CHECK(setting.log.take().empty()); // no command was run
}

TEST_CASE("a pack with rules that nobody registered is refused", "[run]") {
  Setting setting(rule("A", "good") + rule("B", "goood"));
  CHECK(message_of([&] { Validator validator(setting.options); }) == "rule 'B': there is no custom rule 'goood'; did you mean 'good'? (bad, good, throws)");
  setting.options.registry = nullptr;
  CHECK(message_of([&] { Validator validator(setting.options); }) == "rule 'A': there is no custom rule 'good'; no custom rules are registered");
}

TEST_CASE("custom rules in worker processes need a program that knows them", "[run][strategy]") {
  Setting setting(rule("A", "good"));
  setting.options.strategy = Strategy::processes;
  const std::string message = message_of([&] { Validator validator(setting.options); });
  CHECK(contains(message, "run_worker_if_asked()"));
  CHECK(contains(message, "ValidatorOptions::host"));
  CHECK(contains(message, "or choose threads"));
  setting.options.use_process_pool = false;
  CHECK(message_of([&] { Validator validator(setting.options); }).empty());
  setting.options.use_process_pool = true;
  for (const Strategy strategy : {Strategy::automatic, Strategy::threads, Strategy::sequential}) {
    setting.options.strategy = strategy;
    CHECK(setting.run().counts.passed == 1);
  }
}

TEST_CASE("the rules of a host come with it", "[run]") {
  Setting setting(rule("A", "good"));
  static char program[] = "tests";
  static char* arguments[] = {program, nullptr};
  setting.options.registry = nullptr;
  setting.options.host = run_worker_if_asked(1, arguments, setting.log.registry());
  setting.options.strategy = Strategy::sequential;
  CHECK(setting.run().counts.passed == 1);
}

TEST_CASE("commands are refused unless they are allowed", "[run]") {
  Setting setting(mixed);
  setting.options.allow_commands = false;
  CHECK(message_of([&] { Validator validator(setting.options); }) ==
        "pack 'test' runs external programs (LINT and NESTED), which is not allowed; allow it with --allow-commands (ValidatorOptions::allow_commands)");
}
