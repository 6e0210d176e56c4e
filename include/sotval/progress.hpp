#pragma once

#include <cstdint>
#include <string_view>

#include <sotval/export.hpp>

/// \file
/// How a run tells how far it is. The library itself prints nothing.

namespace sotval {

/// Called during a run, always on the thread that called the Validator. Exceptions it throws end
/// the run and reach the caller.
class SOTVAL_API ProgressListener {
public:
  virtual ~ProgressListener() = default;

  /// A phase ("plan", "scan", "gather", "rules" if there are custom rules or commands, "judge") begins; `total` units of work are known, 0: unknown.
  virtual void phase_started(std::string_view phase, std::uint64_t total) = 0;
  /// `done` units of the current phase are finished. Not called for every single unit.
  virtual void phase_advanced(std::uint64_t done) = 0;
  virtual void phase_finished() = 0; ///< the current phase has ended
};

} // namespace sotval
