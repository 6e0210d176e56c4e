#include <string>
#include <vector>

#include <unistd.h>

#include <sotval/error.hpp>
#include <sotval/shared_cache.hpp>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/memory_file.hpp"
#include "support/random.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval;

namespace {

std::vector<std::string> paths_of(const SnapshotView& view) {
  std::vector<std::string> paths;
  for (std::size_t i = 0; i < view.size(); ++i) paths.emplace_back(view[i].path);
  return paths;
}

} // namespace

TEST_CASE("a published snapshot shows the tree as it was", "[cache]") {
  const support::TemporaryDirectory tree;
  tree.write("docs/readme.md", "hello");
  tree.write("docs/a.txt", "");
  tree.make_directory("empty");
  tree.write("z", "123");
  REQUIRE(symlink("nowhere", (tree.path() / "link").c_str()) == 0);

  const SharedCache cache = SharedCache::create_from_repository(tree.path());
  tree.write("later", "x");
  const SnapshotView view(*cache.find(snapshot_block_name));
  CHECK(view.size() == 6);
  CHECK(view.complete());
  CHECK(paths_of(view) == std::vector<std::string>{"docs", "docs/a.txt", "docs/readme.md", "empty", "link", "z"});
  CHECK(view[0].kind == EntryKind::directory);
  CHECK(view[4].kind == EntryKind::other);
  const auto readme = view.find("docs/readme.md");
  REQUIRE(readme);
  CHECK(readme->kind == EntryKind::file);
  CHECK(readme->size == 5);
  CHECK(view.find("empty")->size == 0);
  for (const char* path : {"", "later", "docs/", "readme.md", "zz"}) CHECK_FALSE(view.find(path));

  const SnapshotView copy = view;
  CHECK(copy.find("z")->size == 3);
}

TEST_CASE("a snapshot is read in another process", "[cache]") {
  const support::TemporaryDirectory tree;
  tree.write("docs/readme.md", "hello");
  const SharedCache cache = SharedCache::create_from_repository(tree.path());
  const std::vector<int> descriptors{cache.descriptor(snapshot_block_name)};
  CHECK(support::in_child([&] {
          const SharedCache attached = SharedCache::attach(descriptors);
          return std::to_string(SnapshotView(*attached.find(snapshot_block_name)).find("docs/readme.md")->size);
        }) == "5");
}

TEST_CASE("what is excluded is not in the snapshot", "[cache]") {
  const support::TemporaryDirectory tree;
  tree.write(".git/config", "x");
  tree.write("src/a.cpp", "x");
  SharedCache cache = SharedCache::create();
  const std::vector<std::string> exclude{".git/**"};
  const SnapshotView view(cache.publish_snapshot(tree.path(), exclude));
  CHECK(paths_of(view) == std::vector<std::string>{"src", "src/a.cpp"});
  const std::vector<std::string> wrong{"a/[b"};
  SharedCache other = SharedCache::create();
  CHECK_THROWS_AS(other.publish_snapshot(tree.path(), wrong), InputError);
  CHECK_THROWS_AS(other.publish_snapshot(tree.path() / "none"), InputError);
  CHECK_THROWS_AS(cache.publish_snapshot(tree.path()), InputError);
  CHECK(other.blocks().empty());
}

TEST_CASE("an empty tree has an empty snapshot", "[cache]") {
  const support::TemporaryDirectory tree;
  const SharedCache cache = SharedCache::create_from_repository(tree.path());
  const SnapshotView view(*cache.find(snapshot_block_name));
  CHECK(view.size() == 0);
  CHECK_FALSE(view.find(""));
}

TEST_CASE("blocks that are no snapshots are refused, and damaged ones never crash", "[cache]") {
  CHECK_THROWS_AS(SnapshotView({}), EngineError);
  alignas(8) const std::byte noise[4096] = {};
  CHECK_THROWS_AS(SnapshotView(noise), EngineError);

  const support::TemporaryDirectory tree;
  tree.write("docs/readme.md", "hello");
  tree.write("docs/sub/a.txt", "x");
  tree.write("z", "123");
  const SharedCache cache = SharedCache::create_from_repository(tree.path());
  const auto good = *cache.find(snapshot_block_name);
  support::Random random(5);
  int refused = 0;
  for (int i = 0; i < 5000; ++i) {
    std::vector<std::byte> block(good.begin(), good.end());
    for (std::size_t changes = 1 + random.below(3); changes > 0; --changes) block[random.below(block.size())] = static_cast<std::byte>(random.below(256));
    try {
      const SnapshotView view{std::span<const std::byte>(block)};
      std::size_t bytes = 0;
      for (const std::string& path : paths_of(view)) bytes += path.size();
      view.find("docs/readme.md");
      CHECK(bytes <= view.size() * block.size());
    } catch (const EngineError&) {
      ++refused;
    }
  }
  CHECK(refused > 500);
}
