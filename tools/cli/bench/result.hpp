#pragma once

#include <algorithm>
#include <cstddef>
#include <cstdint>
#include <string>
#include <utility>
#include <vector>

// What a benchmark came to, as plain data: measured once, then printed, stored, drawn and compared.
// Times are in seconds, memory is in bytes.

namespace sotval::cli::bench {

/// A figure of every counted run, in the order of the runs.
struct Series {
  std::vector<double> values;

  bool empty() const noexcept { return values.empty(); }
  /// Requires: not empty.
  double median() const {
    std::vector<double> sorted = values;
    std::sort(sorted.begin(), sorted.end());
    const std::size_t half = sorted.size() / 2;
    return sorted.size() % 2 == 1 ? sorted[half] : (sorted[half - 1] + sorted[half]) / 2;
  }
  double min() const { return *std::min_element(values.begin(), values.end()); }
  double max() const { return *std::max_element(values.begin(), values.end()); }
};

struct System {
  std::string cpu;           ///< its model; empty: unknown
  unsigned cpus = 1;         ///< that this process may use
  unsigned cpus_online = 1;  ///< of the machine
  std::uint64_t memory = 0;  ///< of the machine; 0: unknown
  std::string kernel;        ///< "Linux 6.1.0"
  std::string build;         ///< "Release", "Debug"
  std::string compiler;      ///< "g++ 12.2.0"
  std::string version;       ///< of sotval
};

struct Repository {
  std::string root;          ///< absolute, UTF-8
  std::uint64_t files = 0;
  std::uint64_t directories = 0;
  std::uint64_t files_read = 0; ///< in a run that knows nothing, as the next two
  std::uint64_t bytes_read = 0;
  std::uint64_t documents = 0;
  std::string pack;          ///< "ssid 1.0.0"
  std::string pack_digest;
  std::size_t rules = 0;
};

/// What worker processes cost, of each run.
struct Overhead {
  Series serialization, start_up, ipc;
};

/// One way to run, and what its runs took.
struct Case {
  std::string strategy; ///< "sequential", "threads", "processes"
  unsigned workers = 1;
  Series time;
  std::vector<std::pair<std::string, Series>> phases; ///< in the order of the pipeline
  Overhead overhead;                                  ///< empty series unless processes
  std::uint64_t memory = 0;                           ///< at the peak: sum of the proportional set sizes of all its processes; 0: unknown
  double predicted = 0;                               ///< time that the cost model gives it
};

/// A batch run alone.
struct Batch {
  unsigned batch = 0;
  std::string name;
  std::size_t rules = 0;
  Series threads, processes;
};

struct Recommendation {
  std::string strategy;
  unsigned workers = 1;
  std::vector<std::string> reasons; ///< sentences with the figures it rests on
};

struct Result {
  std::string started; ///< UTC, "2026-01-31T12:00:00Z"
  System system;
  Repository repository;
  std::string mode = "compare"; ///< or "scaling"
  bool warm = false;            ///< every run knew from the one before what files say; otherwise nothing was known
  unsigned runs = 0;            ///< counted ones of each case
  std::vector<Case> cases;      ///< the first is sequential
  unsigned batch_workers = 0;   ///< of the table of batches
  std::vector<Batch> batches;   ///< empty: not measured
  Recommendation recommendation;
};

} // namespace sotval::cli::bench
