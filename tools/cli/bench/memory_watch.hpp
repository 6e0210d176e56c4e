#pragma once

#include <cstdint>
#include <stop_token>
#include <thread>

namespace sotval::cli::bench {

/// Looks again and again at the memory of all processes that descend from this one, as long as it lives: the sum of
/// their proportional set sizes, in which a page that n processes share counts n times an n-th. That disturbs
/// them: not for runs that are timed.
/// Threads: peak() may be called once, from any.
class MemoryWatch {
public:
  MemoryWatch();
  /// Ends the watch. Bytes; 0 if there was no process, or the system does not tell.
  std::uint64_t peak();

private:
  void look();

  std::uint64_t peak_ = 0; // of the thread, until it is joined
  std::jthread thread_;
};

} // namespace sotval::cli::bench
