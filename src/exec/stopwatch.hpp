#pragma once

#include <chrono>

namespace sotval::exec {

/// Adds the time that it lives to a sum.
class Stopwatch {
public:
  explicit Stopwatch(std::chrono::nanoseconds& sum) noexcept : sum_(sum) {}
  Stopwatch(const Stopwatch&) = delete;
  Stopwatch& operator=(const Stopwatch&) = delete;
  ~Stopwatch() { sum_ += std::chrono::steady_clock::now() - start_; }

private:
  std::chrono::nanoseconds& sum_;
  std::chrono::steady_clock::time_point start_ = std::chrono::steady_clock::now();
};

} // namespace sotval::exec
