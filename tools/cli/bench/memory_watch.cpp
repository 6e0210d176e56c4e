#include "bench/memory_watch.hpp"

#include <algorithm>
#include <chrono>
#include <cstdlib>
#include <filesystem>
#include <fstream>
#include <string>
#include <string_view>
#include <system_error>

#include <unistd.h>

namespace sotval::cli::bench {

namespace {

namespace fs = std::filesystem;

// Processes come and go while they are looked at: whatever cannot be read is gone.
template <class Visit> void for_each_child(const std::string& process, const Visit& visit) {
  std::error_code error;
  for (auto task = fs::directory_iterator("/proc/" + process + "/task", error); !error && task != fs::directory_iterator(); task.increment(error)) {
    std::ifstream in(task->path() / "children");
    for (std::string child; in >> child;) visit(child);
  }
}

// Between fork and exec a child is the same program as its parent, with the same memory.
bool is_copy_of_this(const std::string& process) {
  static const std::string here = [] {
    std::string line;
    std::getline(std::ifstream("/proc/self/cmdline"), line);
    return line;
  }();
  std::string line;
  std::getline(std::ifstream("/proc/" + process + "/cmdline"), line);
  return line == here;
}

std::uint64_t proportional_set_size(const std::string& process) {
  constexpr std::string_view name = "Pss:";
  std::ifstream in("/proc/" + process + "/smaps_rollup");
  for (std::string line; std::getline(in, line);)
    if (line.starts_with(name)) return std::strtoull(line.c_str() + name.size(), nullptr, 10) * 1024;
  return 0;
}

std::uint64_t sum_below(const std::string& process) {
  std::uint64_t sum = 0;
  for_each_child(process, [&](const std::string& child) {
    if (!is_copy_of_this(child)) sum += proportional_set_size(child);
    sum += sum_below(child);
  });
  return sum;
}

} // namespace

MemoryWatch::MemoryWatch()
    : thread_([this](const std::stop_token& stop) {
        for (; !stop.stop_requested(); std::this_thread::sleep_for(std::chrono::milliseconds(1))) look();
      }) {}

void MemoryWatch::look() {
  peak_ = std::max(peak_, sum_below(std::to_string(::getpid())));
}

std::uint64_t MemoryWatch::peak() {
  thread_.request_stop();
  thread_.join();
  return peak_;
}

} // namespace sotval::cli::bench
