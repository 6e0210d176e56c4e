#pragma once

#include <chrono>
#include <cstdint>
#include <string>
#include <string_view>

#include <sotval/progress.hpp>
#include <sotval/report.hpp>

namespace sotval::core {

/// Measures the phases of a run and tells the listener of them.
class Phases {
public:
  Phases(RunStatistics& run, ProgressListener* listener) : run_(run), listener_(listener) {}

  void begin(std::string_view phase, std::uint64_t total) {
    run_.phases.push_back({std::string(phase), {}});
    started_ = std::chrono::steady_clock::now();
    if (listener_ != nullptr) listener_->phase_started(phase, total);
  }
  void advance(std::uint64_t done) {
    if (listener_ != nullptr) listener_->phase_advanced(done);
  }
  /// Returns how long the phase took.
  std::chrono::nanoseconds end() {
    run_.phases.back().duration = std::chrono::steady_clock::now() - started_;
    if (listener_ != nullptr) listener_->phase_finished();
    return run_.phases.back().duration;
  }

private:
  RunStatistics& run_;
  ProgressListener* listener_;
  std::chrono::steady_clock::time_point started_;
};

} // namespace sotval::core
