#include <algorithm>
#include <memory>
#include <string>
#include <vector>

#include "store/fact_image.hpp"
#include "support/catch.hpp"
#include "support/random_tree.hpp"

using namespace sotval::core;

namespace {

Snapshot small_tree() {
  return support::snapshot_of({{"a", NodeType::file, false, false, {}}, {"b", NodeType::directory, false, false, {{"c", NodeType::file, false, false, {}}}}});
}

std::vector<std::byte> sample() {
  const Snapshot tree = small_tree();
  ImageBuilder builder({Digest{1, 2}, Digest{3, 4}, 5'000'000'000}, tree);
  const std::uint32_t first = builder.question({10, 11}), second = builder.question({12, 13});
  CHECK(builder.question({10, 11}) == first);
  const std::uint32_t both = builder.set({second, first}), one = builder.set({second});
  CHECK(builder.set({first, second}) == both);
  builder.add(1, both, {20, 21}, "facts of a");
  builder.add(3, one, {22, 23}, "");
  builder.keep({{{30, 31}, "classes"}, {{32, 33}, "results"}});
  return builder.finish();
}

std::shared_ptr<const FactImage> open(const std::vector<std::byte>& bytes) {
  const auto kept = std::make_shared<const std::vector<std::byte>>(bytes);
  return FactImage::open(kept, *kept);
}

} // namespace

TEST_CASE("an image says what was put into it", "[store][image]") {
  const auto image = open(sample());
  REQUIRE(image);
  CHECK(image->head().basis == Digest{1, 2});
  CHECK(image->head().scope == Digest{3, 4});
  CHECK(image->head().scanned_at == 5'000'000'000);
  CHECK(image->tree().size() == 4);
  CHECK(image->tree().path(3) == "b/c");
  REQUIRE(image->sets() == 2);
  CHECK(image->set(0).size() == 2);
  CHECK(image->set(1).size() == 1);
  CHECK(image->questions()[image->set(1)[0]] == Digest{12, 13});
  REQUIRE(image->file(1) != nullptr);
  CHECK(image->file(1)->content == Digest{20, 21});
  CHECK(image->facts(*image->file(1)) == "facts of a");
  CHECK(image->facts(*image->file(3)).empty());
  CHECK(image->file(0) == nullptr);
  CHECK(image->file(2) == nullptr);
  CHECK(image->classes({30, 31}) == "classes");
  CHECK(image->results({32, 33}) == "results");
  CHECK_FALSE(image->classes({32, 33}));
  CHECK_FALSE(image->results({30, 31}));
}

TEST_CASE("an image that is cut short, longer or damaged in any bit is none", "[store][image][damage]") {
  const std::vector<std::byte> good = sample();
  for (std::size_t size = 0; size < good.size(); ++size) REQUIRE_FALSE(open({good.begin(), good.begin() + static_cast<std::ptrdiff_t>(size)}));
  std::vector<std::byte> bad = good;
  bad.resize(bad.size() + 8);
  CHECK_FALSE(open(bad));
  for (std::size_t at = 0; at < good.size(); ++at)
    for (unsigned bit = 0; bit < 8; ++bit) {
      bad = good;
      bad[at] ^= static_cast<std::byte>(1U << bit);
      CAPTURE(at, bit);
      REQUIRE_FALSE(open(bad));
    }
}

TEST_CASE("a file is racy unless its times are clearly older than the scan", "[store][image]") {
  const auto image = open(sample()); // scanned at second 5
  const auto racy = [&](std::int64_t mtime, std::int64_t ctime) {
    TreeNode node;
    node.mtime = mtime;
    node.ctime = ctime;
    return image->racy(node);
  };
  CHECK_FALSE(racy(4'900'000'001, 4'900'000'001));
  CHECK(racy(4'990'000'001, 4'900'000'001));
  CHECK(racy(1, 5'000'000'001));
  CHECK(racy(9'000'000'001, 1)); // from the future
  CHECK(racy(4'000'000'000, 3'000'000'000)); // of a file system that keeps whole seconds
  CHECK_FALSE(racy(2'000'000'000, 2'000'000'000));
}
