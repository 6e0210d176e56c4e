#pragma once

#include <functional>
#include <memory>
#include <string>
#include <system_error>
#include <utility>
#include <vector>

#include <sys/types.h>

#include "file_source.hpp"

// Starts processes, by Boost.Process v2. All of them are started by one thread that lives as long as the
// launcher: a child that shall die with its parent dies with the *thread* that forked it, and vfork() halts
// the thread that calls it until the child has left for its program.

namespace sotval::exec {

/// What to start. Descriptors are borrowed.
struct LaunchRequest {
  int program = -1;        ///< a descriptor (O_PATH is enough) of the program; scripts cannot be started so
  std::string path;        ///< or, if there is no descriptor, its path
  std::vector<std::string> arguments;   ///< with the program's name first
  std::vector<std::string> environment; ///< NAME=value
  std::vector<std::pair<int, int>> descriptors; ///< (ours, the child's number); all others are closed
  int directory = -1;      ///< to start in; -1: where we are
};

/// A child: its own process group's leader, ended when this process dies.
struct ChildProcess {
  pid_t pid = -1;
  core::Descriptor pidfd; ///< becomes readable when it ended

  explicit operator bool() const noexcept { return pid > 0; }
};

/// How a child ended.
struct ChildEnd {
  enum class Kind { exited, signalled, unknown /* the host has taken the status away */ };
  Kind kind = Kind::unknown;
  int code = 0; ///< exit status or signal

  /// "was killed by SIGSEGV (segmentation fault)", "exited with status 3", "ended"
  std::string describe() const;
};

class Launcher {
public:
  /// Throws std::system_error if there is no thread to be had.
  Launcher();
  /// Ends the thread; tasks that it has not begun are dropped. In a fork of the process that made it, does nothing.
  ~Launcher();
  Launcher(const Launcher&) = delete;
  Launcher& operator=(const Launcher&) = delete;

  /// Runs a task on the launcher's thread, after those that were posted before. It must not throw.
  void post(std::function<void()> task);

  /// Requires: called in a task. Throws std::system_error with what fork or exec said.
  ChildProcess launch(const LaunchRequest& request);

private:
  struct State;
  std::shared_ptr<State> state_;
};

/// Kills the whole group of a child that was not reaped yet.
void kill_group(const ChildProcess& child) noexcept;

/// True if the child has ended, or does so before the time is over; it is still to be reaped.
bool wait_for_end(const ChildProcess& child, int milliseconds) noexcept;

/// Waits for the end and takes the child off the system's list.
ChildEnd reap(ChildProcess& child) noexcept;

/// Copies of this process's environment variables.
std::vector<std::string> current_environment();

} // namespace sotval::exec
