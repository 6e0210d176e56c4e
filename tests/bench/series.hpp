#pragma once

#include <algorithm>
#include <chrono>
#include <functional>
#include <vector>

namespace bench {

using Clock = std::chrono::steady_clock;

inline double milliseconds(std::chrono::nanoseconds duration) {
  return std::chrono::duration<double, std::milli>(duration).count();
}

/// Wall clock of a call, in milliseconds.
inline double timed(const std::function<void()>& run) {
  const auto start = Clock::now();
  run();
  return milliseconds(Clock::now() - start);
}

/// What was measured in every round. Requires, but for add(): there was one.
class Series {
public:
  void add(double value) { values_.insert(std::upper_bound(values_.begin(), values_.end(), value), value); }
  bool empty() const noexcept { return values_.empty(); }
  double median() const { return values_[values_.size() / 2]; }
  double min() const { return values_.front(); }
  double max() const { return values_.back(); }

private:
  std::vector<double> values_; // sorted
};

} // namespace bench
