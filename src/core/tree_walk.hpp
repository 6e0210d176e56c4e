#pragma once

#include <atomic>
#include <condition_variable>
#include <cstdint>
#include <deque>
#include <exception>
#include <functional>
#include <mutex>
#include <stop_token>
#include <thread>
#include <vector>

#include "listing.hpp"

namespace sotval::core {

/// What the snapshot will hold. In a deep tree it is much: every node has its whole path.
struct Extent {
  std::size_t entries = 0, name_bytes = 0;

  void add(const Listing& listing);
  void add(const Extent& other);
};

/// What is asked of the entries of a tree.
enum class Detail {
  types,  // and no more, if there are many: the status of a file takes as long as all the rest. Then it is zero
  status,
};

/// Lists all directories of a tree, with several threads if there is enough to do. In which order is left to
/// chance, but listings know their place: what is made of them does not depend on it.
class TreeWalk {
public:
  using Progress = std::function<void(std::uint64_t)>;

  /// All is borrowed. `threads` includes the calling one; 0 is 1, and there are never more than 16.
  TreeWalk(const RootDirectory& root, const ExcludeList& exclude, std::stop_token stop, const Progress& progress, unsigned threads, Detail detail);

  /// Once. After a stop request the listings that are not reached stay empty.
  /// Throws what `progress` throws, and std::bad_alloc; no thread is left then either.
  void run();

  /// Lives as long as the walk, with all that is below it. After run().
  const Listing& top() const noexcept { return top_; }
  Extent extent() const;

private:
  // A thread's own: the directories it goes on with, the next one last.
  struct Worker {
    Lister lister;
    std::vector<Listing*> pending{};
    Extent extent{};
  };

  void work(Worker& worker);
  void help(Worker& worker) noexcept;
  void list_next(Worker& worker);
  void list_postponed();
  bool with_status() const noexcept;
  void tell();
  void start_helper();
  void share(Worker& worker);
  bool take(Worker& worker);
  void end();
  void fail(std::exception_ptr error);

  const RootDirectory& root_;
  const ExcludeList& exclude_;
  const std::stop_token stop_;
  const Progress& progress_;
  const Detail detail_;
  std::size_t max_helpers_;

  AnchorBudget anchors_; // outlives the listings
  std::deque<Worker> workers_;
  Worker& first_; // of the calling thread
  Listing& top_;
  std::vector<std::thread> helpers_;
  std::uint64_t told_ = 0;
  std::atomic<std::uint64_t> seen_{0};      // entries
  std::atomic<std::size_t> workers_now_{1}; // threads that were started, with the calling one

  std::mutex mutex_;
  std::condition_variable changed_;
  std::vector<Listing*> queue_;     // what anybody may take
  std::vector<Listing*> postponed_; // for want of descriptors
  std::size_t busy_ = 1;            // workers that are not waiting: they may add to the queue
  std::exception_ptr error_;        // the first one
  // Written under the mutex, read without it by those who can do with a value of a moment ago.
  std::atomic<std::size_t> queued_{0};
  std::atomic<bool> ended_{false};
};

} // namespace sotval::core
