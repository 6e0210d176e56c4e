#pragma once

#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/rule.hpp>

#include "command_runner.hpp"

// What a program said, as the outcome of a check.

namespace sotval::core {

/// A finding for each line that is not empty. A line `path:line:column: text`, `path:line: text` or
/// `path: text` is taken apart if its path is one of `paths` (of several the longest); of any other the
/// whole line is the text. Requires: `paths` are sorted by their bytes.
std::vector<Finding> findings_of_output(std::string_view output, std::span<const std::string_view> paths);

/// Exit status 0: holds; 1: violated, with the findings of the output; anything else: undecided.
/// `paths`: what the program was given, in any order.
RuleOutcome outcome_of_command(const CommandRequest& request, const CommandResult& result, std::vector<std::string_view> paths);

} // namespace sotval::core
