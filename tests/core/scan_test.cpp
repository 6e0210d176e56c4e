#include "scan.hpp"

#include <algorithm>
#include <fstream>
#include <stdexcept>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/deep_tree.hpp"
#include "support/random.hpp"
#include "support/small_stack.hpp"
#include "support/stepped_child.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval::core;
namespace fs = std::filesystem;

namespace {

ScanResult scan_tree(const fs::path& root, std::vector<std::string> excludes = {}) {
  return scan(RootDirectory(root), ExcludeList(excludes), {}, nullptr, 1);
}

// One entry a line, with marks: / directory, @ other, > and what is opened instead for links to files,
// ~ hidden, ! not listed.
std::string listing(const Snapshot& tree) {
  std::string out;
  for (std::uint32_t i = 1; i < tree.size(); ++i) {
    const TreeNode& node = tree[i];
    out += tree.path(node);
    if (node.type == NodeType::directory) out += '/';
    if (node.type == NodeType::other) out += node.is_link ? "@link" : "@";
    if (tree.target(node) != tree.path(node)) out += ">" + std::string(tree.target(node));
    if (node.hidden) out += '~';
    if (node.unlistable) out += '!';
    out += '\n';
  }
  return out;
}

std::string problems(const ScanResult& result) {
  std::string out;
  for (const auto& [path, reason] : result.unreadable_directories) out += path + ": " + reason + "\n";
  return out;
}

void link(const support::TemporaryDirectory& root, const std::string& target, const std::string& name) {
  fs::create_symlink(target, root.path() / name);
}

const TreeNode& node_at(const Snapshot& tree, std::string_view path) {
  REQUIRE(tree.find(path) != tree.size());
  return tree[tree.find(path)];
}

} // namespace

TEST_CASE("a tree is seen with its files and directories, in order", "[scan]") {
  const support::TemporaryDirectory root;
  root.write("b/x", "1");
  root.write("b/a/y", "22");
  root.write("b-c", "");
  root.write(".hidden", "");
  root.make_directory("empty");
  const ScanResult result = scan_tree(root.path());
  CHECK(listing(result.snapshot) == ".hidden\nb/\nb/a/\nb/a/y\nb/x\nb-c\nempty/\n");
  CHECK(problems(result).empty());
  CHECK(listing(scan_tree(root.path() / "empty").snapshot).empty());
}

TEST_CASE("nodes hold what the file system says about them", "[scan]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.write("d/file", "12345");
  const timespec times[2] = {{1'000'000'000, 0}, {1'234'567'890, 123'456'789}};
  REQUIRE(utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
  const ScanResult result = scan_tree(root.path());
  for (const std::string path : {"", "d", "d/file"}) {
    INFO(path);
    const TreeNode& node = node_at(result.snapshot, path);
    struct stat status {};
    REQUIRE(stat((root.path() / path).c_str(), &status) == 0);
    CHECK(node.size == static_cast<std::uint64_t>(status.st_size));
    CHECK(node.inode == status.st_ino);
    CHECK(node.device == status.st_dev);
    CHECK(node.mtime == status.st_mtim.tv_sec * 1'000'000'000 + status.st_mtim.tv_nsec);
    CHECK(node.ctime == status.st_ctim.tv_sec * 1'000'000'000 + status.st_ctim.tv_nsec);
  }
  CHECK(node_at(result.snapshot, "d/file").mtime == 1'234'567'890'123'456'789);
}

TEST_CASE("names are bytes: blanks, line ends, wildcards and what is not UTF-8", "[scan]") {
  const support::TemporaryDirectory root;
  std::vector<std::string> expected;
  for (const std::string name : {"a b", "a\nb", "*", "[x]", "\\", "ä", "\xFF\xFE", "\x01", "-rf", "..x", "..."}) {
    root.write(name + "/" + name, "");
    expected.push_back(name);
    expected.push_back(name + "/" + name);
  }
  root.write(std::string(255, 'n'), "");
  expected.push_back(std::string(255, 'n'));
  const ScanResult result = scan_tree(root.path());
  std::vector<std::string> found;
  for (std::uint32_t i = 1; i < result.snapshot.size(); ++i) found.emplace_back(result.snapshot.path(i));
  std::sort(expected.begin(), expected.end(), path_less);
  CHECK(found == expected);
}

TEST_CASE("the order depends on the names alone", "[scan]") {
  support::Random random(12);
  std::vector<std::string> paths;
  for (const std::string name : {"a", "a!", "a.b", "ab", "z", "ä", "\xFF"})
    for (const std::string file : {"x", "x!", "y"}) paths.push_back(name + "/" + file);
  std::string expected;
  for (int round = 0; round < 5; ++round) {
    const support::TemporaryDirectory root;
    for (std::size_t i = paths.size(); i > 1; --i) std::swap(paths[i - 1], paths[random.below(i)]);
    for (const std::string& path : paths) root.write(path, "");
    const std::string found = listing(scan_tree(root.path()).snapshot);
    if (round == 0) expected = found;
    CHECK(found == expected);
    CHECK(std::count(found.begin(), found.end(), '\n') == 28);
  }
}

TEST_CASE("directories larger than one reading of the kernel are seen whole", "[scan]") {
  const support::TemporaryDirectory root;
  for (int i = 0; i < 3'000; ++i) root.write("a file with a rather long name, number " + std::to_string(i), "");
  CHECK(scan_tree(root.path()).snapshot.size() == 3'001);
}

// ---- what is hidden

TEST_CASE("hidden trees are not entered", "[scan]") {
  const support::TemporaryDirectory root;
  root.write(".git/config", "");
  root.write("a/__pycache__/x.pyc", "");
  root.write("a/b", "");
  root.write("c/.git/config", "");
  const ScanResult result = scan_tree(root.path(), {".git/**", "**/__pycache__/**"});
  CHECK(listing(result.snapshot) == "a/\na/b\nc/\nc/.git/\nc/.git/config\n");
}

TEST_CASE("a file with the name of a hidden tree is seen", "[scan]") {
  const support::TemporaryDirectory root;
  root.write(".git", "gitdir: elsewhere");
  CHECK(listing(scan_tree(root.path(), {".git/**"}).snapshot) == ".git\n");
}

TEST_CASE("a hidden entry is gone, but a hidden directory stays above what is not hidden", "[scan]") {
  const support::TemporaryDirectory root;
  root.write("build/keep", "");
  root.write("build/x.tmp", "");
  root.write("x.tmp", "");
  CHECK(listing(scan_tree(root.path(), {"build", "**/*.tmp"}).snapshot) == "build/~\nbuild/keep\n");
  CHECK(listing(scan_tree(root.path(), {"**"}).snapshot).empty());
}

// ---- links

TEST_CASE("a link to a file in the tree counts as that file under its own path", "[scan][link]") {
  const support::TemporaryDirectory root;
  root.write("d/file", "12345");
  link(root, "d/file", "link");
  link(root, "../d/../d/./file", "d/up");
  const ScanResult result = scan_tree(root.path());
  CHECK(listing(result.snapshot) == "d/\nd/file\nd/up>d/file\nlink>d/file\n");
  const TreeNode& node = node_at(result.snapshot, "link");
  CHECK(node.is_link);
  CHECK(node.type == NodeType::file);
  CHECK(node.size == 5);
  CHECK(node.inode == node_at(result.snapshot, "d/file").inode);
}

TEST_CASE("links that lead out, nowhere, to a directory or in circles match only any", "[scan][link]") {
  const support::TemporaryDirectory root, outside;
  outside.write("file", "secret");
  root.write("d/file", "");
  link(root, (outside.path() / "file").string(), "absolute");
  link(root, "../" + outside.path().filename().string() + "/file", "relative");
  link(root, "nowhere", "dangling");
  link(root, "d", "directory");
  link(root, "d/file/", "trailing");
  link(root, "d/file/../file", "through");
  link(root, "loop2", "loop1");
  link(root, "loop1", "loop2");
  link(root, ".", "self");
  link(root, std::string(300, 'n'), "too long");
  link(root, "/dev/null", "device");
  const ScanResult result = scan_tree(root.path());
  std::string others;
  for (const TreeNode& node : result.snapshot.nodes())
    if (node.type == NodeType::other && node.is_link) others += std::string(result.snapshot.name(node)) + " ";
  CHECK(others == "absolute dangling device directory loop1 loop2 relative self through too long trailing ");
  CHECK(problems(result).empty());
}

TEST_CASE("links are followed through links, directories and the world outside back in", "[scan][link]") {
  const support::TemporaryDirectory root, outside;
  root.write("d/e/file", "");
  link(root, "chain2", "chain1");
  link(root, "d/chain3", "chain2");
  link(root, "e/file", "d/chain3");
  link(root, "d/e", "directory");
  link(root, "directory/file", "through a link");
  link(root, (root.path() / "d/e/file").string(), "absolute");
  link(root, "../" + root.path().filename().string() + "/d/e/file", "out and in");
  fs::create_symlink(root.path() / "d", outside.path() / "way back");
  link(root, (outside.path() / "way back/e/file").string(), "over there");
  std::string files;
  const Snapshot tree = scan_tree(root.path()).snapshot;
  for (const TreeNode& node : tree.nodes())
    if (node.type == NodeType::file && node.is_link) files += std::string(tree.path(node)) + ">" + std::string(tree.target(node)) + "\n";
  CHECK(files == "absolute>d/e/file\nchain1>d/e/file\nchain2>d/e/file\nd/chain3>d/e/file\nout and in>d/e/file\n"
                 "over there>d/e/file\nthrough a link>d/e/file\n");
}

TEST_CASE("links to directories are not entered, so a tree with circles ends", "[scan][link]") {
  const support::TemporaryDirectory root;
  root.write("a/b/file", "");
  link(root, "..", "a/b/up");
  link(root, root.path().string(), "a/root");
  CHECK(listing(scan_tree(root.path()).snapshot) == "a/\na/b/\na/b/file\na/b/up@link\na/root@link\n");
}

TEST_CASE("a root that is given through a link is the same root", "[scan][link]") {
  const support::TemporaryDirectory root, elsewhere;
  root.write("file", "");
  link(root, (elsewhere.path() / "alias/file").string(), "link");
  fs::create_symlink(root.path(), elsewhere.path() / "alias");
  CHECK(listing(scan_tree(elsewhere.path() / "alias").snapshot) == "file\nlink>file\n");
}

// ---- what is neither file nor directory

TEST_CASE("pipes, sockets and devices are neither file nor directory", "[scan]") {
  const support::TemporaryDirectory root;
  REQUIRE(mkfifo((root.path() / "pipe").c_str(), 0600) == 0);
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  const std::string path = (root.path() / "socket").string();
  REQUIRE(path.size() < sizeof address.sun_path);
  path.copy(address.sun_path, path.size());
  REQUIRE(bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address) == 0);
  close(fd);
  link(root, "pipe", "to the pipe");
  const bool device = mknod((root.path() / "device").c_str(), S_IFCHR | 0600, makedev(1, 3)) == 0;
  if (!device) WARN("may not make a device: not tested");
  CHECK(listing(scan_tree(root.path()).snapshot) == std::string(device ? "device@\n" : "") + "pipe@\nsocket@\nto the pipe@link\n");
}

// ---- what may not be read

namespace {

// Scans in a process without the rights of root.
std::string scan_as_nobody(const support::TemporaryDirectory& root) {
  fs::permissions(root.path(), fs::perms(0755));
  return support::in_child([&]() -> std::string {
    if (!support::become_nobody()) return "cannot become nobody";
    const ScanResult result = scan_tree(root.path());
    return listing(result.snapshot) + problems(result);
  });
}

class Permissions {
public:
  Permissions(fs::path path, unsigned mode) : path_(std::move(path)) { fs::permissions(path_, fs::perms(mode)); }
  Permissions(const Permissions&) = delete;
  Permissions& operator=(const Permissions&) = delete;
  ~Permissions() { fs::permissions(path_, fs::perms(0755)); } // so that it can be removed

private:
  fs::path path_;
};

} // namespace

TEST_CASE("a directory that may not be listed is marked and named, the rest is seen", "[scan]") {
  const support::TemporaryDirectory root;
  root.write("a/secret/file", "");
  root.write("a/z", "");
  root.write("b/secret/file", "");
  const Permissions one(root.path() / "a/secret", 0), two(root.path() / "b/secret", 0311);
  CHECK(scan_as_nobody(root) == "a/\na/secret/!\na/z\nb/\nb/secret/!\n"
                                "a/secret: Permission denied\nb/secret: Permission denied\n");
}

TEST_CASE("entries that may be listed but not looked at keep what is known of them", "[scan]") {
  const support::TemporaryDirectory root;
  root.write("d/file", "");
  root.write("d/sub/x", "");
  const Permissions one(root.path() / "d", 0444);
  CHECK(scan_as_nobody(root) == "d/\nd/file\nd/sub/!\nd/sub: Permission denied\n");
}

TEST_CASE("a link whose way may not be looked at leaves its directory open", "[scan][link]") {
  // It may lead to a file or not: that no rule needs it is not for the scan to say.
  const support::TemporaryDirectory root, outside;
  root.write("secret/file", "");
  root.write("d/x", "");
  link(root, "../secret/file", "d/link");
  link(root, (outside.path() / "private/file").string(), "out"); // cannot be followed, but is not of the tree
  outside.write("private/file", "");
  fs::permissions(outside.path(), fs::perms(0755));
  const Permissions one(root.path() / "secret", 0), two(outside.path() / "private", 0);
  CHECK(scan_as_nobody(root) == "d/!\nd/link@link\nd/x\nout@link\nsecret/!\n"
                                "d: cannot follow a link in it: Permission denied\nsecret: Permission denied\n");
}

TEST_CASE("a root that is no readable directory is refused by name", "[scan]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.write("file", "");
  const auto error_of = [](const fs::path& path) -> std::string {
    try {
      RootDirectory directory(path);
      return "accepted";
    } catch (const sotval::InputError& error) {
      return error.what();
    }
  };
  CHECK(error_of(file) == file.string() + ": cannot be used as repository root: Not a directory");
  CHECK(error_of(root.path() / "none") == (root.path() / "none").string() + ": cannot be used as repository root: No such file or directory");
  CHECK(error_of(root.path()) == "accepted");
  CHECK(error_of("") == "accepted"); // where we are
  CHECK(error_of(root.path() / ".//") == "accepted");
}

// ---- depth

TEST_CASE("a tree is walked to the end, far beyond the longest path that can be written", "[scan][deep]") {
  const support::TemporaryDirectory root;
  support::DeepTree deep(root.path(), std::string(40, 'd'), 1'500, "file", "at the bottom");
  deep.add_link("link", "file");
  deep.add_link("up", "../" + std::string(40, 'd') + "/./file");
  deep.add_link("out", std::string(1'600 * 2, '.')); // a name that is too long
  const ScanResult result = scan_tree(root.path());
  CHECK(problems(result).empty());
  CHECK(result.snapshot.size() == 1'505);
  const std::string file = deep.path() + "/file";
  REQUIRE(file.size() > 60'000);
  CHECK(node_at(result.snapshot, file).size == 13);
  CHECK(result.snapshot.target(node_at(result.snapshot, deep.path() + "/link")) == file);
  CHECK(result.snapshot.target(node_at(result.snapshot, deep.path() + "/up")) == file);
  CHECK(node_at(result.snapshot, deep.path() + "/out").type == NodeType::other);
}

TEST_CASE("where a tree becomes deeper than can be kept, that is said", "[scan][deep]") {
  const support::TemporaryDirectory root;
  const support::DeepTree deep(root.path(), std::string(250, 'd'), 300, "file", "");
  const ScanResult result = scan_tree(root.path());
  REQUIRE(result.unreadable_directories.size() == 1);
  CHECK(result.unreadable_directories[0].reason == "path is longer than 65536 bytes");
  CHECK(result.snapshot[result.snapshot.size() - 1].unlistable);
  CHECK(result.snapshot.path(result.snapshot.size() - 1) == result.unreadable_directories[0].path);
  CHECK(result.snapshot.size() > 260);
}

TEST_CASE("a deep tree is walked, and given up, on a small stack", "[scan][deep]") {
  const support::TemporaryDirectory root;
  const support::DeepTree deep(root.path(), "d", 10'000, "file", "");
  std::uint32_t nodes = 0;
  int calls = 0;
  support::on_small_stack([&] {
    nodes = scan_tree(root.path()).snapshot.size();
    try {
      scan(RootDirectory(root.path()), ExcludeList({}), {}, [&](std::uint64_t) {
        if (++calls == 10'000) throw std::runtime_error("enough");
      }, 1);
    } catch (const std::runtime_error&) {
    }
  });
  CHECK(nodes == 10'002);
  CHECK(calls == 10'000);
}

// ---- a tree that changes meanwhile

TEST_CASE("progress counts entries, and a stop request ends the walk", "[scan]") {
  const support::TemporaryDirectory root;
  for (int i = 0; i < 10; ++i) root.write("d" + std::to_string(i) + "/file", "");
  std::vector<std::uint64_t> seen;
  std::stop_source stop;
  scan(RootDirectory(root.path()), ExcludeList({}), stop.get_token(), [&](std::uint64_t n) { seen.push_back(n); }, 1);
  CHECK(std::is_sorted(seen.begin(), seen.end()));
  CHECK(seen.back() == 20);

  seen.clear();
  const ScanResult stopped = scan(RootDirectory(root.path()), ExcludeList({}), stop.get_token(), [&](std::uint64_t n) {
    seen.push_back(n);
    if (seen.size() == 3) stop.request_stop();
  }, 1);
  CHECK(seen.size() == 3);
  CHECK(stopped.snapshot.size() == 13);
}

namespace {

// Scans, and changes the tree when the root has been listed but what is below has not.
ScanResult scan_with_change(const support::TemporaryDirectory& root, const std::function<void()>& change) {
  bool changed = false;
  return scan(RootDirectory(root.path()), ExcludeList({}), {}, [&](std::uint64_t) {
    if (!changed) change();
    changed = true;
  }, 1);
}

} // namespace

TEST_CASE("a directory that is gone or something else when its turn comes is not listed, never followed", "[scan][race]") {
  const support::TemporaryDirectory root, outside;
  outside.write("file", "");
  const auto scan_when_replaced_by = [&](const std::function<void(const fs::path&)>& make) {
    root.write("d/file", "");
    root.write("e", "");
    const ScanResult result = scan_with_change(root, [&] {
      fs::remove_all(root.path() / "d");
      make(root.path() / "d");
    });
    fs::remove_all(root.path() / "d");
    return listing(result.snapshot) + problems(result);
  };
  CHECK(scan_when_replaced_by([](const fs::path&) {}) == "d/!\ne\nd: vanished while the tree was scanned\n");
  const std::string replaced = "d/!\ne\nd: was replaced while the tree was scanned\n";
  CHECK(scan_when_replaced_by([&](const fs::path& d) { fs::create_directory_symlink(outside.path(), d); }) == replaced);
  CHECK(scan_when_replaced_by([&](const fs::path& d) { std::ofstream(d) << "x"; }) == replaced);
  CHECK(scan_when_replaced_by([&](const fs::path& d) { mkfifo(d.c_str(), 0600); }) == replaced);
}

TEST_CASE("a file that vanishes between its name and its status was not there", "[scan][race]") {
  const support::TemporaryDirectory root;
  root.write("a", "");
  root.write("b", "");
  bool removed = false;
  const auto found = support::in_stepped_child([&] {
    const ScanResult result = scan_tree(root.path());
    return listing(result.snapshot) + problems(result);
  }, [&](long call, bool before) {
    if (call != SYS_getdents64 || before || removed) return;
    fs::remove(root.path() / "a");
    removed = true;
  });
  if (!found) {
    WARN("may not trace children: not tested");
    return;
  }
  CHECK(found == "b\n");
  CHECK(removed);
}

TEST_CASE("an entry that becomes something else between its name and its status is what it became", "[scan][race]") {
  const support::TemporaryDirectory root;
  root.write("a", "");
  bool replaced = false;
  const auto found = support::in_stepped_child([&] { return listing(scan_tree(root.path()).snapshot); }, [&](long call, bool before) {
    if (call != SYS_getdents64 || before || replaced) return;
    replaced = true;
    fs::remove(root.path() / "a");
    root.write("a/b", "");
  });
  if (!found) {
    WARN("may not trace children: not tested");
    return;
  }
  CHECK(found == "a/\na/b\n");
}
