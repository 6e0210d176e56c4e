#pragma once

#include <memory>

#include <sotval/export.hpp>
#include <sotval/rule.hpp>

/// \file
/// How a program becomes its own worker, which lets custom rules run in worker processes.

namespace sotval {

/// Says that this program can be started as a worker, and which custom rules it knows. Cheap to copy.
class WorkerHost {
public:
  WorkerHost() = default; ///< it cannot
  explicit operator bool() const noexcept { return registry_ != nullptr; } ///< it can
  const std::shared_ptr<const RuleRegistry>& registry() const noexcept { return registry_; } ///< null if it cannot

private:
  friend WorkerHost run_worker_if_asked(int argc, char** argv, RuleRegistry registry);
  std::shared_ptr<const RuleRegistry> registry_;
};

/// To be called first thing in main(), before any thread is started or file opened. If a process pool
/// started this program as a worker, it works and then ends the process, so it does not return. Else it
/// returns at once what ValidatorOptions::host takes.
SOTVAL_API WorkerHost run_worker_if_asked(int argc, char** argv, RuleRegistry registry = {});

} // namespace sotval
