#include "exclude.hpp"

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval::core;

namespace {

ExcludeList excludes(std::vector<std::string> globs) {
  for (const std::string& glob : globs) REQUIRE_FALSE(check_glob(glob));
  return ExcludeList(globs);
}

std::string_view name_of(std::string_view path) {
  return path.substr(path.rfind('/') + 1);
}

bool hides_tree(const ExcludeList& list, std::string_view path) {
  return list.hides_tree(path, name_of(path));
}

} // namespace

TEST_CASE("a glob that ends in two stars hides the directory itself, with all that is below", "[exclude]") {
  const ExcludeList list = excludes({".git/**", "**/__pycache__/**", "a/b*/**"});
  CHECK(hides_tree(list, ".git"));
  CHECK_FALSE(hides_tree(list, "x/.git"));
  CHECK(hides_tree(list, "__pycache__"));
  CHECK(hides_tree(list, "a/b/c/__pycache__"));
  CHECK_FALSE(hides_tree(list, "__pycache__x"));
  CHECK(hides_tree(list, "a/bc"));
  CHECK_FALSE(hides_tree(list, "a"));
  CHECK_FALSE(hides_tree(list, "a/c"));
}

TEST_CASE("a file with the name of a hidden directory is not hidden", "[exclude]") {
  const ExcludeList list = excludes({".git/**", "**/venv/**"});
  CHECK_FALSE(list.hides(".git"));
  CHECK_FALSE(list.hides("x/venv"));
}

TEST_CASE("any other glob hides what it matches and nothing below", "[exclude]") {
  const ExcludeList list = excludes({"build", "**/*.tmp", "docs/*"});
  CHECK(list.hides("build"));
  CHECK_FALSE(hides_tree(list, "build"));
  CHECK_FALSE(list.hides("build/a"));
  CHECK(list.hides("x/y/a.tmp"));
  CHECK(list.hides("docs/a"));
  CHECK_FALSE(list.hides("docs/a/b"));
}

TEST_CASE("two stars alone hide all there is", "[exclude]") {
  for (const std::string glob : {"**", "**/**", "**/**/**"}) {
    INFO(glob);
    const ExcludeList list = excludes({glob});
    CHECK(list.hides("a"));
    CHECK(hides_tree(list, "a"));
  }
}

TEST_CASE("more stars than needed at the end mean the same", "[exclude]") {
  for (const std::string glob : {"a/**", "a/**/**", "a/**/**/**"}) {
    INFO(glob);
    CHECK(hides_tree(excludes({glob}), "a"));
  }
  CHECK(hides_tree(excludes({"**/**/a/**"}), "x/a"));
  CHECK(hides_tree(excludes({"**/a/**/**"}), "x/a"));
}

TEST_CASE("alternatives are excluded one by one", "[exclude]") {
  const ExcludeList list = excludes({"{a,b}/**", "c{,/**}", "{**/d/**,e}"});
  CHECK(hides_tree(list, "a"));
  CHECK(hides_tree(list, "b"));
  CHECK(hides_tree(list, "c"));
  CHECK(list.hides("c")); // a file c, too
  CHECK(hides_tree(list, "x/d"));
  CHECK(list.hides("e"));
  CHECK_FALSE(hides_tree(list, "e"));
}

TEST_CASE("an empty list hides nothing", "[exclude]") {
  const ExcludeList list = excludes({});
  CHECK_FALSE(list.hides("a"));
  CHECK_FALSE(hides_tree(list, "a"));
}

TEST_CASE("what is hidden is what the glob matches, and the x of x/**", "[exclude][property]") {
  support::Random random(2);
  const std::vector<std::string> components{"a", "b", "*", "a*", "**", "**", "?"};
  const std::vector<std::string> names{"a", "b", "ab", "c"};
  int hidden = 0;
  for (int round = 0; round < 2'000; ++round) {
    std::string text = random.pick(components);
    for (std::size_t more = random.below(4); more > 0; --more) text += "/" + random.pick(components);
    const ExcludeList list = excludes({text});
    std::string below = text; // x of x/**
    while (below.ends_with("/**")) below.resize(below.size() - 3);
    const Glob glob(text), top(below);
    for (int i = 0; i < 20; ++i) {
      // A path is out of sight if it is hidden itself or below a hidden tree.
      std::string path = random.pick(names);
      bool out_of_sight = false;
      for (std::size_t more = random.below(4); more > 0; --more) {
        out_of_sight |= hides_tree(list, path);
        path += "/" + random.pick(names);
      }
      const bool directory = random.one_in(2);
      out_of_sight |= list.hides(path) || (directory && hides_tree(list, path));
      const bool expected = glob.matches(path) || (directory && text != below && top.matches(path));
      hidden += expected;
      if (out_of_sight != expected) FAIL_CHECK(text << " is wrong about " << path << (directory ? "/" : ""));
    }
  }
  CHECK(hidden > 1'000);
}
