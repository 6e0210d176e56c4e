#include "progress.hpp"

#include <algorithm>

#include <unistd.h>

#include "report/text_layout.hpp"
#include "terminal.hpp"

namespace sotval::cli {

namespace {

constexpr std::chrono::milliseconds between_drawings{100};
constexpr std::size_t phase_width = 8;
constexpr std::size_t bar_width = 30;

// A bar that cannot be drawn is no reason to fail.
void write_error(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

std::string bar(double part) {
  const auto filled = static_cast<std::size_t>(part * static_cast<double>(bar_width));
  return "[" + std::string(filled, '#') + std::string(bar_width - filled, '.') + "]";
}

} // namespace

std::string progress_line(std::string_view phase, std::uint64_t done, std::uint64_t total, double seconds,
                          std::size_t width) {
  std::string line(phase);
  line.resize(std::max(line.size(), phase_width), ' ');
  if (total != 0) {
    const double part = static_cast<double>(std::min(done, total)) / static_cast<double>(total);
    line += bar(part) + " " + std::to_string(static_cast<unsigned>(100 * part)) + " %  ";
  }
  line += std::to_string(done);
  if (total != 0) line += "/" + std::to_string(total);
  const double rate = seconds > 0 ? static_cast<double>(done) / seconds : 0;
  if (rate >= 1 && rate < 1e15) line += "  " + std::to_string(static_cast<std::uint64_t>(rate)) + "/s";
  return width > 3 ? core::clip_end(line, width) : std::string();
}

void ProgressBar::phase_started(std::string_view phase, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  phase_ = phase;
  total_ = total;
  done_ = 0;
  started_ = Clock::now();
  draw();
}

void ProgressBar::phase_advanced(std::uint64_t done) {
  const std::lock_guard lock(mutex_);
  done_ = done;
  if (Clock::now() - drawn_ >= between_drawings) draw();
}

void ProgressBar::phase_finished() {
  const std::lock_guard lock(mutex_);
  draw();
}

void ProgressBar::clear() {
  const std::lock_guard lock(mutex_);
  if (visible_) write_error("\r\x1b[K");
  visible_ = false;
}

void ProgressBar::draw() {
  drawn_ = Clock::now();
  visible_ = true;
  const std::chrono::duration<double> elapsed = drawn_ - started_;
  // One column stays free: a full line makes some terminals go on to the next.
  write_error("\r" + progress_line(phase_, done_, total_, elapsed.count(), terminal_width() - 1) + "\x1b[K");
}

} // namespace sotval::cli
