#include <sotval/worker.hpp>

#include <cstdio>
#include <string_view>
#include <utility>

#include <sys/stat.h>
#include <unistd.h>

#include "exec/messages.hpp"
#include "exec/worker_loop.hpp"
#include "worker_context.hpp"

// Where a worker's two halves meet: exec knows how to talk to the pool, core what a job is.

namespace sotval {

namespace {

bool started_by_a_pool() {
  struct stat status {};
  return ::fstat(exec::control_descriptor, &status) == 0 && S_ISSOCK(status.st_mode);
}

} // namespace

WorkerHost run_worker_if_asked(int argc, char** argv, RuleRegistry registry) {
  WorkerHost host;
  host.registry_ = std::make_shared<const RuleRegistry>(std::move(registry));
  if (argc < 2 || argv[1] != std::string_view(exec::worker_argument)) return host;
  if (!started_by_a_pool()) {
    std::fprintf(stderr, "%s %s is for process pools of sotval, which start it themselves\n", argv[0], argv[1]);
    ::_exit(2);
  }
  exec::run_worker([&host](std::span<const std::byte> input) { return core::make_worker_context(input, *host.registry()); });
}

} // namespace sotval
