#pragma once

#include <chrono>
#include <cstddef>
#include <memory>

#include <linux/openat2.h>

struct io_uring;
struct io_uring_sqe;

namespace sotval::core {

/// Hands many operations on files to the kernel at once (io_uring). Entering it costs more than what most of them do, on
/// virtual machines a microsecond. Threads: may be used by one at a time.
class IoRing {
public:
  /// nullptr where the system has no such thing, or does not allow it. `operations`: how many are handed over at
  /// once, at most.
  static std::unique_ptr<IoRing> make(unsigned operations) noexcept;
  ~IoRing();

  // Each is done by the next run(); no more than `operations` may wait for it. Everything that is pointed to must live until
  // run() has returned true; `result` becomes what the system call would have returned, or a negative errno.
  void open(int directory, const char* path, const open_how& how, int& result) noexcept;
  void read(int fd, char* to, unsigned size, int& result) noexcept;
  void close(int fd, int& result) noexcept;

  /// Waits until all is done. False if it is not after that time, or the kernel refuses: then all that operations point
  /// to may still be written to at any time, and the ring must not be used or destroyed any more; nor does the thread end
  /// before they do. What the kernel can do at once it does at once, however long it takes: patience is for the rest.
  bool run(std::chrono::milliseconds patience) noexcept;

private:
  explicit IoRing(std::unique_ptr<io_uring> ring) noexcept;
  void tell(io_uring_sqe* entry, int& result) noexcept;

  std::unique_ptr<io_uring> ring_;
  unsigned pending_ = 0;
};

} // namespace sotval::core
