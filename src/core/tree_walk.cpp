#include "tree_walk.hpp"

#include <algorithm>
#include <system_error>

// Every thread has a stack of directories and walks depth first, so that little is pending. While the
// queue that all share is short, it is given half of such a stack, the end next to the root, where most is
// below; who has nothing left takes from it. So there is no lock for each directory, and no directory that
// is handed on leaves a thread without the next one: a chain of directories stays with one thread.

namespace sotval::core {

namespace {

constexpr unsigned max_threads = 16; // each takes memory and a descriptor, and more would hardly find a processor
// For how many entries a thread is started: it costs as much as a few directories do.
constexpr std::size_t entries_per_thread = 128;
constexpr std::size_t entries_per_directory = 4; // what one that was not yet listed may come to
constexpr std::size_t max_taken = 16;
// Whose status is known anyway: what is to be done in a small tree, and by whom, hangs on the sizes of its files.
constexpr std::size_t few_entries = 1'000;

} // namespace

void Extent::add(const Listing& listing) {
  entries += listing.entries.size();
  const std::size_t prefix = listing.path.empty() ? 0 : listing.path.size() + 1;
  for (const Entry& entry : listing.entries) name_bytes += prefix + entry.name.size() + entry.target.size();
}

void Extent::add(const Extent& other) {
  entries += other.entries;
  name_bytes += other.name_bytes;
}

TreeWalk::TreeWalk(const RootDirectory& root, const ExcludeList& exclude, std::stop_token stop, const Progress& progress, unsigned threads,
                   Detail detail)
    : root_(root), exclude_(exclude), stop_(std::move(stop)), progress_(progress), detail_(detail), max_helpers_(std::clamp(threads, 1U, max_threads) - 1),
      first_(workers_.emplace_back(Worker{Lister(root, exclude, anchors_)})), top_(first_.lister.make_root()) {
  helpers_.reserve(max_helpers_);
  first_.pending.push_back(&top_);
}

Extent TreeWalk::extent() const {
  Extent sum;
  for (const Worker& worker : workers_) sum.add(worker.extent);
  return sum;
}

void TreeWalk::run() {
  try {
    work(first_);
  } catch (...) {
    fail(std::current_exception());
  }
  for (std::thread& helper : helpers_) helper.join();
  if (error_) std::rethrow_exception(error_);
  list_postponed();
  if (told_ != seen_) tell();
}

void TreeWalk::work(Worker& worker) {
  do {
    while (!worker.pending.empty()) {
      if (ended_.load(std::memory_order_relaxed)) return;
      if (stop_.stop_requested()) return end();
      list_next(worker);
      if (&worker == &first_) {
        tell();
        start_helper();
      }
      share(worker);
    }
  } while (take(worker));
}

void TreeWalk::help(Worker& worker) noexcept {
  try {
    if (take(worker)) work(worker);
  } catch (...) {
    fail(std::current_exception());
  }
}

void TreeWalk::list_next(Worker& worker) {
  Listing& listing = *worker.pending.back();
  worker.pending.pop_back();
  if (!worker.lister.list(listing, with_status()) && workers_now_.load(std::memory_order_relaxed) > 1) {
    listing.entries.clear();
    listing.error.clear();
    const std::lock_guard lock(mutex_);
    postponed_.push_back(&listing);
    return;
  }
  listing.anchor.reset();
  worker.extent.add(listing);
  for (const Entry& entry : listing.entries)
    if (entry.listing != nullptr) worker.pending.push_back(entry.listing);
  if (listing.error.empty()) listing.path = std::string(); // its children have it in theirs
  seen_.fetch_add(listing.entries.size(), std::memory_order_relaxed);
}

// Several threads need more descriptors than one: where they ran out, one tries again.
void TreeWalk::list_postponed() {
  workers_now_ = 1;
  first_.pending.swap(postponed_);
  while (!first_.pending.empty() && !stop_.stop_requested()) {
    list_next(first_);
    tell();
  }
}

bool TreeWalk::with_status() const noexcept {
  return detail_ == Detail::status || seen_.load(std::memory_order_relaxed) < few_entries;
}

void TreeWalk::tell() {
  told_ = seen_.load(std::memory_order_relaxed);
  if (progress_) progress_(told_);
}

// One at a time, when what has been seen and what is pending lets expect that it is worth it.
void TreeWalk::start_helper() {
  const std::size_t next = helpers_.size() + 1;
  if (next > max_helpers_) return;
  const std::size_t pending = first_.pending.size() + queued_.load(std::memory_order_relaxed);
  const std::size_t expected = seen_.load(std::memory_order_relaxed) + pending * entries_per_directory;
  if (pending <= next || expected < next * entries_per_thread) return;
  Worker& worker = workers_.emplace_back(Worker{Lister(root_, exclude_, anchors_)});
  {
    const std::lock_guard lock(mutex_);
    ++busy_;
  }
  workers_now_.store(next + 1, std::memory_order_relaxed);
  try {
    helpers_.emplace_back([this, &worker] { help(worker); });
  } catch (const std::system_error&) { // no more threads to be had: the walk takes longer
    const std::lock_guard lock(mutex_);
    --busy_;
    workers_now_.store(next, std::memory_order_relaxed);
    max_helpers_ = helpers_.size();
  }
}

void TreeWalk::share(Worker& worker) {
  auto& pending = worker.pending;
  const std::size_t workers = workers_now_.load(std::memory_order_relaxed);
  if (workers == 1 || pending.size() < 2 || queued_.load(std::memory_order_relaxed) >= workers) return;
  const auto middle = pending.begin() + static_cast<std::ptrdiff_t>(pending.size() / 2);
  {
    const std::lock_guard lock(mutex_);
    queue_.insert(queue_.end(), pending.begin(), middle);
    queued_.store(queue_.size(), std::memory_order_relaxed);
  }
  pending.erase(pending.begin(), middle);
  changed_.notify_all();
}

// Waits for something to do. False if there is nothing and nobody who could find something.
bool TreeWalk::take(Worker& worker) {
  std::unique_lock lock(mutex_);
  if (queue_.empty()) {
    if (--busy_ == 0) {
      ended_ = true;
      changed_.notify_all();
      return false;
    }
    changed_.wait(lock, [this] { return !queue_.empty() || ended_; });
    ++busy_;
  }
  if (ended_) return false;
  const std::size_t share = queue_.size() / (2 * workers_now_.load(std::memory_order_relaxed));
  const auto first = queue_.end() - static_cast<std::ptrdiff_t>(std::clamp<std::size_t>(share, 1, max_taken));
  worker.pending.assign(first, queue_.end());
  queue_.erase(first, queue_.end());
  queued_.store(queue_.size(), std::memory_order_relaxed);
  return true;
}

void TreeWalk::end() {
  const std::lock_guard lock(mutex_);
  ended_ = true;
  changed_.notify_all();
}

void TreeWalk::fail(std::exception_ptr error) {
  const std::lock_guard lock(mutex_);
  if (!error_) error_ = std::move(error);
  ended_ = true;
  changed_.notify_all();
}

} // namespace sotval::core
