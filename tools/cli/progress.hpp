#pragma once

#include <chrono>
#include <cstdint>
#include <functional>
#include <mutex>
#include <string>
#include <string_view>

#include <sotval/progress.hpp>

#include "progress_line.hpp"

namespace sotval::cli {

/// A phase and since when it runs.
class RunningPhase {
public:
  void start(std::string_view phase, std::uint64_t total);
  void advance(std::uint64_t done) noexcept { done_ = done; }
  /// Valid until the next call of start().
  Step step() const;

private:
  std::string phase_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  std::chrono::steady_clock::time_point started_{};
};

/// A line on standard error that tells the phase, how far it is, how fast and how long still.
/// Threads: clear() and above() may be called from any.
class ProgressBar final : public ProgressListener {
public:
  explicit ProgressBar(bool unicode) noexcept : unicode_(unicode) {}
  ~ProgressBar() override { clear(); }

  void phase_started(std::string_view phase, std::uint64_t total) override;
  void phase_advanced(std::uint64_t done) override;
  void phase_finished() override;

  void clear();
  /// Makes room and calls `print`, which writes whole lines; the bar comes back with the next step.
  void above(const std::function<void()>& print);

private:
  void draw();
  void erase();

  const bool unicode_;
  std::mutex mutex_; // guards all below
  RunningPhase phase_;
  std::chrono::steady_clock::time_point drawn_{};
  std::string shown_; // what stands there; empty: nothing
};

/// A message when a phase is over, where no bar is shown.
class ProgressLog final : public ProgressListener {
public:
  void phase_started(std::string_view phase, std::uint64_t total) override { phase_.start(phase, total); }
  void phase_advanced(std::uint64_t done) override { phase_.advance(done); }
  void phase_finished() override;

private:
  RunningPhase phase_;
};

} // namespace sotval::cli
