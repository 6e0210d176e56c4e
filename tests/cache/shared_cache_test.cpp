#include <sotval/shared_cache.hpp>

#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <unistd.h>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/memory_file.hpp"
#include "support/messages.hpp"

using namespace sotval;
using support::bytes_of;
using support::message_of;

namespace {

std::string found(const SharedCache& cache, std::string_view name) {
  const auto block = cache.find(name);
  return block ? support::text_of(*block) : "(none)";
}

} // namespace

TEST_CASE("published blocks are found by their names, and counted", "[cache]") {
  SharedCache cache = SharedCache::create();
  const auto first = cache.publish("first", bytes_of("one"));
  cache.publish("second", bytes_of(std::string(100'000, 'x')));
  cache.publish("empty", {});

  CHECK(cache.owner());
  CHECK(cache.handle().empty());
  CHECK(support::text_of(first) == "one");
  CHECK(cache.find("first")->data() == first.data());
  CHECK(found(cache, "second") == std::string(100'000, 'x'));
  CHECK(found(cache, "empty").empty());
  CHECK(found(cache, "other") == "(none)");

  const auto blocks = cache.blocks();
  REQUIRE(blocks.size() == 3);
  CHECK(blocks[0].name == "empty");
  CHECK(blocks[1].name == "first");
  CHECK(blocks[2].size == 100'000);
  const SharedCacheStats stats = cache.stats();
  CHECK(stats.blocks == 3);
  CHECK(stats.bytes == 100'003);
  CHECK(stats.memory > stats.bytes);
  CHECK(stats.lookups == 4);
  CHECK(stats.hits == 3);
  CHECK(stats.attachments == 3);
}

TEST_CASE("a block's name cannot be taken twice, and has to be one", "[cache]") {
  SharedCache cache = SharedCache::create();
  cache.publish("block", bytes_of("one"));
  CHECK(message_of<InputError>([&] { cache.publish("block", bytes_of("two")); }) == "block 'block' was published before");
  CHECK_THROWS_AS(cache.publish("", {}), InputError);
  CHECK_THROWS_AS(cache.publish(std::string(256, 'n'), {}), InputError);
  CHECK_THROWS_AS(cache.publish(std::string_view("a\0b", 3), {}), InputError);
  cache.publish(std::string(255, 'n'), bytes_of("long"));
  CHECK(found(cache, std::string(255, 'n')) == "long");
  CHECK(found(cache, "block") == "one");
  CHECK(cache.stats().blocks == 2);
}

TEST_CASE("after removal a cache is empty and stays so", "[cache]") {
  const std::size_t before = support::open_descriptors();
  SharedCache cache = SharedCache::create();
  cache.publish("block", bytes_of("one"));
  CHECK(support::open_descriptors() > before);
  cache.remove();
  cache.remove();
  CHECK(support::open_descriptors() == before);
  CHECK(found(cache, "block") == "(none)");
  CHECK(cache.blocks().empty());
  CHECK(cache.stats().memory == 0);
  CHECK(cache.stats().attachments == 1);
  CHECK(cache.descriptor("block") == -1);
  CHECK_THROWS_AS(cache.publish("block", {}), EngineError);
}

TEST_CASE("a cache can be moved, and bytes stay where they are", "[cache]") {
  const std::size_t before = support::open_descriptors();
  {
    SharedCache first = SharedCache::create();
    const auto block = first.publish("block", bytes_of("one"));
    SharedCache second = std::move(first);
    CHECK(second.find("block")->data() == block.data());
    SharedCache third = SharedCache::create();
    third.publish("other", bytes_of("two"));
    third = std::move(second);
    CHECK(found(third, "block") == "one");
    CHECK(found(third, "other") == "(none)");
    CHECK(support::text_of(block) == "one");
  }
  CHECK(support::open_descriptors() == before);
}

TEST_CASE("anonymous blocks are attached by their descriptors, also in another process", "[cache]") {
  SharedCache cache = SharedCache::create();
  cache.publish("first", bytes_of("one"));
  cache.publish("second", bytes_of("two"));
  const std::vector<int> descriptors{cache.descriptor("first"), cache.descriptor("second")};
  CHECK(cache.descriptor("third") == -1);

  SharedCache attached = SharedCache::attach(descriptors);
  CHECK_FALSE(attached.owner());
  CHECK(found(attached, "second") == "two");
  CHECK(attached.stats().attachments == 2);
  CHECK(attached.descriptor("first") == -1);
  CHECK_THROWS_AS(attached.publish("third", {}), EngineError);
  CHECK(support::in_child([&] { return found(SharedCache::attach(descriptors), "first"); }) == "one");

  const std::vector<int> twice{descriptors[0], descriptors[0]};
  CHECK_THROWS_AS(SharedCache::attach(twice), InputError);
  const auto other = support::memory_file("something else");
  const std::vector<int> wrong{descriptors[0], other.get()};
  CHECK_THROWS_AS(SharedCache::attach(wrong), EngineError);

  cache.remove();
  CHECK(found(attached, "first") == "one");
}

TEST_CASE("a fork of the owner reads the cache and publishes nothing", "[cache]") {
  SharedCache cache = SharedCache::create();
  cache.publish("block", bytes_of("one"));
  CHECK(support::in_child([&] {
          std::string result = found(cache, "block");
          result += message_of<EngineError>([&] { cache.publish("other", {}); }).empty() ? ", published" : ", refused";
          cache.remove();
          return result;
        }) == "one, refused");
  CHECK(found(cache, "block") == "one");
}

TEST_CASE("threads publish and find at the same time, and every lookup is counted", "[cache]") {
  SharedCache cache = SharedCache::create();
  constexpr std::size_t threads = 4, blocks = 25;
  std::vector<int> wrong(threads);
  std::vector<std::thread> all;
  for (std::size_t t = 0; t < threads; ++t)
    all.emplace_back([&, t] {
      for (std::size_t b = 0; b < blocks; ++b) {
        const std::string name = std::to_string(t) + "/" + std::to_string(b);
        cache.publish(name, bytes_of(name));
        if (found(cache, name) != name) ++wrong[t];
        // The neighbour's block is there or not yet; never a part of it.
        const std::string neighbour = std::to_string((t + 1) % threads) + "/" + std::to_string(b);
        const std::string seen = found(cache, neighbour);
        if (seen != neighbour && seen != "(none)") ++wrong[t];
        if (cache.blocks().empty()) ++wrong[t];
      }
    });
  for (std::thread& thread : all) thread.join();
  CHECK(wrong == std::vector<int>(threads));
  CHECK(cache.stats().blocks == threads * blocks);
  CHECK(cache.stats().lookups == 2 * threads * blocks);
}
