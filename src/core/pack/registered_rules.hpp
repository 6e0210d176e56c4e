#pragma once

#include <sotval/rule.hpp>

#include "pack/pack.hpp"

namespace sotval::core {

/// Appends all rules of a registry, as their info() describes them, in the order of their names; seals the
/// pack. Throws InputError if they and the pack do not go together.
void append_registered_rules(Pack& pack, const RuleRegistry& registry);

} // namespace sotval::core
