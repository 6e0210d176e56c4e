#pragma once

#include <memory>

#include <sotval/validator.hpp>

#include "command_runner.hpp"

namespace sotval::core {

/// Lets tests replace what a Validator would make itself.
struct ValidatorAccess {
  static void set_command_runner(Validator& validator, std::shared_ptr<CommandRunner> runner);
};

} // namespace sotval::core
