#include <sotval/validator.hpp>

#include <sotval/pools.hpp>

#include "check/external.hpp"
#include "check/support.hpp"
#include "command_runner.hpp"
#include "custom_rules.hpp"
#include "file_source.hpp"
#include "guarded_logger.hpp"
#include "performance_summary.hpp"
#include "report_sums.hpp"
#include "run.hpp"
#include "validator_access.hpp"

namespace sotval {

using namespace core;

namespace {

void check_options(const ValidatorOptions& options) {
  if (options.limits.document_depth < 1 || options.limits.document_depth > 900)
    throw InputError("limits.document_depth is " + std::to_string(options.limits.document_depth) + ", expected 1 to 900");
  if (options.max_workers > max_pool_workers)
    throw InputError("max_workers is " + std::to_string(options.max_workers) + ", expected at most " + std::to_string(max_pool_workers));
  if (options.cache_ttl.count() < 0)
    throw InputError("cache_ttl is " + std::to_string(options.cache_ttl.count()) + " s, expected 0 (nothing stays in memory) or more");
  if (options.job_timeout.count() < 0)
    throw InputError("job_timeout is " + std::to_string(options.job_timeout.count()) + " ms, expected 0 (no limit) or more");
}

// Custom rules in worker processes need a program that knows them.
void check_custom_rules(const ValidatorOptions& options, const Pack& pack, const RuleRegistry& registry) {
  if (!require_custom_rules(pack, registry) || options.own_strategy || options.host) return;
  if (options.strategy == Strategy::processes && options.use_process_pool)
    throw InputError("strategy is processes, but worker processes do not know the custom rules of pack '" + pack.name +
                     "'; call run_worker_if_asked() first thing in main() and pass its result as ValidatorOptions::host, or choose threads");
}

void check_commands(const ValidatorOptions& options, const Pack& pack) {
  if (options.allow_commands) return;
  std::vector<std::string> rules;
  for (std::size_t i = 0; i < pack.rules.size(); ++i) {
    bool found = false;
    for_each_check(pack.bodies[i].check, [&](const Value& check) { found |= *check.find("kind")->as_string() == "command"; });
    if (found) rules.push_back(pack.rules[i].id);
  }
  if (rules.empty()) return;
  throw InputError("pack '" + pack.name + "' runs external programs (" + join_names(rules, 5) +
                   "), which is not allowed; allow it with --allow-commands (ValidatorOptions::allow_commands)");
}

} // namespace

struct Validator::State {
  explicit State(ValidatorOptions given)
      : options(std::move(given)), pack(options.pack ? *options.pack : RulePack::builtin()),
        root_path(RootDirectory(options.repo_root).canonical_path()), registry(registry_of(options)), strategies(options) {
    check_options(options);
    check_custom_rules(options, *pack.data(), *registry);
    check_commands(options, *pack.data());
    options.logger = guarded(std::move(options.logger));
    memory.emplace(fact_store_of(options), options.cache_ttl);
  }

  static std::unique_ptr<FactStore> fact_store_of(const ValidatorOptions& options) {
    if (!options.use_fact_store) return nullptr;
    const auto directory = options.cache_directory.empty() ? default_cache_directory() : options.cache_directory;
    if (!directory.empty()) return make_fact_store(directory, options.cache_limit, options.logger);
    if (options.logger) options.logger(LogLevel::debug, "nothing is kept for the next run: neither XDG_CACHE_HOME nor HOME is set");
    return nullptr;
  }

  static std::shared_ptr<const RuleRegistry> registry_of(const ValidatorOptions& options) {
    if (options.host) return options.host.registry();
    return options.registry ? options.registry : std::make_shared<const RuleRegistry>();
  }

  CommandRunner& command_runner() {
    if (!runner) runner = make_command_runner();
    return *runner;
  }

  ValidatorOptions options;
  RulePack pack;
  std::string root_path; // opened anew by every run: the directory may have been replaced
  std::shared_ptr<const RuleRegistry> registry;
  Strategies strategies;
  std::shared_ptr<CommandRunner> runner;
  std::optional<FactMemory> memory;
  ProcessStats processes; // of all calls
  std::string summary;    // of the last one
};

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
  return validate(selection, Overlay(), std::move(stop));
}

Report Validator::validate(const Selection& selection, const Overlay& overlay, std::stop_token stop) {
  State& state = *state_;
  const std::vector<std::size_t> rules = state.pack.select(selection);
  const RunParts parts{state.options, *state.pack.data(), state.root_path, *state.registry, state.strategies,
                       [&state]() -> CommandRunner& { return state.command_runner(); }, *state.memory, selection.findings_in, overlay};
  Report report = run(parts, rules, std::move(stop));
  add(state.processes, report.run.processes);
  state.summary = core::performance_summary(report, state.processes);
  return report;
}

ProcessStats Validator::process_stats() const {
  return state_->processes;
}

std::string Validator::performance_summary() const {
  return state_->summary;
}

void Validator::cleanup() noexcept {
  state_->strategies.cleanup();
  state_->memory->forget();
}

void core::ValidatorAccess::set_command_runner(Validator& validator, std::shared_ptr<CommandRunner> runner) {
  validator.state_->runner = std::move(runner);
}

} // namespace sotval
