#pragma once

#include <vector>

#include "pack/check_reader.hpp"
#include "pack/rule_reader.hpp"

namespace sotval::core {

/// Applies the `overrides` of a pack to the rules that it takes over: switches them off, changes their
/// severity or single parameters of their check (null takes a parameter away).
void apply_overrides(Diagnostics& diagnostics, const Node& overrides, const KnownNames& sets, std::vector<RuleDraft>& drafts);

} // namespace sotval::core
