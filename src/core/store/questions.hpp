#pragma once

#include <cstdint>
#include <utility>
#include <vector>

#include <sotval/validator.hpp>

#include "plan.hpp"
#include "store/digest.hpp"

// What rules ask of a file, in a form that outlives the plan: a pack may change and ask the same, and what is
// known stays valid.

namespace sotval::core {

/// One thing that is asked of a file: does it have a text, does it hold a field test.
struct Question {
  bool is_test = false;
  std::uint32_t id = 0; ///< LeafId or FieldTestId of the plan

  friend bool operator==(const Question&, const Question&) = default;
};

/// The questions in `needs`, leaves first. The digests depend on what is asked alone, not on the numbers of the plan.
std::vector<std::pair<Digest, Question>> questions_in(const ContentNeeds& needs, const Plan& plan);

/// Of everything else that facts depend on: limits, and the program that finds them. Facts of another basis say nothing.
Digest basis_of_facts(const Limits& limits);

} // namespace sotval::core
