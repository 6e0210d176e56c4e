#pragma once

#include <memory>

#include <sotval/logger.hpp>
#include <sotval/rule_pack.hpp>
#include <sotval/validator.hpp>
#include <sotval/worker.hpp>

#include "command_line.hpp"
#include "messages.hpp"
#include "progress.hpp"

// From what the user asked for to what the library wants, for all commands that check a repository.

namespace sotval::cli {

/// Throws InputError if the root is none. The library refuses it, too; here it can be said what to do about it.
void require_directory(const CheckOptions& command);

messages::Level level_of(const CheckOptions& command);

/// nullptr: none is to be shown.
std::shared_ptr<ProgressBar> progress_bar_for(const CheckOptions& command);

/// Messages of the library go above the bar, if there is one.
Logger logger_above(const std::shared_ptr<ProgressBar>& bar);

/// For one run. `bar`: nullptr if none is shown.
ValidatorOptions options_of(const CheckOptions& command, RulePack pack, const WorkerHost& host,
                            const std::shared_ptr<ProgressBar>& bar);

} // namespace sotval::cli
