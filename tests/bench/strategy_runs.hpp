#pragma once

#include <filesystem>

#include <sotval/worker.hpp>

namespace bench {

/// Whole runs by each strategy, two workers, round by round; then once more while the memory of workers is
/// watched. Returns the exit status.
int compare_strategies(const std::filesystem::path& root, int rounds, const sotval::WorkerHost& host);

} // namespace bench
