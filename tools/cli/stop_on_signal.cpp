#include "stop_on_signal.hpp"

#include <array>
#include <atomic>
#include <cerrno>
#include <system_error>

#include <fcntl.h>
#include <signal.h>
#include <unistd.h>

namespace sotval::cli {

namespace {

constexpr std::array watched{SIGINT, SIGTERM};

// For the handler, which can be given nothing. The pipe is never closed: a handler may still run on
// another thread when its work is over.
std::atomic<int> received{0};
std::atomic<bool> released{false};
int pipe_out = -1;
int pipe_in = -1;
std::array<struct sigaction, watched.size()> former{};
static_assert(std::atomic<int>::is_always_lock_free, "used in a signal handler");

void wake_watcher() noexcept {
  const char byte = 0;
  // A pipe that is full has woken the watcher already.
  [[maybe_unused]] const ssize_t written = ::write(pipe_in, &byte, 1);
}

// SA_RESETHAND has given the signal its usual effect back before this is called, and it is blocked until
// this returns: raised here, it ends the program then.
void on_signal(int signal) {
  const int saved = errno;
  int none = 0;
  if (received.compare_exchange_strong(none, signal))
    wake_watcher();
  else
    ::raise(signal);
  errno = saved;
}

void open_pipe() {
  if (pipe_in != -1) return;
  std::array<int, 2> ends{};
  if (::pipe2(ends.data(), O_CLOEXEC) == -1) throw std::system_error(errno, std::generic_category(), "pipe");
  pipe_out = ends[0];
  pipe_in = ends[1];
}

// Bytes only say that there may be news: one of an object that is gone may still be in the pipe.
void wait_for_news() noexcept {
  char byte = 0;
  while (received == 0 && !released)
    if (::read(pipe_out, &byte, 1) == -1 && errno != EINTR) return;
}

} // namespace

StopOnSignal::StopOnSignal() {
  open_pipe();
  received = 0;
  released = false;
  watcher_ = std::thread([stop = stop_]() mutable {
    wait_for_news();
    if (received != 0) stop.request_stop();
  });
  struct sigaction action {};
  action.sa_handler = on_signal;
  action.sa_flags = SA_RESTART | SA_RESETHAND;
  sigemptyset(&action.sa_mask);
  for (std::size_t i = 0; i < watched.size(); ++i) {
    ::sigaction(watched[i], nullptr, &former[i]);
    if (former[i].sa_handler != SIG_IGN) ::sigaction(watched[i], &action, nullptr);
  }
}

int StopOnSignal::signal() const noexcept { return received; }

void StopOnSignal::release() noexcept {
  if (!watcher_.joinable()) return;
  for (std::size_t i = 0; i < watched.size(); ++i) ::sigaction(watched[i], &former[i], nullptr);
  released = true;
  wake_watcher();
  watcher_.join();
}

} // namespace sotval::cli
