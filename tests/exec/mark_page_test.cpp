#include "support/catch.hpp"

#include <csignal>
#include <initializer_list>

#include <sys/resource.h>
#include <sys/wait.h>
#include <unistd.h>

#include "exec/mark.hpp"

using namespace sotval;
using namespace sotval::exec;

namespace {

// A worker that sets items and is killed at the last.
void set_and_die(const Mark& mark, std::initializer_list<std::uint32_t> items) {
  const pid_t child = ::fork();
  REQUIRE(child >= 0);
  if (child == 0) {
    const MarkSetter setter(mark.fd());
    for (const std::uint32_t item : items) setter.set(item);
    ::raise(SIGKILL);
  }
  int status = 0;
  REQUIRE(::waitpid(child, &status, 0) == child);
  REQUIRE(WIFSIGNALED(status));
}

void check_marks() {
  const Mark mark(create_mark_file()), other(create_mark_file());
  CHECK_FALSE(mark.read());
  set_and_die(mark, {7, 0});
  CHECK(mark.read() == 0U);
  set_and_die(mark, {0, 0xFFFFFFFF});
  CHECK(mark.read() == 0xFFFFFFFF);
  CHECK_FALSE(other.read());
  mark.clear();
  CHECK_FALSE(mark.read());
}

} // namespace

TEST_CASE("a mark tells the item that a killed worker had begun", "[exec][mark]") {
  check_marks();
  const Mark mark(create_mark_file());
  set_and_die(mark, {5});
  CHECK(::lseek(mark.fd(), 0, SEEK_CUR) == 0); // no system call was made for it
}

TEST_CASE("a mark does without memory of its own where files may not grow", "[exec][mark]") {
  rlimit former{};
  REQUIRE(::getrlimit(RLIMIT_FSIZE, &former) == 0);
  const rlimit none{0, former.rlim_max};
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &none) == 0);
  check_marks();
  const Mark mark(create_mark_file());
  set_and_die(mark, {5});
  const off_t position = ::lseek(mark.fd(), 0, SEEK_CUR);
  REQUIRE(::setrlimit(RLIMIT_FSIZE, &former) == 0);
  CHECK(position == 6);
}
