#pragma once

#include <sotval/rule_pack.hpp>

namespace bench {

/// The SSID pack with `times` as many content rules: the copies look into the same files for other
/// texts of the same shape, made of words that are common in source code and prose.
sotval::RulePack with_more_content_rules(unsigned times);

} // namespace bench
