#pragma once

#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>

namespace sotval::core::demo {

using Values = std::initializer_list<std::pair<std::string_view, std::string_view>>;

/// The template with every ${name} replaced by its value. A name that has no value stays as it is.
std::string fill(std::string_view text, Values values);

} // namespace sotval::core::demo
