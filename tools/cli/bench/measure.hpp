#pragma once

#include <functional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/validator.hpp>

#include "bench/result.hpp"

namespace sotval::cli::bench {

/// What is to be measured.
struct Task {
  ValidatorOptions options; ///< of every run, but for strategy, workers and what is kept from run to run
  Selection selection;
  unsigned runs = 3;        ///< counted ones of each case; one more comes first to warm up. Requires: more than 0
  bool warm = false;        ///< runs know from the one before what files say
  std::vector<unsigned> workers; ///< of the pools
  unsigned batch_workers = 0;    ///< for the table of batches; 0: without it
  std::stop_token stop;
  std::function<void(std::string_view)> progress; ///< told what is measured next
};

/// The runs of all cases take turns, so that whatever else the machine does hits all alike. Fills in cases,
/// batches and the repository, but neither memory nor predictions.
/// Throws Stopped after a stop request, and EngineError if two cases come to different results.
void measure(const Task& task, Result& result);

} // namespace sotval::cli::bench
