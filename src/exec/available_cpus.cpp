#include <sotval/pools.hpp>

#include <algorithm>
#include <cstdio>
#include <fstream>
#include <limits>
#include <sstream>
#include <string>
#include <vector>

#include <sched.h>

#include "exec/available_cpus.hpp"

// What the hardware has says little: a process may be bound to some CPUs, and a container limits CPU
// time by a quota of its control group.

namespace sotval {

namespace {

unsigned affinity() {
  // The kernel refuses a set that is smaller than its own.
  for (int cpus = CPU_SETSIZE; cpus <= 1 << 16; cpus *= 2) {
    cpu_set_t* set = CPU_ALLOC(static_cast<std::size_t>(cpus));
    if (set == nullptr) return 1;
    const std::size_t size = CPU_ALLOC_SIZE(static_cast<std::size_t>(cpus));
    const bool known = ::sched_getaffinity(0, size, set) == 0;
    const int count = known ? CPU_COUNT_S(size, set) : 0;
    CPU_FREE(set);
    if (known) return static_cast<unsigned>(std::max(count, 1));
  }
  return 1;
}

std::string first_line(const std::string& path) {
  std::ifstream in(path);
  std::string line;
  std::getline(in, line);
  return line;
}

} // namespace

namespace exec {

std::optional<unsigned> cpus_of_quota(const std::string& cpu_max) {
  std::istringstream in(cpu_max);
  std::string quota;
  double period = 0;
  if (!(in >> quota >> period) || period <= 0 || quota == "max") return std::nullopt;
  double time = 0;
  if (!(std::istringstream(quota) >> time) || time <= 0) return std::nullopt;
  // Half a CPU is one worker; one and a half are two, as the quota is shared over time.
  return static_cast<unsigned>(std::clamp((time + period - 1) / period, 1.0, 65536.0));
}

std::vector<std::string> group_directories(const std::string& proc_self_cgroup) {
  std::vector<std::string> directories;
  std::istringstream in(proc_self_cgroup);
  for (std::string line; std::getline(in, line);) {
    if (!line.starts_with("0::/")) continue; // version 2 only: there is one hierarchy
    for (std::string path = line.substr(3);;) {
      directories.push_back("/sys/fs/cgroup" + (path == "/" ? std::string() : path));
      const std::size_t slash = path.rfind('/');
      if (path == "/" || slash == std::string::npos) break;
      path = slash == 0 ? "/" : path.substr(0, slash);
    }
  }
  return directories;
}

} // namespace exec

unsigned available_cpus() noexcept {
  try {
    unsigned cpus = affinity();
    std::ifstream groups("/proc/self/cgroup");
    std::stringstream text;
    text << groups.rdbuf();
    for (const std::string& directory : exec::group_directories(text.str())) // a limit above holds below
      if (const auto quota = exec::cpus_of_quota(first_line(directory + "/cpu.max"))) cpus = std::min(cpus, *quota);
    return std::max(cpus, 1U);
  } catch (...) { // no memory for a few lines of text
    return 1;
  }
}

} // namespace sotval
