#pragma once

#include <functional>
#include <span>
#include <stop_token>
#include <string>

#include <sotval/validator.hpp>

#include "command_runner.hpp"
#include "pack/pack.hpp"
#include "store/fact_memory.hpp"
#include "strategies.hpp"

namespace sotval::core {

/// What a run takes from its Validator. All of it must outlive the run.
struct RunParts {
  const ValidatorOptions& options;
  const Pack& pack;
  const std::string& root_path;
  const RuleRegistry& registry;
  Strategies& strategies;
  std::function<CommandRunner&()> runner; ///< called only if there is a command
  FactMemory& memory;
  const std::optional<std::vector<std::string>>& findings_in; ///< as in Selection
  const Overlay& overlay;
};

/// One run, from the plan to the report. `rules`: indices into pack.rules, ascending.
/// Throws Stopped if a stop is requested before files are read, InputError if the root cannot be opened,
/// and EngineError.
Report run(const RunParts& parts, std::span<const std::size_t> rules, std::stop_token stop);

} // namespace sotval::core
