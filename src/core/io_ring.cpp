#include "io_ring.hpp"

#include <algorithm>
#include <cerrno>
#include <initializer_list>
#include <new>

#include <liburing.h>
#include <unistd.h>

namespace sotval::core {

namespace {

bool can_all(io_uring& ring) noexcept {
  if ((ring.features & IORING_FEAT_EXT_ARG) == 0) return false; // without it, waiting for some time takes an operation of its own
  const std::unique_ptr<io_uring_probe, void (*)(io_uring_probe*)> probe(io_uring_get_probe_ring(&ring), io_uring_free_probe);
  if (!probe) return false;
  for (const int operation : {IORING_OP_OPENAT2, IORING_OP_READ, IORING_OP_CLOSE})
    if (!io_uring_opcode_supported(probe.get(), operation)) return false;
  return true;
}

} // namespace

IoRing::IoRing(std::unique_ptr<io_uring> ring) noexcept : ring_(std::move(ring)) {}

std::unique_ptr<IoRing> IoRing::make(unsigned operations) noexcept {
  std::unique_ptr<io_uring> ring(new (std::nothrow) io_uring());
  if (!ring) return nullptr;
  // The thread takes completions when it asks for them: nobody has to interrupt it. Older kernels do not know that.
  if (io_uring_queue_init(operations, ring.get(), IORING_SETUP_COOP_TASKRUN) != 0 && io_uring_queue_init(operations, ring.get(), 0) != 0) return nullptr;
  if (!can_all(*ring)) {
    io_uring_queue_exit(ring.get());
    return nullptr;
  }
  io_uring* const raw = ring.get();
  std::unique_ptr<IoRing> made(new (std::nothrow) IoRing(std::move(ring)));
  if (!made) io_uring_queue_exit(raw);
  return made;
}

IoRing::~IoRing() {
  io_uring_queue_exit(ring_.get());
}

void IoRing::tell(io_uring_sqe* entry, int& result) noexcept {
  io_uring_sqe_set_data(entry, &result);
  ++pending_;
}

void IoRing::open(int directory, const char* path, const open_how& how, int& result) noexcept {
  io_uring_sqe* const entry = io_uring_get_sqe(ring_.get());
  io_uring_prep_openat2(entry, directory, path, const_cast<open_how*>(&how));
  tell(entry, result);
}

void IoRing::read(int fd, char* to, unsigned size, int& result) noexcept {
  io_uring_sqe* const entry = io_uring_get_sqe(ring_.get());
  io_uring_prep_read(entry, fd, to, size, 0);
  tell(entry, result);
}

void IoRing::close(int fd, int& result) noexcept {
#if defined(__SANITIZE_THREAD__) // it sees only what the C library closes, and takes the next file of that number for the same one
  result = ::close(fd) == 0 ? 0 : -errno;
#else
  io_uring_sqe* const entry = io_uring_get_sqe(ring_.get());
  io_uring_prep_close(entry, fd);
  tell(entry, result);
#endif
}

bool IoRing::run(std::chrono::milliseconds patience) noexcept {
  using Clock = std::chrono::steady_clock;
  const auto deadline = Clock::now() + patience;
  while (pending_ > 0) {
    const auto left = std::max<std::chrono::nanoseconds>(deadline - Clock::now(), std::chrono::nanoseconds(0)).count();
    __kernel_timespec timeout{left / 1'000'000'000, left % 1'000'000'000};
    io_uring_cqe* done = nullptr;
    // A signal may end the wait, which is told in several ways: only the clock says whether it was long enough.
    const int outcome = io_uring_submit_and_wait_timeout(ring_.get(), &done, pending_, &timeout, nullptr);
    while (io_uring_peek_cqe(ring_.get(), &done) == 0) {
      *static_cast<int*>(io_uring_cqe_get_data(done)) = done->res;
      io_uring_cqe_seen(ring_.get(), done);
      --pending_;
    }
    const bool refused = outcome < 0 && outcome != -EINTR && outcome != -ETIME && outcome != -EAGAIN;
    if (pending_ > 0 && (refused || Clock::now() >= deadline)) return false;
  }
  return true;
}

} // namespace sotval::core
