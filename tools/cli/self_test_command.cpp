#include <algorithm>
#include <exception>
#include <functional>
#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <vector>

#include <unistd.h>

#include <sotval/demo.hpp>
#include <sotval/shared_cache.hpp>
#include <sotval/validator.hpp>

#include "commands.hpp"
#include "exit_code.hpp"
#include "messages.hpp"
#include "output.hpp"
#include "printable.hpp"
#include "scratch_directory.hpp"
#include "self_test_rules.hpp"
#include "stop_on_signal.hpp"

// Does on this machine, with real worker processes, what the rest of the program relies on. A check is a
// function that throws when something is not as it should be.

namespace sotval::cli {

namespace {

/// What is wrong, for people.
class Wrong : public std::runtime_error {
public:
  using std::runtime_error::runtime_error;
};

void require(bool holds, const std::string& otherwise) {
  if (!holds) throw Wrong(otherwise);
}

void require_count(std::uint64_t actual, std::uint64_t expected, const std::string& what) {
  require(actual == expected, what + ": " + std::to_string(actual) + ", expected " + std::to_string(expected));
}

/// Thrown between two checks when a signal came.
struct Interrupted {};

/// Executes checks and writes a line for each.
class Checks {
public:
  explicit Checks(const StopOnSignal& stop) : stop_(stop) {}

  void check(const std::string& what, const std::function<void()>& body) {
    if (stop_.signal() != 0) throw Interrupted();
    std::string wrong;
    try {
      body();
    } catch (const std::exception& error) {
      wrong = error.what();
    }
    ++total_;
    if (wrong.empty()) {
      write_standard_output("ok      " + what + "\n");
      return;
    }
    ++failed_;
    write_standard_output("FAILED  " + what + ": " + core::printable(wrong) + "\n");
  }

  /// The last line; true if all is well.
  bool finish() const {
    write_standard_output(core::count_of(total_, "check") + ", " +
                          (failed_ == 0 ? "all ok" : std::to_string(failed_) + " FAILED") + "\n");
    return failed_ == 0;
  }

private:
  const StopOnSignal& stop_;
  std::size_t total_ = 0;
  std::size_t failed_ = 0;
};

std::string rule_line(const std::string& id, const char* custom_rule, const std::string& parameters) {
  return "  - {id: " + id + ", title: A rule, severity: medium, batch: 0, check: {kind: custom, rule: " + custom_rule +
         ", with: " + parameters + "}}\n";
}

RulePack load(const ScratchDirectory& scratch, const std::string& name, const std::string& rules) {
  return RulePack::load(scratch.write(name + ".yaml", "sotval: 1\npack: " + name + "\nrules:\n" + rules));
}

/// A repository and the options for checking it with some pack in two worker processes.
struct Workshop {
  const ScratchDirectory& scratch;
  const WorkerHost& host;
  std::filesystem::path repository;

  ValidatorOptions options(const RulePack& pack, Strategy strategy = Strategy::processes) const {
    ValidatorOptions made;
    made.repo_root = repository;
    made.pack = pack;
    made.strategy = strategy;
    made.max_workers = 2;
    made.host = host;
    return made;
  }
};

/// The report of a run in processes in which nothing went wrong.
Report undisturbed(ValidatorOptions options) {
  Report report = Validator(std::move(options)).validate_all();
  const ProcessStats& stats = report.run.processes;
  require(stats.process_pool_enabled, "no worker process was used");
  require_count(stats.fallback_to_threads, 0, "fallbacks to threads");
  require_count(stats.process_crashes, 0, "crashes");
  return report;
}

const RuleResult& result_of(const Report& report, const std::string& rule) {
  const auto found = std::find_if(report.results.begin(), report.results.end(),
                                  [&](const RuleResult& result) { return result.rule_id == rule; });
  if (found == report.results.end()) throw Wrong("rule " + rule + " has no result");
  return *found;
}

Verdict verdict_of(RuleOutcome::Kind kind) {
  if (kind == RuleOutcome::Kind::holds) return Verdict::passed;
  return kind == RuleOutcome::Kind::violated ? Verdict::failed : Verdict::error;
}

void require_verdict(const Report& report, const std::string& rule, Verdict expected) {
  const RuleResult& result = result_of(report, rule);
  require(result.verdict == expected, rule + " is " + std::string(to_string(result.verdict)) + " (" + result.message +
                                          "), expected " + std::string(to_string(expected)));
}

void require_arrived(const Report& report, const SampleOutcome& sample) {
  const RuleResult& result = result_of(report, sample.name);
  const RuleOutcome& sent = sample.outcome;
  require_verdict(report, sample.name, verdict_of(sent.kind));
  require(result.message.ends_with(sent.message), "the message became '" + result.message + "'");
  require(result.nothing_matched == sent.nothing_matched, "'nothing matched' was lost or invented");
  require(result.findings == sent.findings, "the findings have changed");
  require_count(result.finding_count, sent.findings.size(), "findings");
  require(result.evidence == sent.evidence, "the evidence has changed");
}

void check_types(Checks& checks, const Workshop& shop) {
  const std::vector<SampleOutcome> samples = sample_outcomes();
  std::string rules = rule_line("echo", rule_names::echo, sample_parameters_text);
  for (const SampleOutcome& sample : samples)
    rules += rule_line(sample.name, rule_names::sample, "{name: " + sample.name + "}");
  Report report;
  checks.check("custom rules of this program run in its worker processes", [&] {
    report = undisturbed(shop.options(load(shop.scratch, "samples", rules)));
    require_count(report.results.size(), samples.size() + 1, "results");
  });
  checks.check("parameters: every kind of value arrives in the worker as it was", [&] {
    const Value* value = result_of(report, "echo").evidence.find("value");
    require(value != nullptr && *value == sample_parameters(), "the parameters have changed");
  });
  for (const SampleOutcome& sample : samples)
    checks.check(sample.what + " comes back as it was", [&] { require_arrived(report, sample); });
  checks.check("the tree and its files look the same from a worker process", [&] {
    const RulePack pack = load(shop.scratch, "look", rule_line("look", rule_names::look, "{}"));
    const Report here = Validator(shop.options(pack, Strategy::sequential)).validate_all();
    require(here.results.at(0).verdict == Verdict::passed, here.results.at(0).message);
    require(undisturbed(shop.options(pack)).results == here.results, "a worker sees another tree than this process");
  });
}

void require_same(const Report& report, const Report& reference) {
  for (std::size_t i = 0; i < std::min(report.results.size(), reference.results.size()); ++i)
    require(report.results[i] == reference.results[i], "rule " + reference.results[i].rule_id + " has another result");
  require_count(report.results.size(), reference.results.size(), "results");
  require(report.counts == reference.counts, "the counts are others");
  require(report.unreadable == reference.unreadable && report.files_read == reference.files_read,
          "other files were read");
}

/// One batch of the built-in pack on the generated repository, some things of which are broken.
void check_strategies(Checks& checks, const Workshop& shop) {
  constexpr unsigned batch = 3;
  const RulePack pack = RulePack::builtin();
  Report reference;
  checks.check("a batch runs sequentially", [&] {
    reference = Validator(shop.options(pack, Strategy::sequential)).validate_batch(batch);
    require(reference.counts.passed != 0, "no rule passed");
    require_count(reference.counts.error, 0, "rules that could not be decided");
  });
  checks.check("threads give the same verdicts", [&] {
    require_same(Validator(shop.options(pack, Strategy::threads)).validate_batch(batch), reference);
  });
  for (const bool shared : {true, false})
    checks.check(std::string("worker processes ") + (shared ? "with" : "without") +
                     " shared memory give the same verdicts",
                 [&] {
                   ValidatorOptions options = shop.options(pack);
                   options.use_shared_memory = shared;
                   const Report report = Validator(std::move(options)).validate_batch(batch);
                   require_same(report, reference);
                   const ProcessStats& stats = report.run.processes;
                   require(stats.process_pool_enabled && stats.fallback_to_threads == 0, "threads had to take over");
                   require((stats.shared_memory_size != 0) == shared,
                           shared ? "no memory was shared" : "memory was shared");
                 });
  checks.check("threads take over where no worker process can be started", [&] {
    ValidatorOptions options = shop.options(pack);
    options.worker_program = shop.scratch.path() / "no-such-program";
    std::size_t warnings = 0;
    options.logger = [&](LogLevel level, std::string_view) { warnings += level == LogLevel::warning ? 1 : 0; };
    const Report report = Validator(std::move(options)).validate_batch(batch);
    require_same(report, reference);
    require_count(report.run.processes.fallback_to_threads, 1, "fallbacks to threads");
    require_count(warnings, 1, "warnings");
  });
}

void check_shared_memory(Checks& checks) {
  const std::string text = "some bytes";
  const auto bytes = std::as_bytes(std::span(text));
  const auto require_equal = [&](const SharedCache& cache) {
    const auto found = cache.find("block");
    require(found && std::equal(found->begin(), found->end(), bytes.begin(), bytes.end()), "the bytes have changed");
  };
  checks.check("shared memory without a name holds what was published", [&] {
    SharedCache cache = SharedCache::create();
    cache.publish("block", bytes);
    require_equal(cache);
    const int descriptor = cache.descriptor("block");
    require_equal(SharedCache::attach(std::span(&descriptor, 1)));
  });
  checks.check("shared memory with a name is found by it, and gone when it was removed", [&] {
    SharedCache cache = SharedCache::create({.named = true});
    cache.publish("block", bytes);
    const std::string handle = cache.handle();
    require_equal(SharedCache::attach(handle));
    cache.remove();
    bool gone = false;
    try {
      SharedCache::attach(handle);
    } catch (const InputError&) {
      gone = true;
    }
    require(gone, "it is still there");
  });
}

void check_trouble(Checks& checks, const Workshop& shop) {
  const std::string spare = "spare: " + std::to_string(::getpid());
  const std::string harmless = rule_line("neighbour", rule_names::echo, "{}");
  const auto report_of = [&](const std::string& name, const std::string& rules, std::chrono::milliseconds limit) {
    ValidatorOptions options = shop.options(load(shop.scratch, name, rules));
    options.job_timeout = limit;
    return Validator(std::move(options)).validate_all();
  };
  constexpr std::chrono::milliseconds plenty{60'000};
  checks.check("a worker that is killed once costs a retry and no verdict", [&] {
    const std::string once = (shop.scratch.path() / "was-here").string();
    const Report report =
        report_of("once", harmless + rule_line("killer", rule_names::kill, "{" + spare + ", once: '" + once + "'}"), plenty);
    require_verdict(report, "killer", Verdict::passed);
    require_verdict(report, "neighbour", Verdict::passed);
    require_count(report.run.processes.process_crashes, 1, "crashes");
    require_count(report.run.processes.retries, 1, "retries");
  });
  checks.check("a rule that kills its worker costs its own verdict and no other", [&] {
    const Report report = report_of("always", harmless + rule_line("killer", rule_names::kill, "{" + spare + "}"), plenty);
    require_verdict(report, "killer", Verdict::error);
    require_verdict(report, "neighbour", Verdict::passed);
    require_count(report.run.processes.process_crashes, 2, "crashes");
  });
  checks.check("a rule that never ends costs its own verdict and no other", [&] {
    const Report report = report_of("hang", harmless + rule_line("sleeper", rule_names::hang, "{" + spare + "}"),
                                    std::chrono::milliseconds(500));
    require_verdict(report, "sleeper", Verdict::error);
    require_verdict(report, "neighbour", Verdict::passed);
    require_count(report.run.processes.timeouts, 2, "time-outs");
  });
}

} // namespace

int run(const SelfTestCommand&, const WorkerHost& host) {
  StopOnSignal stop;
  const ScratchDirectory scratch;
  Checks checks(stop);
  try {
    Workshop shop{scratch, host, scratch.path() / "small"};
    scratch.write("small/README.md", "hello\n");
    scratch.write("small/docs/caf\xe9.txt", std::string(1000, '\xff'));
    check_types(checks, shop);
    check_shared_memory(checks);
    check_trouble(checks, shop);
    shop.repository = scratch.path() / "demo";
    write_demo_repository(shop.repository, {.damages = 3});
    check_strategies(checks, shop);
  } catch (const Interrupted&) {
    messages::error("stopped by a signal");
    return ended_by(stop.signal());
  }
  return checks.finish() ? all_hold : incomplete;
}

} // namespace sotval::cli
