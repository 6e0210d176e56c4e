#include "exec/crew.hpp"

#include <algorithm>
#include <new>

#include <poll.h>

namespace sotval::exec {

void Crew::start() {
  if (!starter_) starter_ = std::make_unique<WorkerStarter>(program_);
  starter_->start();
}

std::vector<StartedWorker> Crew::take_started() {
  std::vector<StartedWorker> failed;
  if (!starter_) return failed;
  for (StartedWorker& started : starter_->take()) {
    if (!started.channel) {
      failed.push_back(std::move(started));
      continue;
    }
    ++started_;
    workers_.push_back(std::make_unique<Worker>(Worker{++last_id_, std::move(*started.channel), std::move(started.child), std::move(started.mark),
                                                       false, 0, false, true, Clock::now(), std::nullopt, {}}));
  }
  return failed;
}

ChildEnd Crew::dismiss(const Worker& worker) {
  const auto found = std::find_if(workers_.begin(), workers_.end(), [&](const auto& w) { return w.get() == &worker; });
  const std::unique_ptr<Worker> gone = std::move(*found);
  workers_.erase(found);
  kill_group(gone->child); // also what it may have started itself
  return reap(gone->child);
}

void Crew::end_all() noexcept {
  if (::getpid() != owner_) { // they are another process's
    workers_.clear();
    starter_.reset();
    return;
  }
  take_in();
  for (const auto& worker : workers_) worker->channel.close(); // to a worker that means: go
  const auto deadline = Clock::now() + std::chrono::milliseconds(500);
  for (const auto& worker : workers_) {
    const auto left = std::chrono::duration_cast<std::chrono::milliseconds>(deadline - Clock::now()).count();
    wait_for_end(worker->child, std::max<int>(static_cast<int>(left), 0));
  }
  // Workers end with the thread that started them, hence not before.
  if (starter_) starter_->stop();
  take_in(); // those that were under way
  for (const auto& worker : workers_) {
    kill_group(worker->child);
    reap(worker->child);
  }
  workers_.clear();
  starter_.reset();
}

void Crew::take_in() noexcept {
  try {
    take_started();
  } catch (const std::bad_alloc&) { // they end with their sockets
  }
}

} // namespace sotval::exec
