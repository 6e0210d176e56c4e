#pragma once

#include <chrono>
#include <filesystem>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "exec/channel.hpp"
#include "exec/launcher.hpp"
#include "exec/mark.hpp"

namespace sotval::exec {

/// A worker process that was started, or why it was not.
struct StartedWorker {
  std::optional<Channel> channel; ///< empty: it was not started
  ChildProcess child;
  Mark mark;
  int error = 0;       ///< errno, if it was not started
  std::string message; ///< for people, likewise
};

/// How a worker program is called. `arguments` has its name first.
struct WorkerProgram {
  std::filesystem::path path;
  std::vector<std::string> arguments;
};

/// Starts worker processes in the background.
/// Threads: one at a time.
class WorkerStarter {
public:
  /// The program is opened now; that it is missing shows when a worker is started. Throws std::system_error
  /// if there is no thread or no descriptor to work with.
  explicit WorkerStarter(const WorkerProgram& program);
  ~WorkerStarter();

  /// Asks for one more.
  void start();
  /// Waits for the one that is being started; those behind it are dropped. Nothing can be started any more.
  void stop() noexcept { launcher_.reset(); }
  /// How many were asked for and not taken yet.
  unsigned under_way() const noexcept { return under_way_; }
  /// Readable when there is something to take.
  int news_fd() const noexcept;
  std::vector<StartedWorker> take();

private:
  struct Shared;
  std::shared_ptr<Shared> shared_; // with the tasks of the launcher
  unsigned under_way_ = 0;
  std::unique_ptr<Launcher> launcher_;
};

} // namespace sotval::exec
