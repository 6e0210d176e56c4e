#include "support/catch.hpp"

#include <sched.h>

#include <sotval/pools.hpp>

#include "exec/available_cpus.hpp"
#include "support/child.hpp"

using namespace sotval;
using namespace sotval::exec;

TEST_CASE("a quota of CPU time is so many CPUs, rounded up", "[exec][cpus]") {
  CHECK(cpus_of_quota("200000 100000") == 2U);
  CHECK(cpus_of_quota("150000 100000") == 2U);
  CHECK(cpus_of_quota("100001 100000") == 2U);
  CHECK(cpus_of_quota("100000 100000") == 1U);
  CHECK(cpus_of_quota("1000 100000") == 1U);
  CHECK(cpus_of_quota("6400000 100000") == 64U);
  CHECK(cpus_of_quota("18446744073709551615 1") == 65536U);
}

TEST_CASE("what is no quota limits nothing", "[exec][cpus]") {
  for (const char* line : {"max 100000", "max", "", " ", "100000", "0 100000", "100000 0", "-1 100000", "100000 -1", "x y", "nan 1", "\n", "1e999 1"})
    CHECK_FALSE(cpus_of_quota(line));
}

TEST_CASE("a group is limited by itself and all above it", "[exec][cpus]") {
  using Paths = std::vector<std::string>;
  CHECK(group_directories("0::/a/b.slice/c\n") ==
        Paths{"/sys/fs/cgroup/a/b.slice/c", "/sys/fs/cgroup/a/b.slice", "/sys/fs/cgroup/a", "/sys/fs/cgroup"});
  CHECK(group_directories("0::/\n") == Paths{"/sys/fs/cgroup"});
  CHECK(group_directories("12:cpu,cpuacct:/x\n1:name=systemd:/y\n0::/z") == Paths{"/sys/fs/cgroup/z", "/sys/fs/cgroup"});
  CHECK(group_directories("12:cpu:/x\n").empty());
  CHECK(group_directories("").empty());
  CHECK(group_directories("0::").empty());
  CHECK(group_directories("0::relative").empty());
  CHECK(group_directories("0:://").size() == 2); // odd, but it ends
}

TEST_CASE("a process that is bound to one CPU has one", "[exec][cpus]") {
  CHECK(available_cpus() >= 1);
  CHECK(support::in_child([] {
          cpu_set_t mine, one;
          sched_getaffinity(0, sizeof mine, &mine);
          CPU_ZERO(&one);
          for (std::size_t cpu = 0; cpu < CPU_SETSIZE; ++cpu)
            if (CPU_ISSET(cpu, &mine)) {
              CPU_SET(cpu, &one);
              break;
            }
          sched_setaffinity(0, sizeof one, &one);
          return std::to_string(available_cpus());
        }) == "1");
}
