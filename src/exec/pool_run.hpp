#pragma once

#include <span>
#include <stop_token>
#include <string>

#include <sotval/error.hpp>
#include <sotval/pools.hpp>

#include "exec/crew.hpp"
#include "exec/work_ledger.hpp"

namespace sotval::exec {

/// The pool cannot go on; what() says why. What has no result yet is still in the ledger.
class PoolFailure : public EngineError {
public:
  using EngineError::EngineError;
};

/// What one run of a pool works with. All borrowed.
struct PoolRunInput {
  const ProcessPoolOptions& options;
  unsigned workers; ///< at most
  Crew& crew;
  WorkLedger& ledger;
  const JobContext& context;
  ResultSink& sink;
  ProcessStats& stats;
};

/// Lets the crew do the work of the ledger and hands over results, until the ledger is finished or a stop
/// is requested; then idle workers stay and all others are ended. Throws PoolFailure, and what the sink throws.
void run_pool(const PoolRunInput& input, const std::stop_token& stop);

} // namespace sotval::exec
