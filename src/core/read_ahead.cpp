#include "read_ahead.hpp"

#include <algorithm>
#include <array>
#include <atomic>
#include <climits>
#include <mutex>
#include <new>
#include <string>
#include <utility>

#include <fcntl.h>
#include <sys/resource.h>

#include "io_ring.hpp"
#include "padding.hpp"
#include "prefault.hpp"

// The kernel opens a batch of files in one call and reads them in the next; they are closed with the opening of the
// batch after them.

namespace sotval::core {

namespace {

constexpr std::size_t batch_size = 16; // more gain little, and descriptors are few
constexpr std::size_t worth_it = 4;
constexpr std::size_t worth_starting = 32; // files told of so far: setting up a ring costs as much as they do
constexpr rlim_t most_open = 256; // in the process,
constexpr rlim_t open_share = 4;  // or one of so many descriptors that it may have: the rest is for what the library is part of
constexpr std::chrono::milliseconds patience{100}; // who is told to read a file waits for that one alone

std::atomic<unsigned> open_ahead{0}; // in the process
std::atomic<unsigned> pauses{0};
std::atomic<bool> disabled{false}; // where something hung once, it would again, and each time something is lost

// How many the process may have.
rlim_t descriptors() noexcept {
  rlimit limit{};
  return ::getrlimit(RLIMIT_NOFILE, &limit) == 0 ? limit.rlim_cur : 0;
}

unsigned may_open() noexcept {
  return static_cast<unsigned>(std::min(descriptors() / open_share, most_open));
}

// Numbers are given from the lowest: if those in the middle are in use, half are, or were a moment ago. Nothing is taken to
// find out.
bool is_crowded() noexcept {
  const int middle = static_cast<int>(std::min<rlim_t>(descriptors() / 2, INT_MAX - 4));
  for (int fd = middle; fd < middle + 4; ++fd)
    if (::fcntl(fd, F_GETFD) != -1) return true;
  return false;
}

} // namespace

struct ReadAhead::Batch {
  struct File {
    std::string path; // with a zero behind it
    int fd = -1;      // or an error, as all that follow
    int size = -1;
    int closed = -1;
  };

  char* bytes_of(std::size_t file) const noexcept { return bytes.get() + file * (room + padding); }

  std::unique_ptr<IoRing> ring;
  std::unique_ptr<char[]> bytes;
  const open_how how = how_below(open_for_reading);
  const unsigned limit = may_open();
  std::array<File, batch_size> files;
  std::size_t count = 0, taken = 0;
  Batch* before = nullptr; // of those that are given up
};

ReadAhead::ReadAhead(const RootDirectory& root) noexcept : root_(root) {}

ReadAhead::~ReadAhead() {
  finish();
}

bool ReadAhead::any_open() noexcept {
  return open_ahead > 0;
}

ReadAhead::Pause::Pause() noexcept {
  ++pauses;
}

ReadAhead::Pause::~Pause() {
  --pauses;
}

void ReadAhead::expect(std::vector<std::string_view> paths) {
  finish();
  expected_ = std::move(paths);
  told_ += expected_.size();
}

void ReadAhead::finish() noexcept {
  expected_.clear();
  next_ = 0;
  if (batch_) next_batch(0);
}

void ReadAhead::end() noexcept {
  finish();
  batch_.reset();
  given_up_ = true;
}

std::optional<ReadAhead::Beginning> ReadAhead::take(std::string_view path) {
  if (next_ == expected_.size() || expected_[next_] != path) return std::nullopt;
  const std::size_t left = expected_.size() - next_;
  if (start() && batch_->taken == batch_->count) next_batch(left < worth_it ? 0 : std::min(left, batch_size));
  ++next_;
  if (!batch_ || batch_->taken == batch_->count) return std::nullopt;
  const std::size_t at = batch_->taken++;
  const Batch::File& file = batch_->files[at];
  if (file.fd < 0 || file.size < 0) return std::nullopt;
  return Beginning{file.fd, batch_->bytes_of(at), static_cast<std::size_t>(file.size)};
}

bool ReadAhead::start() noexcept {
  if (batch_ || given_up_) return !given_up_;
  if (told_ < worth_starting) return false;
  given_up_ = true; // until everything is there
  if (disabled || !root_.is_local() || is_crowded()) return false; // the ring itself takes a descriptor
  std::unique_ptr<Batch> batch(new (std::nothrow) Batch());
  if (!batch) return false;
  if (batch->limit < worth_it) return false;
  batch->bytes.reset(new (std::nothrow) char[batch_size * (room + padding)]);
  batch->ring = IoRing::make(2 * batch_size);
  if (!batch->bytes || !batch->ring) return false;
  prefault(batch->bytes.get(), batch_size * (room + padding));
  batch_ = std::move(batch);
  given_up_ = false;
  return true;
}

// Closes the files of the batch and opens the next ones, as far as that is possible now.
void ReadAhead::next_batch(std::size_t count) {
  Batch& batch = *batch_;
  if (pauses > 0) count = 0;
  for (std::size_t i = 0; i < count; ++i) batch.files[i].path = expected_[next_ + i];
  const std::size_t before = std::exchange(batch.count, 0);
  batch.taken = 0;
  for (std::size_t i = 0; i < before; ++i)
    if (batch.files[i].fd >= 0) batch.ring->close(batch.files[i].fd, batch.files[i].closed);
  if (open_ahead.fetch_add(static_cast<unsigned>(count)) + count > batch.limit + before || pauses > 0) { // counted first, then looked: one of two always sees the other
    open_ahead -= static_cast<unsigned>(count);
    count = 0;
  }
  for (std::size_t i = 0; i < count; ++i)
    batch.ring->open(root_.fd(), batch.files[i].path.c_str(), batch.how, batch.files[i].fd);
  const bool opened = batch.ring->run(patience);
  open_ahead -= static_cast<unsigned>(before);
  for (std::size_t i = 0; opened && i < count; ++i) {
    batch.files[i].size = -1;
    if (batch.files[i].fd >= 0) batch.ring->read(batch.files[i].fd, batch.bytes_of(i), room, batch.files[i].size);
  }
  if (!opened || !batch.ring->run(patience)) {
    open_ahead -= static_cast<unsigned>(count);
    return give_up();
  }
  batch.count = count;
}

// Nobody knows what the kernel will still write to, or when.
void ReadAhead::give_up() noexcept {
  static std::mutex mutex;
  static Batch* given_up = nullptr; // is never taken down
  const std::lock_guard lock(mutex);
  batch_->before = given_up;
  given_up = batch_.release();
  given_up_ = true;
  disabled = true;
}

} // namespace sotval::core
