#pragma once

#include <vector>

#include "pack/rule_reader.hpp"

namespace sotval::core {

/// Checks what rules are to each other: ids are distinct, dependencies exist, are not switched off, lie
/// in no later batch and do not go in circles. Dependencies of inherited rules on rules that are
/// switched off are taken out. `complete`: no rule is missing because of errors elsewhere.
void check_rule_graph(Diagnostics& diagnostics, std::vector<RuleDraft>& drafts, bool complete);

} // namespace sotval::core
