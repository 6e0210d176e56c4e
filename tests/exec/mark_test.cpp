#include "support/catch.hpp"

#include <sys/mman.h>
#include <unistd.h>

#include "exec/mark.hpp"
#include "support/child.hpp"

using namespace sotval;
using namespace sotval::exec;

namespace {

Mark new_mark() {
  return Mark(core::Descriptor(::memfd_create("mark", MFD_CLOEXEC)));
}

} // namespace

TEST_CASE("a mark says which item was begun last, also after the end of the process that set it", "[exec][mark]") {
  const Mark mark = new_mark();
  CHECK_FALSE(mark.read());
  for (const std::uint32_t item : {0U, 1U, 77U, 0x7FFFFFFFU, 0x80000000U, 0xFFFFFFFEU, 0xFFFFFFFFU}) {
    support::in_child([&] {
      Mark::set(mark.fd(), 3);
      Mark::set(mark.fd(), item);
      return std::string();
    });
    CHECK(mark.read() == item);
  }
  mark.clear();
  CHECK_FALSE(mark.read());
}

TEST_CASE("a mark that was moved to nowhere says nothing", "[exec][mark]") {
  const Mark mark = new_mark();
  ::lseek(mark.fd(), (off_t{1} << 32) + 1, SEEK_SET); // one more than the last item
  CHECK_FALSE(mark.read());
  ::lseek(mark.fd(), off_t{1} << 40, SEEK_SET);
  CHECK_FALSE(mark.read());
  CHECK_FALSE(Mark().read()); // no file at all
  Mark().clear();
  Mark::set(-1, 5);
}

TEST_CASE("marks of different workers do not know of each other", "[exec][mark]") {
  const Mark one = new_mark(), other = new_mark();
  Mark::set(one.fd(), 1);
  Mark::set(other.fd(), 2);
  CHECK(one.read() == 1U);
  CHECK(other.read() == 2U);
}
