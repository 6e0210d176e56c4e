#include "exec/support/worker_host.hpp"

#include <csignal>
#include <cstdlib>
#include <stdexcept>

#include <unistd.h>

namespace support {

using namespace sotval;

namespace {

RuleInfo named(std::string id) {
  RuleInfo info;
  info.id = std::move(id);
  info.title = "A rule in C++";
  return info;
}

// Counts the files below a directory, and how many bytes they hold.
class CountsFiles final : public Rule {
public:
  explicit CountsFiles(const Value& parameters) {
    if (const Value* glob = parameters.find("glob")) glob_ = *glob->as_string();
  }
  RuleInfo info() const override { return named("COUNTS"); }
  RuleOutcome evaluate(const RepositoryView& repository) const override {
    std::uint64_t bytes = 0;
    std::vector<Finding> findings;
    for (const RepositoryEntry& entry : repository.glob(glob_)) {
      const FileContent content = repository.read(entry.path);
      if (!content.ok) return RuleOutcome::undecided(std::string(entry.path) + ": " + content.reason);
      bytes += content.bytes.size();
      findings.push_back({std::string(entry.path), 1, 1, std::to_string(content.bytes.size()) + " bytes"});
    }
    const std::string message = std::to_string(findings.size()) + " files of " + std::to_string(bytes) + " bytes";
    RuleOutcome outcome = RuleOutcome::violated(message, std::move(findings));
    outcome.evidence.set("bytes", bytes);
    return outcome;
  }

private:
  std::string glob_ = "**/README.md";
};

// Does to its process what its parameter says.
class Misbehaves final : public Rule {
public:
  explicit Misbehaves(const Value& parameters) {
    if (const Value* how = parameters.find("how")) how_ = *how->as_string();
  }
  RuleInfo info() const override { return named("MISBEHAVES"); }
  RuleOutcome evaluate(const RepositoryView&) const override {
    if (how_ == "throw") throw std::runtime_error("as told");
    if (how_ == "kill") std::raise(SIGKILL);
    if (how_ == "exit") std::exit(0);
    if (how_ == "sleep")
      for (;;) ::pause();
    return RuleOutcome::holds("was good");
  }

private:
  std::string how_;
};

} // namespace

RuleRegistry test_rules() {
  RuleRegistry registry;
  registry.add("counts", [](const Value& parameters) { return std::make_unique<CountsFiles>(parameters); });
  registry.add("misbehaves", [](const Value& parameters) { return std::make_unique<Misbehaves>(parameters); });
  RuleHooks hooks;
  hooks.after = [](std::string_view rule_id, const RepositoryView& repository, RuleOutcome& outcome) {
    outcome.evidence.set("seen_by_hook", std::string(rule_id) + " among " + std::to_string(repository.size()));
  };
  registry.set_hooks(std::move(hooks));
  return registry;
}

} // namespace support
