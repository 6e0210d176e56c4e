#include "progress.hpp"

#include <unistd.h>

#include "messages.hpp"
#include "terminal.hpp"

namespace sotval::cli {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::chrono::milliseconds between_drawings{100};

// A bar that cannot be drawn is no reason to fail.
void write_error(std::string_view text) {
  [[maybe_unused]] const ssize_t written = ::write(STDERR_FILENO, text.data(), text.size());
}

} // namespace

void RunningPhase::start(std::string_view phase, std::uint64_t total) {
  phase_ = phase;
  total_ = total;
  done_ = 0;
  started_ = Clock::now();
}

Step RunningPhase::step() const {
  const std::chrono::duration<double> elapsed = Clock::now() - started_;
  return {phase_, done_, total_, elapsed.count()};
}

void ProgressBar::phase_started(std::string_view phase, std::uint64_t total) {
  const std::lock_guard lock(mutex_);
  phase_.start(phase, total);
  draw();
}

void ProgressBar::phase_advanced(std::uint64_t done) {
  const std::lock_guard lock(mutex_);
  phase_.advance(done);
  if (Clock::now() - drawn_ >= between_drawings) draw();
}

void ProgressBar::phase_finished() {
  const std::lock_guard lock(mutex_);
  draw();
}

void ProgressBar::clear() {
  const std::lock_guard lock(mutex_);
  erase();
}

void ProgressBar::above(const std::function<void()>& print) {
  const std::lock_guard lock(mutex_);
  erase();
  print();
}

// The new line is written over the old one and what sticks out is erased: nothing flickers.
void ProgressBar::draw() {
  drawn_ = Clock::now();
  // One column stays free: a full line makes some terminals go on to the next.
  std::string line = progress_line(phase_.step(), terminal_width() - 1, unicode_);
  if (line == shown_) return;
  write_error("\r" + line + "\x1b[K");
  shown_ = std::move(line);
}

void ProgressBar::erase() {
  if (!shown_.empty()) write_error("\r\x1b[K");
  shown_.clear();
}

void ProgressLog::phase_finished() { messages::info(finished_line(phase_.step())); }

} // namespace sotval::cli
