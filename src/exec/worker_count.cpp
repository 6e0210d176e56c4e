#include "exec/worker_count.hpp"

#include <string>

#include <sotval/error.hpp>
#include <sotval/pools.hpp>

namespace sotval::exec {

unsigned worker_count(unsigned asked) {
  if (asked > max_pool_workers)
    throw InputError("workers is " + std::to_string(asked) + ", expected 0 (the CPUs this process may use) to " + std::to_string(max_pool_workers));
  return asked == 0 ? available_cpus() : asked;
}

} // namespace sotval::exec
