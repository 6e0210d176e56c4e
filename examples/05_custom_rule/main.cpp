// A rule in C++ that a pack gives its parameters. pack.yaml, beside this file, uses it twice, on top of the SSID rules; worker
// processes evaluate it. Arguments: the repository, the pack.

#include <algorithm>
#include <cstdint>
#include <iostream>
#include <memory>
#include <string>
#include <utility>
#include <vector>

#include <sotval/sotval.hpp>

class MaxLines final : public sotval::Rule {
public:
  explicit MaxLines(const sotval::Value& parameters) { // what the pack says under `with`
    const sotval::Value* files = parameters.find("files");
    const sotval::Value* lines = parameters.find("lines");
    if (files == nullptr || files->as_string() == nullptr) throw sotval::InputError("'files' must be a glob");
    if (lines == nullptr || lines->as_int() == nullptr) throw sotval::InputError("'lines' must be a whole number");
    files_ = *files->as_string();
    lines_ = *lines->as_int();
  }

  sotval::RuleOutcome evaluate(const sotval::RepositoryView& repository) const override {
    const std::vector<sotval::RepositoryEntry> files = repository.glob(files_);
    std::vector<sotval::Finding> findings;
    std::string unknown = repository.complete() ? "" : "a directory could not be listed";
    for (const sotval::RepositoryEntry& file : files) {
      if (file.kind != sotval::EntryKind::file) continue;
      const std::string path(file.path);
      const sotval::FileContent content = repository.read(path);
      if (!content.ok) unknown = path + ": " + content.reason;
      const auto lines = std::count(content.bytes.begin(), content.bytes.end(), '\n');
      if (lines > lines_) findings.push_back({path, 0, 0, "has " + std::to_string(lines) + " lines"});
    }
    // What nobody knows matters only where it could change the verdict.
    if (findings.empty() && !unknown.empty()) return sotval::RuleOutcome::undecided(unknown);
    const std::string limit = std::to_string(lines_) + " lines";
    sotval::RuleOutcome outcome = findings.empty() ? sotval::RuleOutcome::holds("no file has more than " + limit)
                                                   : sotval::RuleOutcome::violated("some files have more than " + limit, findings);
    outcome.nothing_matched = files.empty();
    outcome.evidence.set("files", files.size());
    return outcome;
  }

private:
  std::string files_;
  std::int64_t lines_ = 0;
};

int main(int argc, char** argv) try {
  sotval::RuleRegistry registry;
  registry.add("max_lines", [](const sotval::Value& parameters) { return std::make_unique<MaxLines>(parameters); });
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv, std::move(registry));

  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.pack = sotval::RulePack::load(argc > 2 ? argv[2] : "pack.yaml");
  options.host = host;
  options.strategy = sotval::Strategy::processes;
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  std::cout << '\n' << validator.performance_summary();
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
