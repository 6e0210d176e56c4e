#include "worker_watch.hpp"

#include <algorithm>
#include <filesystem>
#include <fstream>
#include <string>
#include <vector>

#include <ctime>
#include <sys/resource.h>

namespace bench {

namespace {

std::vector<pid_t> children() {
  std::vector<pid_t> pids;
  for (const auto& task : std::filesystem::directory_iterator("/proc/self/task")) {
    std::ifstream in(task.path() / "children"); // a thread that has ended has none
    for (pid_t pid = 0; in >> pid;) pids.push_back(pid);
  }
  return pids;
}

std::chrono::nanoseconds as_duration(const timespec& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::nanoseconds(time.tv_nsec);
}

std::chrono::nanoseconds as_duration(const timeval& time) {
  return std::chrono::seconds(time.tv_sec) + std::chrono::microseconds(time.tv_usec);
}

std::chrono::nanoseconds read_clock(clockid_t clock) {
  timespec time{};
  return ::clock_gettime(clock, &time) == 0 ? as_duration(time) : std::chrono::nanoseconds{0};
}

// Between fork and exec a child is a copy of this process and would be counted as one.
bool is_worker(const std::filesystem::path& process) {
  std::string name;
  std::getline(std::ifstream(process / "comm"), name);
  return name == "sotval-worker";
}

// Lines of the form "Name:   123 kB".
std::map<std::string, std::uint64_t> read_sizes(const std::filesystem::path& file) {
  std::map<std::string, std::uint64_t> sizes;
  std::ifstream in(file);
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !line.ends_with(" kB")) continue;
    sizes[line.substr(0, colon)] = std::strtoull(line.c_str() + colon + 1, nullptr, 10) * 1024;
  }
  return sizes;
}

} // namespace

std::chrono::nanoseconds cpu_time_of_children() {
  rusage ended{};
  ::getrusage(RUSAGE_CHILDREN, &ended);
  std::chrono::nanoseconds sum = as_duration(ended.ru_utime) + as_duration(ended.ru_stime);
  for (const pid_t pid : children())
    if (clockid_t clock = 0; ::clock_getcpuclockid(pid, &clock) == 0) sum += read_clock(clock);
  return sum;
}

std::chrono::nanoseconds cpu_time_here() {
  return read_clock(CLOCK_PROCESS_CPUTIME_ID);
}

WorkerWatch::WorkerWatch()
    : thread_([this](const std::stop_token& stop) {
        for (; !stop.stop_requested(); std::this_thread::sleep_for(std::chrono::milliseconds(1))) look();
      }) {}

void WorkerWatch::look() {
  for (const pid_t pid : children()) {
    const std::filesystem::path process = "/proc/" + std::to_string(pid);
    if (!is_worker(process)) continue;
    auto sizes = read_sizes(process / "smaps_rollup");
    const std::uint64_t now = sizes["Private_Clean"] + sizes["Private_Dirty"];
    WorkerMemory& worker = seen_[pid];
    worker.resident_peak = std::max(worker.resident_peak, read_sizes(process / "status")["VmHWM"]);
    if (now <= worker.private_peak) continue;
    worker.private_peak = now;
    worker.anonymous = std::min(sizes["Anonymous"], now);
    worker.from_files = now - worker.anonymous;
  }
}

WorkerMemory WorkerWatch::largest() {
  thread_.request_stop();
  thread_.join();
  WorkerMemory largest;
  for (const auto& [pid, worker] : seen_)
    if (worker.private_peak > largest.private_peak) largest = worker;
  return largest;
}

} // namespace bench
