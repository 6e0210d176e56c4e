#pragma once

#include <memory>

#include <sotval/pools.hpp>

#include "exec/worker_starter.hpp"

namespace sotval::exec {

/// As the public function, with the program and its arguments given. The program is opened by its path when
/// the first worker is started.
std::unique_ptr<ExecutionStrategy> make_process_pool(const ProcessPoolOptions& options, WorkerProgram program);

} // namespace sotval::exec
