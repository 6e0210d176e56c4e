#include <cstring>
#include <string>

#include <fcntl.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "cache/record.hpp"
#include "cache/segment.hpp"
#include "support/catch.hpp"
#include "support/memory_file.hpp"
#include "support/messages.hpp"
#include "support/random.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval;
using cache::AttachedSegment;
using cache::Record;
using cache::Segment;
using support::contains;
using support::message_of;
using support::bytes_of;
using support::memory_file;

namespace {

std::string good_segment(std::string_view content) { return support::content_of(Segment::create("input", bytes_of(content)).fd()); }

Record record_of(const std::string& segment) {
  Record record;
  std::memcpy(&record, segment.data() + segment.size() - sizeof record, sizeof record);
  return record;
}

void set_record(std::string& segment, const Record& record) {
  std::memcpy(segment.data() + segment.size() - sizeof record, &record, sizeof record);
}

} // namespace

TEST_CASE("a segment that was copied byte by byte and sealed is as good as the first", "[cache]") {
  const auto fd = memory_file(good_segment("content"));
  CHECK(support::text_of(AttachedSegment(fd.get()).find("input")) == "content");
}

TEST_CASE("what is not sealed is refused: somebody could change it", "[cache]") {
  const std::string good = good_segment("content");
  for (const int missing : {F_SEAL_SHRINK, F_SEAL_GROW, F_SEAL_WRITE}) {
    const auto fd = memory_file(good, support::all_seals & ~missing);
    CHECK(contains(message_of<EngineError>([&] { AttachedSegment attached(fd.get()); }), "not sealed"));
  }
}

TEST_CASE("descriptors of other things are refused", "[cache]") {
  const support::TemporaryDirectory directory;
  const core::Descriptor folder(open(directory.path().c_str(), O_RDONLY | O_DIRECTORY | O_CLOEXEC));
  CHECK_THROWS_AS(AttachedSegment(folder.get()), EngineError);
  const core::Descriptor file(open(directory.write("file", good_segment("content")).c_str(), O_RDONLY | O_CLOEXEC));
  CHECK_THROWS_AS(AttachedSegment(file.get()), EngineError);
  const core::Descriptor null(open("/dev/null", O_RDONLY | O_CLOEXEC));
  CHECK_THROWS_AS(AttachedSegment(null.get()), EngineError);
  int ends[2];
  REQUIRE(pipe2(ends, O_CLOEXEC) == 0);
  const core::Descriptor in(ends[0]), out(ends[1]);
  CHECK_THROWS_AS(AttachedSegment(in.get()), EngineError);
  CHECK_THROWS_AS(AttachedSegment(out.get()), EngineError);
  CHECK_THROWS_AS(AttachedSegment(-1), EngineError);
  const core::Descriptor path_only(open(directory.path().c_str(), O_PATH | O_CLOEXEC));
  CHECK_THROWS_AS(AttachedSegment(path_only.get()), EngineError);
}

TEST_CASE("a segment of another version is refused, and said to be one", "[cache]") {
  std::string segment = good_segment("content");
  Record record = record_of(segment);
  ++record.layout;
  set_record(segment, record);
  const auto fd = memory_file(segment);
  CHECK(contains(message_of<EngineError>([&] { AttachedSegment attached(fd.get()); }), "another version"));
}

TEST_CASE("numbers in a record that cannot be are refused", "[cache]") {
  const std::string good = good_segment(std::string(100'000, 'x'));
  for (const std::uint64_t value : {std::uint64_t{0}, std::uint64_t{1}, std::uint64_t{1} << 20, std::uint64_t{1} << 63, ~std::uint64_t{0}, ~std::uint64_t{0} - 63})
    for (const int field : {0, 1, 2}) {
      std::string segment = good;
      Record record = record_of(segment);
      (field == 0 ? record.file_size : field == 1 ? record.block : record.block_size) = value;
      set_record(segment, record);
      const auto fd = memory_file(segment);
      CHECK_THROWS_AS(AttachedSegment(fd.get()), EngineError);
    }
}

TEST_CASE("a segment cut off anywhere is refused", "[cache]") {
  const std::string good = good_segment(std::string(10'000, 'x'));
  for (std::size_t size = 0; size < good.size(); size += size < 200 ? 1 : 61) {
    const auto fd = memory_file(std::string_view(good).substr(0, size));
    CHECK_THROWS_AS(AttachedSegment(fd.get()), EngineError);
    const auto tail = memory_file(std::string_view(good).substr(good.size() - size));
    CHECK_THROWS_AS(AttachedSegment(tail.get()), EngineError);
  }
  const auto longer = memory_file(good + good);
  CHECK_THROWS_AS(AttachedSegment(longer.get()), EngineError);
}

TEST_CASE("random bytes are refused", "[cache]") {
  support::Random random(2);
  for (int i = 0; i < 300; ++i) {
    std::string noise(random.below(20'000), '\0');
    for (char& c : noise) c = static_cast<char>(random.below(256));
    // Some with a record that looks right at first sight.
    if (noise.size() > sizeof(Record) && random.one_in(2)) {
      Record record;
      record.layout = cache::layout_hash();
      record.file_size = noise.size();
      record.block = random.below(noise.size());
      record.block_size = random.below(noise.size());
      set_record(noise, record);
    }
    const auto fd = memory_file(noise);
    CHECK_THROWS_AS(AttachedSegment(fd.get()), EngineError);
  }
}

TEST_CASE("damage to a segment is noticed everywhere but in the block, and never a crash", "[cache]") {
  const std::string content(5000, 'x');
  const std::string good = good_segment(content);
  const Record record = record_of(good);
  support::Random random(3);
  int refused = 0;
  for (int i = 0; i < 3000; ++i) {
    std::string segment = good;
    bool outside = false;
    for (std::size_t changes = 1 + random.below(4); changes > 0; --changes) {
      const std::size_t at = random.below(segment.size());
      segment[at] = static_cast<char>(segment[at] ^ (1 + random.below(255)));
      outside = outside || at < record.block || at >= record.block + record.block_size;
    }
    if (segment == good) continue;
    const auto fd = memory_file(segment);
    try {
      const AttachedSegment attached(fd.get());
      CHECK(attached.find("input").size() == content.size());
      CHECK_FALSE((outside && segment.compare(0, record.block, good, 0, record.block) != 0));
    } catch (const EngineError&) {
      ++refused;
      CHECK(outside);
    }
  }
  CHECK(refused > 500);
}
