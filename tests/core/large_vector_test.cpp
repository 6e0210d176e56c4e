#include "large_vector.hpp"

#include <cstdint>
#include <new>
#include <string>

#include "support/catch.hpp"

using namespace sotval::core;

TEST_CASE("a vector keeps what it holds while it grows from small blocks to large ones and back", "[large_vector]") {
  LargeVector<std::uint64_t> numbers;
  for (std::uint64_t i = 0; i < 1'000'000; ++i) numbers.push_back(i);
  for (std::uint64_t i = 0; i < numbers.size(); ++i)
    if (numbers[i] != i) FAIL("number " << i << " is " << numbers[i]);
  const LargeVector<std::uint64_t> copy = numbers;
  numbers.resize(10);
  numbers.shrink_to_fit();
  CHECK(numbers.back() == 9);
  CHECK(copy.back() == 999'999);
}

TEST_CASE("a large block begins where a huge page can", "[large_vector]") {
  LargeVector<char> bytes;
  bytes.reserve(3 * 1024 * 1024);
  CHECK(reinterpret_cast<std::uintptr_t>(bytes.data()) % LargeBlocks<char>::huge_page == 0);
}

TEST_CASE("elements in a large block are taken down, each once", "[large_vector]") {
  LargeVector<std::string> texts(100'000, std::string(40, 'x'));
  LargeVector<std::string> moved = std::move(texts);
  CHECK(moved.back().size() == 40); // the address sanitizer sees the rest
}

TEST_CASE("more than there are addresses for is refused", "[large_vector]") {
  LargeBlocks<std::uint64_t> blocks;
  CHECK_THROWS_AS(blocks.allocate(~std::size_t{0} / 4), std::bad_alloc);
}
