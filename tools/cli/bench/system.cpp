#include "bench/system.hpp"

#include <algorithm>
#include <cstdint>
#include <fstream>
#include <string>

#include <sys/utsname.h>
#include <unistd.h>

#include <sotval/pools.hpp>
#include <sotval/version.hpp>

namespace sotval::cli::bench {

namespace {

// "model name	: Intel(R) ..."; other architectures call it otherwise or not at all.
std::string cpu_model() {
  std::ifstream in("/proc/cpuinfo");
  for (std::string line; std::getline(in, line);) {
    const std::size_t colon = line.find(':');
    if (colon == std::string::npos || !(line.starts_with("model name") || line.starts_with("Model") || line.starts_with("cpu model"))) continue;
    const std::size_t text = line.find_first_not_of(" \t", colon + 1);
    return text == std::string::npos ? std::string() : line.substr(text);
  }
  return {};
}

std::uint64_t product(long a, long b) {
  return a > 0 && b > 0 ? static_cast<std::uint64_t>(a) * static_cast<std::uint64_t>(b) : 0;
}

std::string kernel() {
  utsname name{};
  return ::uname(&name) == 0 ? std::string(name.sysname) + " " + name.release : std::string();
}

std::string compiler() {
#if defined(__clang__)
  return std::string("clang ") + __clang_version__;
#else
  return std::string("g++ ") + __VERSION__;
#endif
}

} // namespace

// The library is of the same build as this program.
bool is_debug_build() noexcept {
#if defined(NDEBUG) && defined(__OPTIMIZE__)
  return false;
#else
  return true;
#endif
}

System this_system() {
  System system;
  system.cpu = cpu_model();
  system.cpus = available_cpus();
  system.cpus_online = static_cast<unsigned>(std::max(::sysconf(_SC_NPROCESSORS_ONLN), 1L));
  system.memory = product(::sysconf(_SC_PHYS_PAGES), ::sysconf(_SC_PAGESIZE));
  system.kernel = kernel();
  system.build = SOTVAL_BUILD_TYPE;
  system.compiler = compiler();
  system.version = version();
  return system;
}

} // namespace sotval::cli::bench
