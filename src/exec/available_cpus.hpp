#pragma once

#include <optional>
#include <string>
#include <vector>

namespace sotval::exec {

/// The CPUs that a line of cpu.max ("200000 100000", "max 100000") allows, rounded up; nothing: no limit.
std::optional<unsigned> cpus_of_quota(const std::string& cpu_max);

/// From the content of /proc/self/cgroup: the directories of this process's group and of those above it.
std::vector<std::string> group_directories(const std::string& proc_self_cgroup);

} // namespace sotval::exec
