#include "repository_view.hpp"

#include <filesystem>
#include <thread>

#include <sotval/error.hpp>

#include "exclude.hpp"
#include "scan.hpp"
#include "support/catch.hpp"
#include "support/imagined_tree.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

using Paths = std::vector<std::string>;

// A repository with what a rule sees of it.
struct Seen {
  explicit Seen(const support::Tree& tree, const std::vector<std::string>& excludes = {}, std::uint64_t limit = 0,
                const std::function<void(const std::filesystem::path&)>& prepare = {})
      : repository(tree), root((prepare ? prepare(repository.path()) : void(), repository.path())),
        scanned(scan(root, ExcludeList(excludes), {}, {}, 1)) {
    limits.file_size = limit;
    view = make_repository_view(root, scanned.snapshot, limits);
  }

  support::SmallRepository repository;
  RootDirectory root;
  ScanResult scanned;
  Limits limits;
  std::unique_ptr<RepositoryView> view;
};

Paths paths_of(const std::vector<RepositoryEntry>& entries) {
  Paths paths;
  for (const RepositoryEntry& entry : entries) paths.emplace_back(entry.path);
  return paths;
}

Paths all_paths(const RepositoryView& view) {
  Paths paths;
  for (std::size_t i = 0; i < view.size(); ++i) paths.emplace_back(view[i].path);
  return paths;
}

const support::Tree tree = {{"a.txt", "text"}, {"d/b.txt", ""}, {"d/e/c.md", "xyz"}, {"f/", ""}};

} // namespace

TEST_CASE("a rule sees the entries in tree order, without the root", "[view]") {
  const Seen seen(tree);
  CHECK(all_paths(*seen.view) == Paths{"a.txt", "d", "d/b.txt", "d/e", "d/e/c.md", "f"});
  CHECK((*seen.view)[0].kind == EntryKind::file);
  CHECK((*seen.view)[0].size == 4);
  CHECK((*seen.view)[1].kind == EntryKind::directory);
  CHECK((*seen.view)[1].size == 0);
  CHECK(seen.view->complete());
}

TEST_CASE("what the pack excludes is not there, in no way", "[view]") {
  const Seen seen({{"a.txt", "1"}, {"d/b.txt", "2"}, {"d/c.txt", "3"}, {"x/y.txt", "4"}}, {"d", "d/b.txt", "x/**"});
  CHECK(all_paths(*seen.view) == Paths{"a.txt", "d/c.txt"}); // d is out of sight, what is below is not
  CHECK_FALSE(seen.view->find("d"));
  CHECK_FALSE(seen.view->find("x/y.txt"));
  CHECK(paths_of(seen.view->glob("**")) == Paths{"a.txt", "d/c.txt"});
  CHECK_FALSE(seen.view->read("d/b.txt").ok);
  CHECK_FALSE(seen.view->read("x/y.txt").ok);
  CHECK(seen.view->read("d/c.txt").bytes == "3");
}

TEST_CASE("entries are found by path and by the globs of packs", "[view]") {
  const Seen seen(tree);
  REQUIRE(seen.view->find("d/e/c.md"));
  CHECK(seen.view->find("d/e/c.md")->size == 3);
  for (const char* path : {"", ".", "/", "d/", "nothing", "a.txt/x", "d/../a.txt", "./a.txt"}) CHECK_FALSE(seen.view->find(path));
  CHECK(paths_of(seen.view->glob("**/*.txt")) == Paths{"a.txt", "d/b.txt"});
  CHECK(paths_of(seen.view->glob("{f,d/*}")) == Paths{"d/b.txt", "d/e", "f"});
  CHECK(seen.view->glob("*.pdf").empty());
  for (const char* pattern : {"", "a//b", "x{a", "[z"}) CHECK_THROWS_AS(seen.view->glob(pattern), InputError);
}

TEST_CASE("files are read up to the limit, and what cannot be read says why", "[view]") {
  const Seen seen({{"small", "1234"}, {"large", "12345"}, {"d/", ""}, {"gone", ""}}, {}, 4);
  CHECK(seen.view->read("small").ok);
  CHECK(seen.view->read("small").bytes == "1234");
  CHECK(seen.view->read("small").reason.empty());
  CHECK(seen.view->read("large").reason == "is larger than the limit of 4 bytes");
  CHECK(seen.view->read("d").reason == "is a directory");
  CHECK(seen.view->read("").reason == "there is no such file");
  CHECK(seen.view->read("nothing").reason == "there is no such file");
  CHECK(seen.view->read("../small").reason == "there is no such file");
  std::filesystem::remove(seen.repository.path() / "gone");
  CHECK(seen.view->read("gone").reason == "vanished since the scan");
  CHECK(seen.view->read("large").bytes.empty());
}

TEST_CASE("a link to a file inside is that file, one that leads out is not read", "[view]") {
  const support::TemporaryDirectory outside;
  const auto secret = outside.write("secret", "secret");
  const Seen seen({{"d/a.txt", "text"}}, {}, 0, [&](const std::filesystem::path& root) {
    std::filesystem::create_symlink("d/a.txt", root / "in");
    std::filesystem::create_symlink(secret, root / "out");
  });
  CHECK(seen.view->find("in")->kind == EntryKind::file);
  CHECK(seen.view->read("in").bytes == "text");
  CHECK(seen.view->find("out")->kind == EntryKind::other);
  CHECK(seen.view->read("out").reason == "is not a regular file");
  std::filesystem::remove(seen.repository.path() / "d/a.txt"); // after the scan
  std::filesystem::create_symlink(secret, seen.repository.path() / "d/a.txt");
  CHECK_FALSE(seen.view->read("d/a.txt").ok);
  CHECK_FALSE(seen.view->read("in").ok);
}

TEST_CASE("a directory that could not be listed makes the view incomplete", "[view]") {
  const support::SmallRepository repository(support::Tree{{"a", ""}});
  const RootDirectory root(repository.path());
  const Snapshot snapshot = support::imagine({"a", "d/?"});
  const Limits limits;
  CHECK_FALSE(make_repository_view(root, snapshot, limits)->complete());
}

TEST_CASE("a view is used by several threads at once", "[view][threads]") {
  const Seen seen(tree);
  std::vector<int> right(4, 0);
  {
    std::vector<std::jthread> threads;
    for (int& count : right)
      threads.emplace_back([&] {
        for (int i = 0; i < 50; ++i)
          count += seen.view->read("d/e/c.md").bytes == "xyz" && seen.view->glob("**/*.txt").size() == 2 && seen.view->find("f") && seen.view->size() == 6;
      });
  }
  CHECK(right == std::vector<int>(4, 50));
}
