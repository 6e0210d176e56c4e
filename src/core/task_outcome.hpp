#pragma once

#include <cstddef>
#include <string>
#include <vector>

#include <sotval/rule.hpp>
#include <sotval/validator.hpp>

#include "bytes.hpp"

// Tasks are what is done for a single check: the evaluation of a rule written in C++, the run of an
// external program. Judging sees only what they came to.

namespace sotval::core {

/// A RuleOutcome, put in order: findings by path and place, everything within the limits of the run.
struct TaskOutcome {
  RuleOutcome::Kind kind = RuleOutcome::Kind::undecided;
  std::string message; ///< one printable line; of `undecided`: why
  std::vector<Finding> findings;
  std::size_t finding_count = 0;
  bool nothing_matched = false;
  Value evidence = Value::Map{};

  static TaskOutcome undecided(std::string reason);
  friend bool operator==(const TaskOutcome&, const TaskOutcome&) = default;
};

/// `all_findings`: they are not cut there, because not all of them will be told.
Limits limits_of_outcomes(Limits limits, bool all_findings);

/// Throws EngineError if the evidence is not a map or nested beyond reason.
TaskOutcome settle(RuleOutcome outcome, const Limits& limits);

/// Throws EngineError if the evidence is nested beyond reason.
void put_outcome(ByteWriter& out, const TaskOutcome& outcome);
/// Throws EngineError if the bytes are anything else.
TaskOutcome get_outcome(ByteReader& in);

} // namespace sotval::core
