#pragma once

#include <functional>
#include <stdexcept>

#include <pthread.h>

namespace support {

/// Runs `work` in a thread whose stack is too small for recursion over something long. `work` must not throw.
inline void on_small_stack(const std::function<void()>& work) {
  constexpr std::size_t bytes = 256 * 1024;
  pthread_attr_t attributes;
  pthread_attr_init(&attributes);
  pthread_attr_setstacksize(&attributes, bytes);
  pthread_t thread;
  const auto run = [](void* function) -> void* {
    (*static_cast<const std::function<void()>*>(function))();
    return nullptr;
  };
  const int error = pthread_create(&thread, &attributes, run, const_cast<std::function<void()>*>(&work));
  pthread_attr_destroy(&attributes);
  if (error != 0) throw std::runtime_error("no thread");
  pthread_join(thread, nullptr);
}

} // namespace support
