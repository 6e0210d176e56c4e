#pragma once

#include <array>
#include <future>
#include <stdexcept>
#include <string>

#include <fcntl.h>
#include <poll.h>
#include <unistd.h>

#include "exec/launcher.hpp"
#include "support/child.hpp"

namespace support {

/// Both ends of a pipe, closed in programs that are started.
struct Pipe {
  sotval::core::Descriptor read, write;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::runtime_error("no pipe");
    read = sotval::core::Descriptor(ends[0]);
    write = sotval::core::Descriptor(ends[1]);
  }
};

/// Runs `work` on the launcher's thread and returns, or throws, what it did.
template <typename Work> auto on_thread_of(sotval::exec::Launcher& launcher, Work work) {
  std::packaged_task<decltype(work())()> task(std::move(work));
  auto result = task.get_future();
  launcher.post([&task] { task(); });
  return result.get();
}

inline sotval::exec::ChildProcess launch(sotval::exec::Launcher& launcher, const sotval::exec::LaunchRequest& request) {
  return on_thread_of(launcher, [&] { return launcher.launch(request); });
}

/// A request for a program without descriptors.
inline sotval::exec::LaunchRequest program(std::vector<std::string> arguments) {
  sotval::exec::LaunchRequest request;
  request.path = arguments.front();
  request.arguments = std::move(arguments);
  request.environment = sotval::exec::current_environment();
  return request;
}

inline sotval::exec::LaunchRequest shell(const std::string& script) {
  return program({"/bin/sh", "-c", script});
}

/// What a program writes to its standard output until nobody has it open any more.
inline std::string output_of(sotval::exec::Launcher& launcher, sotval::exec::LaunchRequest request) {
  Pipe out;
  request.descriptors.emplace_back(out.write.get(), STDOUT_FILENO);
  sotval::exec::ChildProcess child = launch(launcher, request);
  out.write = sotval::core::Descriptor();
  std::string text = detail::read_all(out.read.get());
  sotval::exec::reap(child);
  return text;
}

/// Waits until every process that had the other end of a pipe is gone; false after a long time.
inline bool all_closed(const sotval::core::Descriptor& read_end) {
  for (;;) {
    pollfd readable{read_end.get(), POLLIN, 0};
    if (::poll(&readable, 1, 60'000) != 1) return false;
    char byte = 0;
    if (::read(read_end.get(), &byte, 1) <= 0) return true;
  }
}

} // namespace support
