#pragma once

#include <string>
#include <vector>

#include <sotval/rule.hpp>

// Custom rules with which the self-test tries out worker processes. They are registered only where the
// program tests itself or is the worker of one that does.

namespace sotval::cli {

/// An outcome that a rule in a worker shall have and that shall arrive as it is.
struct SampleOutcome {
  std::string name; ///< also the id of the rule in the pack of the self-test
  std::string what; ///< for people
  RuleOutcome outcome;
};

/// Every kind of value, finding and outcome there is. The same in every process.
std::vector<SampleOutcome> sample_outcomes();

/// What the pack of the self-test hands to a rule: every kind of value that a pack can have.
Value sample_parameters();
/// The same as a pack has it, in one line.
extern const char* const sample_parameters_text;

namespace rule_names {
inline constexpr const char* sample = "sotval-self-test-sample"; ///< with {name: N}: has that sample outcome
inline constexpr const char* echo = "sotval-self-test-echo";     ///< its evidence is its parameters
inline constexpr const char* look = "sotval-self-test-look";     ///< its evidence is the repository as it sees it
/// With {spare: P, once: FILE}: kills its process, unless that is P. If FILE is there, holds instead; makes it.
inline constexpr const char* kill = "sotval-self-test-kill";
inline constexpr const char* hang = "sotval-self-test-hang"; ///< with {spare: P}: never ends, unless in process P
} // namespace rule_names

RuleRegistry self_test_rules();

} // namespace sotval::cli
