#pragma once

#include <chrono>
#include <cstdint>
#include <mutex>
#include <string>
#include <string_view>

#include <sotval/progress.hpp>

namespace sotval::cli {

/// A line on standard error that tells the phase, how far it is and how fast.
/// Threads: clear() may be called from any.
class ProgressBar final : public ProgressListener {
public:
  ~ProgressBar() override { clear(); }

  void phase_started(std::string_view phase, std::uint64_t total) override;
  void phase_advanced(std::uint64_t done) override;
  void phase_finished() override;

  /// Makes room for other output; the bar comes back with the next step.
  void clear();

private:
  using Clock = std::chrono::steady_clock;

  void draw();

  std::mutex mutex_; // guards all below
  std::string phase_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  Clock::time_point started_{};
  Clock::time_point drawn_{};
  bool visible_ = false;
};

/// The text of the bar, at most `width` wide; as much of the rest as there is room for.
std::string progress_line(std::string_view phase, std::uint64_t done, std::uint64_t total, double seconds,
                          std::size_t width);

} // namespace sotval::cli
