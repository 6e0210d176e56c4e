#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <functional>
#include <memory>
#include <optional>
#include <stop_token>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/execution_strategy.hpp>
#include <sotval/progress.hpp>
#include <sotval/report.hpp>
#include <sotval/rule_pack.hpp>

/// \file
/// The front door: a repository, a rule pack, a report.

namespace sotval {

enum class LogLevel : std::uint8_t { debug, info, warning };

/// Receives messages for people. May be called from any thread, one call at a time.
using Logger = std::function<void(LogLevel, std::string_view)>;

/// Bounds that keep a run small whatever the repository holds.
struct Limits {
  std::uint64_t file_size = 64 * 1024 * 1024; ///< bytes; larger files are reported as unreadable. 0: no limit
  unsigned document_depth = 512;              ///< nesting of a YAML or JSON document. Requires: 1 to 900
  std::uint64_t document_nodes = 10'000'000;  ///< of a document with its aliases expanded
  std::size_t findings = 100;                 ///< listed per rule; the count is always complete. 0: none
  std::size_t evidence_items = 20;            ///< per list in the evidence; the counts are always complete. 0: none
};

struct ValidatorOptions {
  std::filesystem::path repo_root = ".";
  std::optional<RulePack> pack; ///< empty: the built-in SSID pack
  std::shared_ptr<ExecutionStrategy> strategy; ///< empty: sequential. Shared with the caller; one run at a time
  std::shared_ptr<ProgressListener> progress;  ///< empty: none
  Logger logger;                               ///< empty: messages are dropped
  Limits limits;
  std::optional<bool> skip_dependants; ///< of failed rules; empty: as the pack says
};

/// Checks one repository against one pack.
///
/// Ownership: holds its pack and options; the repository is only read.
/// Threads:   one call at a time per object; objects are independent of each other.
/// State:     every call looks at the repository anew.
class Validator {
public:
  /// Throws InputError if the root is not a readable directory or an option is out of range.
  explicit Validator(ValidatorOptions options);
  Validator(Validator&&) noexcept;
  Validator& operator=(Validator&&) noexcept;
  ~Validator();

  Report validate_all();
  /// Throws InputError if the pack has no such batch.
  Report validate_batch(unsigned batch);
  /// After a stop request the run ends early by throwing Stopped.
  /// Throws InputError if the selection is empty or names a rule that the pack does not have.
  Report validate(const Selection& selection, std::stop_token stop = {});

  const RulePack& pack() const noexcept;

private:
  struct State;
  std::unique_ptr<State> state_;
};

/// A run that ended early because its stop token asked for it.
class Stopped : public Error {
public:
  using Error::Error;
};

} // namespace sotval
