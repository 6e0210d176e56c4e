#pragma once

#include "bench/result.hpp"
#include "cost_model.hpp"

// What to make of measurements: the costs that explain them, and which strategy to use.

namespace sotval::cli::bench {

/// The costs of the model that `auto` uses, from what was measured. Requires: the first case is sequential.
core::RunCosts costs_of(const Result& measured);

/// Fills in the predictions of all cases and the recommendation.
void advise(Result& measured);

} // namespace sotval::cli::bench
