#include "focus.hpp"

#include <string>
#include <vector>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/imagined_tree.hpp"

using namespace sotval;
using core::Focus;

namespace {

const std::vector<std::string> tree = {"README.md", "empty/", "a/b/one.txt", "a/b/two.txt", "a/c/three.txt", "a/four.txt"};

// Of the tree and of some that is not there, what the focus covers.
std::vector<std::string> covered(const std::vector<std::string>& listed) {
  const core::Snapshot snapshot = support::imagine(tree);
  const Focus focus(snapshot, listed);
  std::vector<std::string> paths;
  for (const std::string path : {"README.md", "empty", "a", "a/b", "a/b/one.txt", "a/b/two.txt", "a/c", "a/c/three.txt", "a/four.txt", "a/b/gone.txt",
                                 "a/lost", "a/lost/deep", "a/lost/deep/gone.txt", "a/other"})
    if (focus.covers(path)) paths.push_back(path);
  return paths;
}

using Paths = std::vector<std::string>;

} // namespace

TEST_CASE("a listed file is in focus, its directory and its neighbours are not", "[focus]") {
  CHECK(covered({"a/b/one.txt"}) == Paths{"a/b/one.txt"});
  CHECK(covered({}).empty());
}

TEST_CASE("the repository as a whole always is", "[focus]") {
  const core::Snapshot snapshot = support::imagine(tree);
  CHECK(Focus(snapshot, {}).covers(""));
}

TEST_CASE("what is gone brings all directories above it into focus", "[focus]") {
  CHECK(covered({"a/b/gone.txt"}) == Paths{"a", "a/b", "a/b/gone.txt"});
  CHECK(covered({"a/lost/deep/gone.txt"}) == Paths{"a", "a/lost", "a/lost/deep", "a/lost/deep/gone.txt"});
}

TEST_CASE("a listed directory is in focus itself, not what is in it", "[focus]") {
  CHECK(covered({"a/b"}) == Paths{"a/b"});
  CHECK(covered({"empty/"}) == Paths{"empty"});
  CHECK(covered({"."}).empty());
}

TEST_CASE("paths are understood however they are written, and counted once", "[focus]") {
  CHECK(covered({"./a//b/../b/one.txt"}) == Paths{"a/b/one.txt"});
  const core::Snapshot snapshot = support::imagine(tree);
  CHECK(Focus(snapshot, Paths{"README.md", "./README.md", "a/", "a"}).size() == 2);
}

TEST_CASE("paths that cannot be below the root are errors of the caller", "[focus]") {
  const core::Snapshot snapshot = support::imagine(tree);
  for (const std::string path : {"/etc/passwd", "..", "../x", "a/../../x", ""}) {
    INFO(path);
    CHECK_THROWS_AS(Focus(snapshot, Paths{path}), InputError);
  }
}
