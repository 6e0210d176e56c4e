// 02_thread_pool in worker processes, with a rule of our own that runs in them. "changed" and "new" mark
// what differs from it.

#include <iostream>
#include <memory> // new, with the next two
#include <string>
#include <vector>

#include <sotval/sotval.hpp>

class NoSpaces final : public sotval::Rule { // new: the whole class
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

int main(int argc, char** argv) try {
  sotval::RuleRegistry registry; // new
  registry.add<NoSpaces>("no_spaces"); // new
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv, std::move(registry)); // new: workers never return

  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.pack = sotval::RulePack::builtin().with_rules(*host.registry()); // new
  options.host = host; // new: this program is its own worker, so workers know the rule
  options.strategy = sotval::Strategy::processes; // changed
  options.max_workers = 0;
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  std::cout << '\n' << validator.performance_summary();

  const sotval::ProcessStats stats = validator.process_stats(); // new: until the end of the try block
  if (stats.process_crashes + stats.timeouts > 0)
    std::cerr << "warning: " << stats.process_crashes << " workers crashed, " << stats.timeouts << " took too long\n";
  if (stats.fallback_to_threads > 0)
    std::cerr << "warning: worker processes could not be used, threads took over\n";
  validator.cleanup(); // ends the workers now; the destructor would as well
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
