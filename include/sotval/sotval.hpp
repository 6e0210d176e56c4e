#pragma once

/// \file
/// All of sotval.

/// \namespace sotval
/// Checks a file tree against a rule pack. Start with Validator, which takes ValidatorOptions and makes a Report.

/// \mainpage sotval
/// The reference of the library, made from its headers. A program starts with sotval::Validator; rules of its own derive
/// from sotval::Rule, strategies of its own from sotval::ExecutionStrategy; sotval::SharedCache can be used by itself. Errors that
/// the caller can cause derive from sotval::Error. The guide is README.md and what it links.

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
