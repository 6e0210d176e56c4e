#pragma once

#include <algorithm>
#include <atomic>
#include <cstddef>
#include <exception>
#include <mutex>
#include <system_error>
#include <thread>
#include <vector>

namespace sotval::core {

/// Calls work(first, last, calling) for all numbers below `count`, `chunk` of them at a time, on up to `threads` threads; the
/// calling one, for which `calling` is true, is among them. Where no more threads are to be had it takes longer.
/// Throws what `work` throws first; then some chunks may be left out. No thread is left when it returns or throws.
template <class Work> void in_chunks(std::size_t count, std::size_t chunk, unsigned threads, const Work& work) {
  std::atomic<std::size_t> next{0};
  std::mutex mutex;
  std::exception_ptr error;
  const auto take = [&](bool calling) noexcept {
    try {
      for (std::size_t first; (first = next.fetch_add(chunk, std::memory_order_relaxed)) < count;) work(first, std::min(first + chunk, count), calling);
    } catch (...) {
      next = count;
      const std::lock_guard lock(mutex);
      if (!error) error = std::current_exception();
    }
  };
  {
    std::vector<std::jthread> helpers;
    try {
      while (helpers.size() + 1 < threads && (helpers.size() + 1) * 2 * chunk < count) helpers.emplace_back(take, false);
    } catch (const std::system_error&) { // no more threads
    }
    take(true);
  }
  if (error) std::rethrow_exception(error);
}

} // namespace sotval::core
