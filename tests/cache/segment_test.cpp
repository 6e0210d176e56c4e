#include "cache/segment.hpp"

#include <cerrno>
#include <cstdint>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/mman.h>
#include <sys/stat.h>
#include <unistd.h>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/memory_file.hpp"
#include "support/random.hpp"

using namespace sotval;
using cache::AttachedSegment;
using cache::Segment;
using support::bytes_of;
using support::text_of;

TEST_CASE("a block comes out of a segment as it was put in", "[cache]") {
  support::Random random(1);
  for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{15}, std::size_t{4096}, std::size_t{100'000}, std::size_t{3'000'001}}) {
    CAPTURE(size);
    std::string content(size, '\0');
    for (char& c : content) c = static_cast<char>(random.below(256));
    const Segment segment = Segment::create("input", bytes_of(content));
    const AttachedSegment attached(segment.fd());
    const auto block = attached.find("input");
    REQUIRE(block.data() != nullptr);
    CHECK(reinterpret_cast<std::uintptr_t>(block.data()) % 16 == 0);
    CHECK((text_of(block) == content));
    CHECK(segment.size() >= size);
    CHECK(support::content_of(segment.fd()).size() == segment.size());
  }
}

TEST_CASE("only the name of the block finds it", "[cache]") {
  const std::string long_name(2000, 'n');
  for (const std::string& name : {std::string("input"), std::string("ä b/c"), long_name}) {
    const Segment segment = Segment::create(name, bytes_of("content"));
    const AttachedSegment attached(segment.fd());
    CHECK(text_of(attached.find(name)) == "content");
    for (const std::string& other : {std::string(), std::string("inpu"), name + "t", std::string("Input")}) {
      CHECK(attached.find(other).data() == nullptr);
      CHECK(attached.find(other).empty());
    }
  }
}

TEST_CASE("the descriptor may be closed once a segment is attached, and blocks stay where they are", "[cache]") {
  const std::size_t before = support::open_descriptors();
  auto segment = std::make_unique<Segment>(Segment::create("input", bytes_of("content")));
  AttachedSegment attached(segment->fd());
  const auto block = attached.find("input");
  segment.reset();
  const AttachedSegment moved = std::move(attached);
  CHECK(text_of(block) == "content");
  CHECK(moved.find("input").data() == block.data());
  CHECK(support::open_descriptors() == before);
}

TEST_CASE("a child sees the same block", "[cache]") {
  const std::string content(1'000'000, 'x');
  const Segment segment = Segment::create("input", bytes_of(content));
  CHECK(support::in_child([&] {
          const AttachedSegment attached(segment.fd());
          return std::string(text_of(attached.find("input")) == content ? "same" : "different");
        }) == "same");
}

TEST_CASE("threads look blocks up at the same time", "[cache]") {
  const Segment segment = Segment::create("input", bytes_of("content"));
  const AttachedSegment attached(segment.fd());
  std::vector<std::thread> threads;
  std::vector<int> found(4);
  for (int& count : found)
    threads.emplace_back([&] {
      for (int i = 0; i < 1000; ++i) count += text_of(attached.find("input")) == "content" && attached.find("other").empty();
    });
  for (std::thread& thread : threads) thread.join();
  CHECK(found == std::vector<int>(4, 1000));
}

TEST_CASE("nobody can change a segment", "[cache]") {
  const Segment segment = Segment::create("input", bytes_of("content"));
  const std::string before = support::content_of(segment.fd());

  CHECK((fcntl(segment.fd(), F_GETFL) & O_ACCMODE) == O_RDONLY);
  CHECK((fcntl(segment.fd(), F_GETFD) & FD_CLOEXEC) != 0);
  CHECK(write(segment.fd(), "x", 1) == -1);
  CHECK(ftruncate(segment.fd(), 0) == -1);
  CHECK(fallocate(segment.fd(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096) == -1);
  CHECK(mmap(nullptr, segment.size(), PROT_READ | PROT_WRITE, MAP_SHARED, segment.fd(), 0) == MAP_FAILED);

  const std::string path = "/proc/self/fd/" + std::to_string(segment.fd());
  const core::Descriptor writer(open(path.c_str(), O_RDWR | O_CLOEXEC)); // root may open what it likes
  if (writer) {
    CHECK(pwrite(writer.get(), "x", 1, 0) == -1);
    CHECK(ftruncate(writer.get(), 0) == -1);
    CHECK(ftruncate(writer.get(), 1 << 30) == -1);
    CHECK(fallocate(writer.get(), FALLOC_FL_PUNCH_HOLE | FALLOC_FL_KEEP_SIZE, 0, 4096) == -1);
    CHECK(mmap(nullptr, segment.size(), PROT_READ | PROT_WRITE, MAP_SHARED, writer.get(), 0) == MAP_FAILED);
    CHECK(fcntl(writer.get(), F_ADD_SEALS, 0) == -1);
  } else {
    CHECK(errno == EACCES);
  }

  const AttachedSegment attached(segment.fd());
  const auto block = attached.find("input");
  const auto page = reinterpret_cast<std::uintptr_t>(block.data()) / 4096 * 4096;
  // A kernel that lets us have only a private mapping lets us write to it: that is our own copy then.
  if (mprotect(reinterpret_cast<void*>(page), 4096, PROT_READ | PROT_WRITE) != 0) CHECK(errno == EACCES);
  CHECK((support::content_of(segment.fd()) == before));
}

TEST_CASE("another user can open neither of a segment's ends", "[cache]") {
  const Segment segment = Segment::create("input", bytes_of("content"));
  struct stat status {};
  REQUIRE(fstat(segment.fd(), &status) == 0);
  CHECK((status.st_mode & 07777) == 0400);
  CHECK(status.st_uid == geteuid());
}
