#pragma once

#include <cstddef>
#include <functional>
#include <memory>
#include <span>

#include <sotval/execution_strategy.hpp>

namespace sotval::exec {

/// Makes a context from what JobContext::worker_input() gave in the pool's process. The bytes are
/// aligned to 16 and outlive it. May throw.
using ContextFactory = std::function<std::unique_ptr<JobContext>(std::span<const std::byte>)>;

/// The work of a worker process: greets the pool at the other end of control_descriptor, makes the
/// contexts it is told to and executes jobs, until the pool is gone. Ends the process.
[[noreturn]] void run_worker(const ContextFactory& make_context) noexcept;

} // namespace sotval::exec
