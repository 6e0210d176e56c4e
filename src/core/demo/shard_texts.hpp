#pragma once

#include <string_view>

/// \file
/// Templates of the files of a shard, for fill(). Damages find their places by the wording of whole
/// lines, so a line that a damage names must be the same in every shard.

namespace sotval::core::demo {

extern const std::string_view chart_template;
extern const std::string_view manifest_template;

} // namespace sotval::core::demo
