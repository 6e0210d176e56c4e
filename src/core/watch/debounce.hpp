#pragma once

#include <algorithm>
#include <chrono>
#include <optional>

namespace sotval::core {

/// When a burst of changes is over: nothing for `quiet`, but at the latest `at_most` after the first one.
class Debounce {
public:
  using Time = std::chrono::steady_clock::time_point;
  using Duration = std::chrono::milliseconds;

  Debounce(Duration quiet, Duration at_most) noexcept : quiet_(quiet), at_most_(at_most) {}

  void changed(Time now) noexcept {
    if (!changed_) first_ = now;
    changed_ = true;
    last_ = now;
  }
  /// Nothing as long as nothing has changed.
  std::optional<Time> due() const noexcept {
    if (!changed_) return std::nullopt;
    return std::min(last_ + quiet_, first_ + at_most_);
  }

private:
  Duration quiet_, at_most_;
  bool changed_ = false;
  Time first_{}, last_{};
};

} // namespace sotval::core
