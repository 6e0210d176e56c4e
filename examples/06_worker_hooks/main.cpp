// 03_process_pool without its warnings, with something of our own before and after each rule, in the worker that evaluates
// it. "changed" and "new" mark what differs from it.

#include <chrono> // new
#include <iostream>
#include <memory>
#include <string>
#include <string_view> // new
#include <utility>
#include <vector>

#include <unistd.h> // new, for getpid()

#include <sotval/sotval.hpp>

class NoSpaces final : public sotval::Rule {
public:
  sotval::RuleInfo info() const override {
    sotval::RuleInfo info;
    info.id = "OWN001";
    info.title = "No path has a space in it";
    info.severity = sotval::Severity::low;
    return info;
  }

  sotval::RuleOutcome evaluate(const sotval::RepositoryView& repository) const override {
    if (!repository.complete()) return sotval::RuleOutcome::undecided("a directory could not be listed");
    std::vector<sotval::Finding> findings;
    for (std::size_t i = 0; i < repository.size(); ++i) {
      const std::string path(repository[i].path);
      if (path.find(' ') != std::string::npos) findings.push_back({path, 0, 0, "has a space in it"});
    }
    if (findings.empty()) return sotval::RuleOutcome::holds("no path has a space in it");
    return sotval::RuleOutcome::violated("some paths have a space in them", std::move(findings));
  }
};

using Clock = std::chrono::steady_clock; // new: until the end of hooks()
thread_local Clock::time_point started;  // in other strategies several threads evaluate at once

void before(std::string_view /*rule_id*/, const sotval::RepositoryView& /*repository*/) { started = Clock::now(); }

void after(std::string_view rule_id, const sotval::RepositoryView& repository, sotval::RuleOutcome& outcome) {
  const std::chrono::duration<double, std::milli> took = Clock::now() - started;
  // One piece, so that lines of several workers do not mix. Times are for the log: they are no part of a result.
  std::cerr << "process " + std::to_string(getpid()) + ": " + std::string(rule_id) + " took " + std::to_string(took.count()) + " ms\n";
  outcome.evidence.set("entries", repository.size()); // a fact about the repository is
}

sotval::RuleHooks hooks() { return {before, after}; }

int main(int argc, char** argv) try {
  sotval::RuleRegistry registry;
  registry.add<NoSpaces>("no_spaces");
  registry.set_hooks(hooks()); // new
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv, std::move(registry));
  std::cerr << "process " + std::to_string(getpid()) + ": the program\n"; // new

  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.pack = sotval::RulePack::builtin().with_rules(*host.registry());
  options.host = host;
  options.strategy = sotval::Strategy::processes;
  options.max_workers = 0;
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate({.rules = {"OWN001"}}); // changed: this rule alone ...
  sotval::write_text(std::cout, report, {.verbose = true});               // ... with its evidence
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
