#include <cerrno>
#include <cstddef>
#include <cstdint>
#include <string>

#include <linux/filter.h>
#include <linux/seccomp.h>
#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>

#include <sotval/error.hpp>

#include "cache/memory_limits.hpp"
#include "cache/segment.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/forbidden_call.hpp"
#include "support/memory_file.hpp"
#include "support/messages.hpp"

using namespace sotval;
using cache::AttachedSegment;
using cache::Segment;
using support::contains;

namespace {

std::string outcome(std::span<const std::byte> bytes) {
  try {
    const Segment segment = Segment::create("input", bytes);
    return support::text_of(AttachedSegment(segment.fd()).find("input")).size() == bytes.size() ? "works" : "differs";
  } catch (const EngineError& error) {
    return error.what();
  }
}

std::string with_limit(__rlimit_resource resource, rlim_t soft, std::size_t size) {
  const std::string content(size, 'x');
  return support::in_child([&] {
    const rlimit limit{soft, soft};
    if (setrlimit(resource, &limit) != 0) return std::string("cannot set the limit");
    return outcome(support::bytes_of(content));
  });
}

} // namespace

TEST_CASE("a limit of the file size is named before it becomes a signal", "[cache]") {
  {
    const std::string message = with_limit(RLIMIT_FSIZE, 0, 100);
    CHECK(contains(message, "file size limit is 0 bytes"));
    CHECK(contains(message, "ulimit -f"));
  }
  {
    const std::string message = with_limit(RLIMIT_FSIZE, 1'000'000, 2'000'000);
    CHECK(contains(message, "file size limit is 1000000 bytes"));
    CHECK(contains(message, "ulimit -f"));
  }
  CHECK(with_limit(RLIMIT_FSIZE, 1'000'000, 100'000) == "works");
}

TEST_CASE("a limit of open files is named", "[cache]") {
  const std::string message = with_limit(RLIMIT_NOFILE, 0, 100);
  CHECK(contains(message, "ulimit -n"));
  CHECK(contains(message, "memfd_create"));
}

TEST_CASE("a kernel or container without memfd_create is named", "[cache]") {
  for (const int error : {ENOSYS, EPERM}) {
    const std::string message = support::in_child([&] {
      if (!support::forbid_call(SYS_memfd_create, error)) return std::string("cannot forbid");
      return outcome(support::bytes_of("content"));
    });
    CHECK(contains(message, "memfd_create: "));
    CHECK(contains(message, "allow this call"));
  }
}

TEST_CASE("more memory than there is is refused before any is taken", "[cache]") {
  constexpr std::size_t huge = std::size_t{1} << 44;
  void* const address = mmap(nullptr, huge, PROT_READ, MAP_PRIVATE | MAP_ANONYMOUS | MAP_NORESERVE, -1, 0);
  if (address == MAP_FAILED) {
    WARN("no address space for this test");
    return;
  }
  const std::string message = outcome({static_cast<const std::byte*>(address), huge});
  munmap(address, huge);
  CHECK(contains(message, "memory left"));
  CHECK(contains(message, "17592186"));
}

TEST_CASE("without /proc a segment works as well", "[cache]") {
  CHECK(support::in_child([] {
          if (!support::forbid_call(SYS_openat, EACCES)) return std::string("cannot forbid");
          const Segment segment = Segment::create("input", support::bytes_of("content"));
          const bool fixed = pwrite(segment.fd(), "x", 1, 0) == -1 && errno == EPERM;
          return support::text_of(AttachedSegment(segment.fd()).find("input")) + (fixed ? ", fixed" : ", open");
        }) == "content, fixed");
}

TEST_CASE("a kernel that does not know the newest flag of memfd_create is asked without it", "[cache]") {
  CHECK(support::in_child([] {
          constexpr std::uint32_t noexec_seal = 8;
          sock_filter program[] = {
              BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, nr)),
              BPF_JUMP(BPF_JMP | BPF_JEQ | BPF_K, SYS_memfd_create, 0, 3),
              BPF_STMT(BPF_LD | BPF_W | BPF_ABS, offsetof(seccomp_data, args[1])),
              BPF_JUMP(BPF_JMP | BPF_JSET | BPF_K, noexec_seal, 0, 1),
              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ERRNO | EINVAL),
              BPF_STMT(BPF_RET | BPF_K, SECCOMP_RET_ALLOW),
          };
          const sock_fprog filter{static_cast<unsigned short>(sizeof program / sizeof *program), program};
          if (prctl(PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0) != 0 || prctl(PR_SET_SECCOMP, SECCOMP_MODE_FILTER, &filter) != 0) return std::string("cannot forbid");
          return outcome(support::bytes_of("content"));
        }) == "works");
}

TEST_CASE("failing leaves no descriptor behind", "[cache]") {
  CHECK(support::in_child([] {
          const std::size_t before = support::open_descriptors();
          if (!support::forbid_call(SYS_pwrite64, ENOSPC)) return std::string("cannot forbid");
          const std::string message = outcome(support::bytes_of("content"));
          return message + (support::open_descriptors() == before ? " / none" : " / some");
        }).find(" / none") != std::string::npos);
}

TEST_CASE("what a machine and a control group have left is read from their files", "[cache]") {
  constexpr std::uint64_t unlimited = ~std::uint64_t{0};
  CHECK(cache::available_in("MemTotal:       100 kB\nMemFree: 5 kB\nMemAvailable:      50 kB\nSwapFree:  10 kB\n") == 60 * 1024);
  CHECK(cache::available_in("MemAvailable: 7 kB") == 7 * 1024);
  CHECK(cache::available_in("MemFree: 5 kB\n") == unlimited);
  CHECK(cache::available_in("") == unlimited);
  CHECK(cache::left_in_group("max\n", "500\n", "") == unlimited);
  CHECK(cache::left_in_group("1000\n", "400\n", "anon 100\ninactive_file 100\nactive_file 50\n") == 750);
  CHECK(cache::left_in_group("1000\n", "400\n", "") == 600);
  CHECK(cache::left_in_group("1000\n", "2000\n", "") == 0);
  CHECK(cache::left_in_group("1000\n", "10\n", "inactive_file 100\n") == 1000);
}
