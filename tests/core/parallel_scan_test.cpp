#include <algorithm>
#include <cstring>
#include <filesystem>
#include <stdexcept>

#include <fcntl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scan.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/deep_tree.hpp"
#include "support/forbidden_call.hpp"
#include "support/random_tree.hpp"
#include "support/scan_bytes.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval::core;
using support::all_of;
namespace fs = std::filesystem;

namespace {

constexpr unsigned many[] = {0, 2, 3, 8, 1'000};

using Progress = std::function<void(std::uint64_t)>;

ScanResult scan_with(unsigned threads, const fs::path& root, std::vector<std::string> excludes = {}, const Progress& progress = nullptr) {
  return scan(RootDirectory(root), ExcludeList(excludes), {}, progress, threads);
}

void check_same_with_any_number_of_threads(const fs::path& root, const std::vector<std::string>& excludes = {}, int rounds = 2) {
  const std::string expected = all_of(scan_with(1, root, excludes));
  for (const unsigned threads : many) {
    INFO(threads << " threads");
    for (int round = 0; round < rounds; ++round) CHECK((all_of(scan_with(threads, root, excludes)) == expected)); // too long to be shown
  }
}

// Three entries for each directory: the directory, a file in it and a link to the file.
constexpr int wide = 300;
void make_wide(const support::TemporaryDirectory& root) {
  for (int i = 0; i < wide; ++i) {
    const std::string name = "d" + std::to_string(i);
    root.write(name + "/file", name);
    fs::create_symlink("file", root.path() / name / "link");
  }
}

void make(const support::TemporaryDirectory& root, const std::string& above, const std::vector<support::Entry>& entries) {
  for (const support::Entry& entry : entries) {
    const std::string path = above + entry.name;
    switch (entry.type) {
    case NodeType::file: root.write(path, path); break;
    case NodeType::other: fs::create_symlink("../a", root.path() / path); break;
    case NodeType::directory:
      root.make_directory(path);
      make(root, path + "/", entry.children);
    }
  }
}

std::size_t threads_now() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/task"), fs::directory_iterator()));
}

// How many threads a scan has started, told by a process that has no others.
std::string threads_started(unsigned threads, const fs::path& root, const std::function<bool()>& prepare = [] { return true; }) {
  return support::in_child([&]() -> std::string {
    const std::size_t before = threads_now();
    if (!prepare()) return "not possible";
    std::size_t most = before;
    const ScanResult result = scan_with(threads, root, {}, [&](std::uint64_t) { most = std::max(most, threads_now()); });
    return std::to_string(most - before) + " threads, " + std::to_string(result.snapshot.size()) + " nodes";
  });
}

const std::string wide_nodes = std::to_string(3 * wide + 1) + " nodes";

} // namespace

// ---- the result

TEST_CASE("any tree is seen the same with any number of threads", "[scan][threads]") {
  support::Random random(31);
  const std::vector<std::string> names = {"a", "a!", "b", "a.b", "z", "ä", "keep", "x.tmp", ".git", "n1", "n2", "n3"};
  std::size_t large = 0;
  for (int round = 0; round < 12; ++round) {
    const support::TemporaryDirectory root;
    make(root, "", support::random_entries(random, names, 9, 5));
    check_same_with_any_number_of_threads(root.path(), {".git/**", "**/n1/**", "**/*.tmp", "b"});
    if (scan_with(1, root.path()).snapshot.size() > 300) ++large;
  }
  CHECK(large > 2); // too small a tree has no use for threads
}

TEST_CASE("a wide tree is seen the same with any number of threads", "[scan][threads]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  check_same_with_any_number_of_threads(root.path());
}

TEST_CASE("deep trees, side by side, are seen the same with any number of threads", "[scan][threads][deep]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  for (const std::string name : {"d3", "d100", "d200"}) fs::create_directory(root.path() / name / "deep");
  const support::DeepTree one(root.path() / "d3/deep", std::string(40, 'd'), 300, "file", "");
  const support::DeepTree two(root.path() / "d100/deep", std::string(200, 'd'), 400, "file", ""); // deeper than can be kept
  support::DeepTree three(root.path() / "d200/deep", "d", 1'500, "file", "");
  three.add_link("link", "file");
  CHECK(scan_with(8, root.path()).unreadable_directories.size() == 1);
  check_same_with_any_number_of_threads(root.path(), {}, 1); // much to compare
}

TEST_CASE("a chain with much at every step is seen the same with any number of threads", "[scan][threads][deep]") {
  const support::TemporaryDirectory root;
  std::string path;
  for (int i = 0; i < 40; ++i) { // the chain lies in the middle of what is beside it
    path += std::string(60, 'm') + "/";
    for (const std::string name : {"a", "b", "y", "z"}) root.write(path + name + "/file", "");
  }
  check_same_with_any_number_of_threads(root.path());
}

TEST_CASE("directories that may not be listed are named in the same order with any number of threads", "[scan][threads]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  for (int i = 0; i < wide; i += 3) fs::permissions(root.path() / ("d" + std::to_string(i)), fs::perms(0));
  fs::permissions(root.path(), fs::perms(0755));
  const auto scan_as_nobody = [&](unsigned threads) {
    return support::in_child([&]() -> std::string {
      if (!support::become_nobody()) return "cannot become nobody";
      const ScanResult result = scan_with(threads, root.path());
      return std::to_string(result.unreadable_directories.size()) + all_of(result);
    });
  };
  const std::string expected = scan_as_nobody(1);
  CHECK(expected.starts_with(std::to_string(wide / 3)));
  for (const unsigned threads : many) CHECK((scan_as_nobody(threads) == expected));
  for (int i = 0; i < wide; i += 3) fs::permissions(root.path() / ("d" + std::to_string(i)), fs::perms(0755));
}

// ---- which threads there are

TEST_CASE("threads are started for a tree that is worth it, and no more than make sense", "[scan][threads]") {
  const support::TemporaryDirectory large, small;
  make_wide(large);
  for (int i = 0; i < 20; ++i) small.write("d" + std::to_string(i) + "/file", "");
  CHECK(threads_started(1, large.path()) == "0 threads, " + wide_nodes);
  CHECK(threads_started(2, large.path()) == "1 threads, " + wide_nodes);
  CHECK(threads_started(8, small.path()) == "0 threads, 41 nodes");
  const std::string most = threads_started(1'000, large.path());
  CHECK(most.ends_with(" threads, " + wide_nodes));
  CHECK(std::stoi(most) > 1);
  CHECK(std::stoi(most) < 16);
}

TEST_CASE("a chain of directories keeps to one thread", "[scan][threads][deep]") {
  const support::TemporaryDirectory root;
  const support::DeepTree deep(root.path(), "d", 1'000, "file", "");
  CHECK(threads_started(8, root.path()) == "0 threads, 1002 nodes");
}

TEST_CASE("where no threads are to be had, the tree is walked without them", "[scan][threads]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  const std::string outcome =
      threads_started(8, root.path(), [] { return support::forbid_call(SYS_clone3, EAGAIN) && support::forbid_call(SYS_clone, EAGAIN); });
  if (outcome == "not possible")
    WARN("cannot forbid system calls: not tested");
  else
    CHECK(outcome == "0 threads, " + wide_nodes);
}

TEST_CASE("where descriptors suffice for one thread, they suffice for many", "[scan][threads]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  for (const unsigned threads : many) {
    const std::string outcome = support::in_child([&]() -> std::string {
      const RootDirectory directory(root.path());
      const std::string expected = all_of(scan(directory, ExcludeList({}), {}, nullptr, 1));
      const rlimit limit{64, 64};
      if (setrlimit(RLIMIT_NOFILE, &limit) != 0) return "cannot limit descriptors";
      int last = 0;
      for (int fd = 0; fd >= 0; fd = ::open("/dev/null", O_RDONLY | O_CLOEXEC)) last = std::max(last, fd);
      close(last); // for a directory
      const ScanResult too_few = scan(directory, ExcludeList({}), {}, nullptr, 1);
      close(last - 1); // for a link in it
      if (too_few.unreadable_directories.size() != wide) return "descriptors are not what is wanting";
      return all_of(scan(directory, ExcludeList({}), {}, nullptr, threads)) == expected ? "same" : "different";
    });
    INFO(threads << " threads");
    CHECK(outcome == "same");
  }
}

// ---- progress, stop and failure

TEST_CASE("with many threads progress never goes back and ends with all", "[scan][threads]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  const auto here = gettid();
  for (const unsigned threads : many) {
    std::vector<std::uint64_t> seen;
    bool elsewhere = false;
    scan_with(threads, root.path(), {}, [&](std::uint64_t n) {
      seen.push_back(n);
      elsewhere |= gettid() != here;
    });
    CHECK(std::is_sorted(seen.begin(), seen.end()));
    CHECK(seen.back() == 3 * wide);
    CHECK_FALSE(elsewhere);
  }
}

TEST_CASE("a stop request ends the walk of many threads", "[scan][threads]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  const Snapshot whole = scan_with(1, root.path()).snapshot;
  for (const unsigned threads : many) {
    for (const std::uint64_t at : {0, 1, wide + 1, 2 * wide}) {
      INFO(threads << " threads, stop at " << at);
      std::stop_source stop;
      if (at == 0) stop.request_stop();
      const ScanResult stopped = scan(RootDirectory(root.path()), ExcludeList({}), stop.get_token(), [&](std::uint64_t n) {
        if (n >= at) stop.request_stop();
      }, threads);
      const Snapshot& tree = stopped.snapshot;
      CHECK(std::all_of(tree.nodes().begin(), tree.nodes().end(),
                        [&](const TreeNode& node) { return whole.find(tree.path(node)) != whole.size(); }));
      CHECK(stopped.unreadable_directories.empty());
      if (at == 0) CHECK(tree.size() == 1);
      if (at == 1) CHECK(tree.size() == wide + 1); // the root was listed, then it was stopped
    }
  }
}

TEST_CASE("what progress throws arrives when all threads have ended", "[scan][threads]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  for (const unsigned threads : many) {
    for (const std::uint64_t at : {1, wide + 1, 2 * wide, 3 * wide}) {
      INFO(threads << " threads, at " << at);
      CHECK_THROWS_WITH(scan_with(threads, root.path(), {}, [&](std::uint64_t n) {
        if (n >= at) throw std::runtime_error("enough");
      }), "enough");
    }
  }
}

TEST_CASE("without the status of entries a tree has the same names and types", "[scan]") {
  const support::TemporaryDirectory root;
  make_wide(root);
  for (int i = 0; i < 2'000; ++i) root.write("more/" + std::to_string(i / 10) + "/" + std::to_string(i), "text");
  const auto without_status = [](const ScanResult& result) {
    const auto nodes = result.snapshot.nodes();
    std::vector<TreeNode> bare(nodes.begin(), nodes.end());
    for (TreeNode& node : bare) fill(node, Status());
    return all_of({result.snapshot.with_nodes(std::move(bare)), result.unreadable_directories});
  };
  const ScanResult all = scan_with(1, root.path());
  for (const unsigned threads : many) {
    const ScanResult types = scan(RootDirectory(root.path()), ExcludeList({}), {}, nullptr, threads, Detail::types);
    CHECK((without_status(types) == without_status(all)));
    const auto known = std::count_if(types.snapshot.nodes().begin(), types.snapshot.nodes().end(), [](const TreeNode& node) { return node.inode != 0 && !node.is_link; });
    CHECK(known > 0); // what is seen first
    CHECK(known < types.snapshot.size() / 2);
  }
}

TEST_CASE("of a small tree the status is known in any case", "[scan]") {
  const support::TemporaryDirectory root;
  root.write("a/b", "text");
  const RootDirectory directory(root.path());
  CHECK((all_of(scan(directory, ExcludeList({}), {}, nullptr, 1, Detail::types)) == all_of(scan(directory, ExcludeList({}), {}, nullptr, 1))));
}
