#pragma once

#include <chrono>
#include <cstdint>
#include <memory>
#include <optional>
#include <vector>

#include <unistd.h>

#include "exec/work_ledger.hpp"
#include "exec/worker_starter.hpp"

namespace sotval::exec {

using Clock = std::chrono::steady_clock;

/// A worker that runs.
struct Worker {
  WorkerId id = 0;
  Channel channel;
  ChildProcess child;
  Mark mark;

  bool greeted = false;
  std::uint64_t context = 0; ///< that it was told of last; 0: none
  bool ready = false;        ///< it has made that context
  bool fresh = true;         ///< it has executed nothing yet

  Clock::time_point since{};            ///< when it was last seen to do something, or was given something to do
  std::optional<std::uint32_t> seen_at; ///< the item that it was at then
  Clock::time_point checked{};          ///< when that was last looked up
};

/// The workers of a pool, which outlive its runs.
class Crew {
public:
  explicit Crew(WorkerProgram program) : program_(std::move(program)) {}
  ~Crew() { end_all(); }

  const WorkerProgram& program() const noexcept { return program_; }

  /// Asks for one more worker. Throws std::system_error if not even that is possible.
  void start();
  std::size_t size() const noexcept { return workers_.size() + under_way(); }
  unsigned under_way() const noexcept { return starter_ ? starter_->under_way() : 0; }
  int news_fd() const noexcept { return starter_ ? starter_->news_fd() : -1; }
  /// Takes in those that were started meanwhile; returns those that were not.
  std::vector<StartedWorker> take_started();

  std::vector<std::unique_ptr<Worker>>& workers() noexcept { return workers_; }
  /// How many processes were started so far.
  std::uint64_t started() const noexcept { return started_; }

  /// Ends a worker and its group now, and says how it ended.
  ChildEnd dismiss(const Worker& worker);
  /// Ends all workers: asks them to, waits a moment, then insists. In a fork of this process only forgets them.
  void end_all() noexcept;

private:
  void take_in() noexcept;

  WorkerProgram program_;
  std::unique_ptr<WorkerStarter> starter_;
  std::vector<std::unique_ptr<Worker>> workers_;
  WorkerId last_id_ = 0;
  std::uint64_t started_ = 0;
  pid_t owner_ = ::getpid();
};

} // namespace sotval::exec
