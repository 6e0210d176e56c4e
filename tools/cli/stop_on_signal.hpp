#pragma once

#include <stop_token>
#include <thread>

namespace sotval::cli {

/// As long as it lives, the first SIGINT or SIGTERM becomes a stop request instead of ending the
/// program; a second one, of either kind, ends it at once. Signals that were ignored when the program
/// started (as `nohup` and background jobs of scripts have it) stay ignored.
///
/// A signal handler may do next to nothing, and a stop request is not among it: it takes locks and
/// runs callbacks. So the handler writes a byte into a pipe, and a thread at its other end makes the
/// request. Signals are not blocked, so that child processes inherit nothing.
/// One object at a time.
class StopOnSignal {
public:
  StopOnSignal();
  StopOnSignal(const StopOnSignal&) = delete;
  StopOnSignal& operator=(const StopOnSignal&) = delete;
  ~StopOnSignal() { release(); }

  std::stop_token token() const noexcept { return stop_.get_token(); }

  /// The signal that came; 0 if none did. Stays known after release().
  int signal() const noexcept;

  /// Gives the signals their former meaning back.
  void release() noexcept;

private:
  std::stop_source stop_;
  std::thread watcher_;
};

} // namespace sotval::cli
