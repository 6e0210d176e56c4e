#pragma once

#include <span>
#include <string>
#include <string_view>

namespace sotval::core {

/// The name that was probably meant: close to `word` in its letters, whatever their case; empty if
/// none is. Of equally close names the first.
std::string_view nearest(std::string_view word, std::span<const std::string_view> names);

/// "did you mean 'high'? (critical, high, medium)" or "expected one of critical, high, medium". Names
/// that are too many are not listed; if then none is close, there is nothing to suggest.
std::string suggest(std::string_view word, std::span<const std::string_view> names);

/// The user's own word as messages show it: in single quotes, control characters escaped, cut if long.
std::string in_quotes(std::string_view text);

/// "a, b, c"
std::string join(std::span<const std::string_view> names);

} // namespace sotval::core
