#include "memory_limits.hpp"

#include <algorithm>
#include <cerrno>
#include <charconv>
#include <limits>

#include <fcntl.h>
#include <sys/resource.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "file_source.hpp"

namespace sotval::cache {

namespace {

constexpr std::uint64_t unlimited = std::numeric_limits<std::uint64_t>::max();
constexpr std::string_view share_nothing = "or do without shared memory";

// Files of /proc and /sys; empty if there is none.
std::string read_small(const std::string& path) {
  const core::Descriptor fd(::open(path.c_str(), O_RDONLY | O_CLOEXEC));
  std::string text;
  char buffer[4096];
  for (ssize_t n = 1; fd && n > 0;) {
    n = ::read(fd.get(), buffer, sizeof buffer);
    if (n > 0) text.append(buffer, static_cast<std::size_t>(n));
    if (n < 0 && errno == EINTR) n = 1;
  }
  return text;
}

// The number behind `key` at the start of a line; nothing there: `otherwise`.
std::uint64_t number_after(std::string_view text, std::string_view key, std::uint64_t otherwise) noexcept {
  for (std::size_t line = 0; line < text.size();) {
    std::string_view rest = text.substr(line);
    if (rest.substr(0, key.size()) == key) {
      rest.remove_prefix(std::min(rest.find_first_not_of(" \t", key.size()), rest.size()));
      std::uint64_t value = 0;
      if (std::from_chars(rest.data(), rest.data() + rest.size(), value).ec == std::errc()) return value;
    }
    const std::size_t end = text.find('\n', line);
    if (end == std::string_view::npos) break;
    line = end + 1;
  }
  return otherwise;
}

std::uint64_t plus(std::uint64_t a, std::uint64_t b) noexcept { return a > unlimited - b ? unlimited : a + b; }

// The group of this process and all above it (version 2 of control groups).
std::uint64_t left_in_groups() {
  const std::string groups = read_small("/proc/self/cgroup");
  const std::size_t at = groups.find("0::/");
  if (at == std::string::npos) return unlimited;
  std::string path = groups.substr(at + 3, groups.find('\n', at) - at - 3);
  std::uint64_t left = unlimited;
  for (;;) {
    const std::string directory = "/sys/fs/cgroup" + (path == "/" ? "" : path);
    const std::string max = read_small(directory + "/memory.max");
    if (!max.empty() && max.front() != 'm')
      left = std::min(left, left_in_group(max, read_small(directory + "/memory.current"), read_small(directory + "/memory.stat")));
    const std::size_t slash = path.rfind('/');
    if (path.size() <= 1 || slash == std::string::npos) return left;
    path.resize(std::max<std::size_t>(slash, 1));
  }
}

} // namespace

std::string bytes_text(std::uint64_t bytes) { return std::to_string(bytes) + " bytes"; }

void fail(std::uint64_t needed, std::string_view problem, std::string_view cure) {
  std::string message = "shared memory of " + bytes_text(needed) + ": ";
  message.append(problem).append("; ").append(cure).append(" ").append(share_nothing);
  throw EngineError(message);
}

void fail_call(std::uint64_t needed, std::string_view call, int error) {
  const std::string problem = std::string(call) + ": " + core::error_text(error);
  switch (error) {
  case ENOSYS:
  case EPERM:
  case EACCES: fail(needed, problem, "allow this call (the kernel is too old, or a container forbids it)");
  case EMFILE: fail(needed, problem, "raise the limit of open files (RLIMIT_NOFILE, ulimit -n)");
  case ENFILE: fail(needed, problem, "raise the system's limit of open files (fs.file-max)");
  case EFBIG: fail(needed, problem, "raise the file size limit (RLIMIT_FSIZE, ulimit -f)");
  case ENOMEM: fail(needed, problem, "free memory or raise the limit of address space (RLIMIT_AS, ulimit -v)");
  default: fail(needed, problem, "free memory");
  }
}

void check_file_size_limit(std::uint64_t needed) {
  rlimit limit{};
  if (::getrlimit(RLIMIT_FSIZE, &limit) != 0 || limit.rlim_cur == RLIM_INFINITY || needed <= limit.rlim_cur) return;
  fail(needed, "the file size limit is " + bytes_text(limit.rlim_cur), "raise it (RLIMIT_FSIZE, ulimit -f)");
}

void check_memory(std::uint64_t needed) {
  // Below this a look costs more than it tells: what is asked for is less than what is to be left.
  constexpr std::uint64_t small = 1024 * 1024;
  constexpr std::uint64_t spare = 16 * 1024 * 1024;
  if (needed < small) return;
  const std::uint64_t wanted = plus(plus(needed, needed / 8), spare);
  const std::uint64_t machine = available_in(read_small("/proc/meminfo"));
  if (wanted > machine) fail(needed, "the machine has only " + bytes_text(machine) + " of memory left (MemAvailable)", "free memory");
  const std::uint64_t group = left_in_groups();
  if (wanted > group) fail(needed, "the control group has only " + bytes_text(group) + " of memory left", "raise its limit (memory.max)");
}

std::uint64_t available_in(std::string_view meminfo) noexcept {
  const std::uint64_t available = number_after(meminfo, "MemAvailable:", unlimited);
  if (available == unlimited) return unlimited;
  return plus(available, number_after(meminfo, "SwapFree:", 0)) * 1024;
}

std::uint64_t left_in_group(std::string_view max, std::string_view current, std::string_view stat) noexcept {
  const std::uint64_t limit = number_after(max, "", unlimited);
  if (limit == unlimited) return unlimited;
  const std::uint64_t used = number_after(current, "", 0);
  const std::uint64_t cached = plus(number_after(stat, "inactive_file ", 0), number_after(stat, "active_file ", 0));
  const std::uint64_t held = used > cached ? used - cached : 0;
  return limit > held ? limit - held : 0;
}

} // namespace sotval::cache
