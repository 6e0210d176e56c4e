#pragma once

/// \file
/// All of sotval.

#include <sotval/demo.hpp>
#include <sotval/error.hpp>
#include <sotval/execution_strategy.hpp>
#include <sotval/export.hpp>
#include <sotval/logger.hpp>
#include <sotval/overlay.hpp>
#include <sotval/pools.hpp>
#include <sotval/process_stats.hpp>
#include <sotval/progress.hpp>
#include <sotval/report.hpp>
#include <sotval/report_writer.hpp>
#include <sotval/result.hpp>
#include <sotval/rule.hpp>
#include <sotval/rule_pack.hpp>
#include <sotval/shared_cache.hpp>
#include <sotval/tree_watch.hpp>
#include <sotval/validator.hpp>
#include <sotval/value.hpp>
#include <sotval/version.hpp>
#include <sotval/worker.hpp>
