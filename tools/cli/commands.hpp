#pragma once

#include <string>
#include <string_view>

#include <sotval/rule_pack.hpp>
#include <sotval/worker.hpp>

#include "command_line.hpp"

// One function per command: it does the work, writes results to standard output and returns the exit
// code. Errors are exceptions; main() knows their exit codes.

namespace sotval::cli {

int run(const ValidateCommand& command, const WorkerHost& host);
int run(const WatchCommand& command, const WorkerHost& host);
int run(const BenchCommand& command, const WorkerHost& host);
int run(const BenchDiffCommand& command);
int run(const ListCommand& command);
int run(const ExplainCommand& command);
int run(const SchemaCommand& command);
int run(const DemoCommand& command);
int run(const SelfTestCommand& command, const WorkerHost& host);
int run(const CacheCommand& command);
int run(const HelpCommand& command);
int run(const VersionCommand& command);

/// A word with a '/' or '.' is a file.
bool is_pack_file(const std::string& pack);
/// Name and, if it has one, version.
std::string title_of(const RulePack& pack);
/// A built-in pack by its name, or a pack file.
RulePack find_pack(const std::string& pack);

} // namespace sotval::cli
