#include "watch/watched_paths.hpp"

#include <algorithm>

#include "support/catch.hpp"

using sotval::core::WatchedPaths;

namespace {

using Watches = std::vector<int>;

Watches sorted(Watches watches) {
  std::sort(watches.begin(), watches.end());
  return watches;
}

} // namespace

TEST_CASE("a tree is taken with all below it and nothing beside it", "[watch]") {
  WatchedPaths paths;
  int watch = 1;
  for (const char* path : {"", "a", "a/b", "a/b/c", "a/b-c", "a/b0", "a/b.", "b"}) CHECK(paths.put(watch++, path) == -1);
  CHECK(sorted(paths.take_tree("a/b")) == Watches{3, 4});
  CHECK(paths.size() == 6);
  CHECK_FALSE(paths.contains("a/b/c"));
  CHECK(paths.path_of(3) == nullptr);
  CHECK(*paths.path_of(5) == "a/b-c");
  CHECK(paths.take_tree("nowhere").empty());
  CHECK(sorted(paths.take_tree("")) == Watches{1, 2, 5, 6, 7, 8});
  CHECK(paths.size() == 0);
}

TEST_CASE("what is below a directory that is not watched itself is taken too", "[watch]") {
  WatchedPaths paths;
  paths.put(1, "a/b");
  CHECK(paths.take_tree("a") == Watches{1});
}

TEST_CASE("a directory that was moved keeps its watch and loses its former path", "[watch]") {
  WatchedPaths paths;
  paths.put(1, "old");
  CHECK(paths.put(1, "new") == -1);
  CHECK(*paths.path_of(1) == "new");
  CHECK_FALSE(paths.contains("old"));
}

TEST_CASE("the watch of a directory whose place another one takes is handed back", "[watch]") {
  WatchedPaths paths;
  paths.put(1, "a");
  paths.put(2, "b");
  CHECK(paths.put(2, "a") == 1);
  CHECK(*paths.path_of(2) == "a");
  CHECK(paths.path_of(1) == nullptr);
  CHECK(paths.size() == 1);
  CHECK(paths.put(2, "a") == -1);
}

TEST_CASE("a watch that is forgotten leaves no path", "[watch]") {
  WatchedPaths paths;
  paths.put(1, "a");
  paths.forget(1);
  paths.forget(7);
  CHECK_FALSE(paths.contains("a"));
  CHECK(paths.size() == 0);
}
