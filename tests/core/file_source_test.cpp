#include "file_reader.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <functional>

#include <fcntl.h>
#include <sys/socket.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <sys/sysmacros.h>
#include <sys/un.h>
#include <unistd.h>

#include "exclude.hpp"
#include "scan.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/deep_tree.hpp"
#include "support/forbidden_call.hpp"
#include "support/stepped_child.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval::core;
namespace fs = std::filesystem;

namespace {

// What a read came to: the bytes, or the reason in brackets.
std::string text_of(const ReadResult& result) {
  if (result.ok != result.reason.empty()) return "neither or both";
  return result.ok ? std::string(result.bytes) : "[" + result.reason + "]";
}

std::string read(const fs::path& root, std::string_view path, std::uint64_t limit = 0, const FileIdentity& scanned = {}) {
  const RootDirectory directory(root);
  return text_of(FileReader(directory, limit).read(path, scanned));
}

// What a scan would have seen.
FileIdentity identity(const fs::path& file) {
  struct stat status {};
  REQUIRE(lstat(file.c_str(), &status) == 0);
  return FileIdentity::of(status);
}

void overwrite(const fs::path& file, std::string_view text, int flags) {
  const int fd = ::open(file.c_str(), O_WRONLY | O_CLOEXEC | flags);
  const bool done = fd >= 0 && ::write(fd, text.data(), text.size()) == static_cast<ssize_t>(text.size());
  ::close(fd);
  if (!done) throw std::runtime_error("cannot write " + file.string());
}

// So that the next change is seen, however coarse the clock of the file system is.
void make_old(const fs::path& file) {
  const timespec times[2] = {{1, 0}, {1, 0}};
  REQUIRE(utimensat(AT_FDCWD, file.c_str(), times, 0) == 0);
}

void make_socket(const fs::path& path) {
  const int fd = socket(AF_UNIX, SOCK_STREAM, 0);
  sockaddr_un address{};
  address.sun_family = AF_UNIX;
  path.string().copy(address.sun_path, sizeof address.sun_path - 1);
  const int error = bind(fd, reinterpret_cast<const sockaddr*>(&address), sizeof address);
  close(fd);
  REQUIRE(error == 0);
}

std::size_t open_descriptors() {
  const fs::directory_iterator all("/proc/self/fd");
  return static_cast<std::size_t>(std::distance(begin(all), end(all)));
}

} // namespace

// ---- descriptors

TEST_CASE("a descriptor is closed once, by its last owner", "[file_source]") {
  const auto is_open = [](int fd) { return fcntl(fd, F_GETFD) >= 0; };
  Descriptor first(::open("/", O_PATH | O_CLOEXEC));
  const int fd = first.get();
  REQUIRE(first);
  Descriptor second(std::move(first));
  CHECK_FALSE(first); // NOLINT: what is left behind is empty
  CHECK(second.get() == fd);
  Descriptor third(::open("/", O_PATH | O_CLOEXEC));
  const int replaced = third.get();
  third = std::move(second);
  CHECK_FALSE(is_open(replaced));
  CHECK(is_open(fd));
  Descriptor& same = third;
  third = std::move(same);
  CHECK(is_open(fd));
  third = Descriptor();
  CHECK_FALSE(is_open(fd));
  CHECK_FALSE(Descriptor());
}

// ---- what may be opened

namespace {

std::string outcome(const Descriptor& fd) {
  if (!fd) return errno == ELOOP ? "a link" : "refused";
  return (fcntl(fd.get(), F_GETFD) & FD_CLOEXEC) != 0 ? "open" : "would be inherited";
}

// Opens what may and what may not be opened, and tells what came of it.
std::string open_everything(const fs::path& root) {
  const RootDirectory directory(root);
  std::string out;
  for (const std::string path :
       {"file", "d", "d/e/file", "./file", "name\nof\\bytes\xFF", "", "/", "/file", "/etc/passwd", "..", "../x", "d/../../x", "none",
        "none/x", "file/x", "link", "d/inside", "d/link out", "linked/e/file", "d/circle", "d/e/linked out/file", "linked out/file"})
    out += path + ": " + outcome(directory.open(path, O_RDONLY | O_NONBLOCK)) + "\n";
  for (const std::string path : {"", "d", "d/e", "file", "linked", "linked out", "linked/e"})
    out += path + "/ " + outcome(directory.open_directory(path)) + "\n";
  return out;
}

const std::string expected_of_everything = "file: open\nd: open\nd/e/file: open\n./file: open\nname\nof\\bytes\xFF: open\n"
                                           ": refused\n/: refused\n/file: refused\n/etc/passwd: refused\n..: refused\n../x: refused\n"
                                           "d/../../x: refused\nnone: refused\nnone/x: refused\nfile/x: refused\n"
                                           "link: a link\nd/inside: a link\nd/link out: a link\nlinked/e/file: a link\nd/circle: a link\n"
                                           "d/e/linked out/file: a link\nlinked out/file: a link\n"
                                           "/ open\nd/ open\nd/e/ open\nfile/ refused\nlinked/ a link\nlinked out/ a link\nlinked/e/ a link\n";

struct Maze {
  support::TemporaryDirectory root, outside;
  Maze() {
    outside.write("file", "secret");
    root.write("file", "");
    root.write("d/e/file", "");
    root.write("name\nof\\bytes\xFF", "");
    const fs::path& r = root.path();
    fs::create_symlink("file", r / "link");
    fs::create_symlink("d", r / "linked");
    fs::create_symlink(outside.path(), r / "linked out");
    fs::create_symlink(outside.path() / "file", r / "d/link out");
    fs::create_symlink("../../" + outside.path().filename().string(), r / "d/e/linked out");
    fs::create_symlink("circle", r / "d/circle");
    fs::create_symlink("e/file", r / "d/inside");
  }
};

} // namespace

TEST_CASE("nothing outside the root is opened, and nothing through a link", "[file_source]") {
  const Maze maze;
  CHECK(open_everything(maze.root.path()) == expected_of_everything);
}

TEST_CASE("where the kernel cannot look paths up below a root, they are walked step by step", "[file_source]") {
  const Maze maze;
  const support::DeepTree deep(maze.root.path(), std::string(40, 'x'), 300, "file", "deep down");
  for (const int error : {ENOSYS, EPERM}) {
    INFO(error_text(error));
    const std::string outcome = support::in_child([&]() -> std::string {
      if (!support::forbid_call(SYS_openat2, error)) return "not possible";
      const ScanResult scanned = scan(RootDirectory(maze.root.path()), ExcludeList({}), {}, nullptr, 1);
      std::string links;
      for (const TreeNode& node : scanned.snapshot.nodes())
        if (node.is_link && node.type == NodeType::file) links += std::string(scanned.snapshot.target(node)) + "\n";
      return open_everything(maze.root.path()) + links + read(maze.root.path(), deep.path() + "/file");
    });
    if (outcome == "not possible") {
      WARN("cannot forbid system calls: not tested");
      return;
    }
    CHECK(outcome == expected_of_everything + "d/e/file\nfile\ndeep down");
  }
}

TEST_CASE("paths longer than the kernel takes at once are opened all the same", "[file_source][deep]") {
  const support::TemporaryDirectory root;
  for (const std::size_t name_size : {1U, 40U, 255U}) {
    const support::DeepTree deep(root.path(), std::string(name_size, 'd'), 10'000 / name_size, "file", "deep down");
    CHECK(read(root.path(), deep.path() + "/file") == "deep down");
    CHECK(read(root.path(), deep.path() + "/none") == "[vanished since the scan]");
    CHECK(read(root.path(), deep.path()) == "[is not a regular file any more]");
  }
  CHECK(read(root.path(), std::string(5'000, 'n')) == "[File name too long]");
}

// ---- reading

TEST_CASE("a file is read whole, and what follows it can be read and says nothing", "[file_source]") {
  const support::TemporaryDirectory root;
  const std::string bytes("a\0\xFF\r\n", 5);
  root.write("long", std::string(500, 'x'));
  root.write("empty", "");
  root.write("bytes", bytes);
  root.write("large", std::string(3'000'000, 'y'));
  const RootDirectory directory(root.path());
  FileReader reader(directory, 0);
  for (const auto& [path, expected] : std::vector<std::pair<std::string, std::string>>{
           {"long", std::string(500, 'x')}, {"bytes", bytes}, {"empty", ""}, {"large", std::string(3'000'000, 'y')}, {"bytes", bytes}}) {
    const ReadResult result = reader.read(path);
    CHECK(result.ok);
    CHECK(result.reason.empty());
    CHECK((result.bytes == expected));
    const char* end = result.bytes.data() + result.bytes.size();
    CHECK(std::all_of(end, end + 64, [](char c) { return c == '\0'; }));
  }
  CHECK(reader.files_opened() == 5);
  CHECK(reader.bytes_read() == 500 + 5 + 0 + 3'000'000 + 5);
}

TEST_CASE("a file as large as the limit is read, one byte more is not", "[file_source]") {
  const support::TemporaryDirectory root;
  root.write("file", "12345");
  CHECK(read(root.path(), "file", 5) == "12345");
  CHECK(read(root.path(), "file", 4) == "[is larger than the limit of 4 bytes]");
  CHECK(read(root.path(), "file", 4, identity(root.path() / "file")) == "[is larger than the limit of 4 bytes]");
  CHECK(read(root.path(), "file", 0) == "12345");
}

TEST_CASE("a file over the limit is not touched", "[file_source]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.write("sparse", "");
  fs::resize_file(file, std::uintmax_t{1} << 30);
  const RootDirectory directory(root.path());
  FileReader reader(directory, 64 << 20);
  CHECK(text_of(reader.read("sparse")) == "[is larger than the limit of 67108864 bytes]");
  CHECK(reader.files_opened() == 0);
  CHECK(reader.bytes_read() == 0);
}

#if !defined(__SANITIZE_ADDRESS__) && !defined(__SANITIZE_THREAD__) // they end the program when memory is refused
TEST_CASE("a file that does not fit into memory costs itself only", "[file_source]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.write("huge", "");
  root.write("small", "x");
  std::error_code error;
  fs::resize_file(file, std::uintmax_t{1} << 43, error);
  if (error) {
    WARN("the file system has no files of 8 TiB: not tested");
    return;
  }
  const RootDirectory directory(root.path());
  FileReader reader(directory, 0);
  CHECK(text_of(reader.read("huge")) == "[does not fit into memory]");
  CHECK(text_of(reader.read("small")) == "x");
}
#endif

TEST_CASE("a file that may not be read says why", "[file_source]") {
  const support::TemporaryDirectory root;
  fs::permissions(root.write("secret", "x"), fs::perms(0));
  root.write("d/file", "x");
  fs::permissions(root.path() / "d", fs::perms(0644));
  fs::permissions(root.path(), fs::perms(0755));
  const std::string outcome = support::in_child([&]() -> std::string {
    if (!support::become_nobody()) return "cannot become nobody";
    return read(root.path(), "secret") + read(root.path(), "d/file");
  });
  fs::permissions(root.path() / "d", fs::perms(0755));
  CHECK(outcome == "[Permission denied][Permission denied]");
}

TEST_CASE("a file that another program holds is not waited for", "[file_source]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.write("held", "x");
  const std::string outcome = support::in_child([&]() -> std::string {
    std::signal(SIGIO, SIG_IGN); // which asks the holder to let go
    const Descriptor holder(::open(file.c_str(), O_RDWR | O_CLOEXEC));
    if (fcntl(holder.get(), F_SETLEASE, F_WRLCK) != 0) return "no leases";
    return read(root.path(), "held");
  });
  if (outcome == "no leases") {
    WARN("the file system has no leases: not tested");
    return;
  }
  CHECK(outcome == "[is held by another program]");
  CHECK(read(root.path(), "held") == "x");
}

// ---- between scan and read

TEST_CASE("what became of a file since the scan is said, and nobody waits for it", "[file_source][race]") {
  const support::TemporaryDirectory root, outside;
  outside.write("file", "secret");
  const fs::path file = root.path() / "file";
  const auto read_after = [&](const std::function<void()>& change) {
    fs::remove_all(file);
    root.write("file", "as it was");
    const FileIdentity scanned = identity(file);
    fs::remove(file);
    change();
    const std::string with = read(root.path(), "file", 0, scanned), without = read(root.path(), "file");
    CHECK(with == without);
    return with;
  };
  CHECK(read_after([] {}) == "[vanished since the scan]");
  CHECK(read_after([&] { fs::create_symlink(outside.path() / "file", file); }) == "[became a link since the scan]");
  CHECK(read_after([&] { fs::create_symlink("nowhere", file); }) == "[became a link since the scan]");
  CHECK(read_after([&] { fs::create_directory(file); }) == "[is not a regular file any more]");
  CHECK(read_after([&] { mkfifo(file.c_str(), 0600); }) == "[is not a regular file any more]");
  CHECK(read_after([&] { make_socket(file); }) == "[is not a regular file any more]");
  CHECK(read_after([&] { root.write("file", "something else"); }) == "something else");
  CHECK(read_after([&] { root.write("file", ""); }).empty());
  if (mknod((root.path() / "probe").c_str(), S_IFCHR | 0600, makedev(1, 5)) != 0) {
    WARN("may not make a device: not tested");
    return;
  }
  CHECK(read_after([&] { mknod(file.c_str(), S_IFCHR | 0600, makedev(1, 5)); }) == "[is not a regular file any more]"); // endless zeros
  CHECK(read_after([&] { mknod(file.c_str(), S_IFCHR | 0600, makedev(240, 99)); }) == "[is not a regular file any more]"); // no driver
}

TEST_CASE("a pipe in the place of a file is not waited for, with a writer neither", "[file_source][race]") {
  const support::TemporaryDirectory root;
  const FileIdentity scanned = identity(root.write("file", "12345"));
  fs::remove(root.path() / "file");
  REQUIRE(mkfifo((root.path() / "file").c_str(), 0600) == 0);
  const Descriptor both(::open((root.path() / "file").c_str(), O_RDWR | O_NONBLOCK | O_CLOEXEC)); // a writer that says nothing
  CHECK(read(root.path(), "file") == "[is not a regular file any more]");
  CHECK(read(root.path(), "file", 0, scanned) == "[is not a regular file any more]");
}

TEST_CASE("a directory on the way that became a link does not lead out of the root", "[file_source][race]") {
  const support::TemporaryDirectory root, outside;
  outside.write("e/file", "secret");
  root.write("d/e/file", "");
  const FileIdentity scanned = identity(root.path() / "d/e/file");
  const auto read_when_linked = [&](const fs::path& target) {
    fs::remove_all(root.path() / "d");
    fs::create_directory_symlink(target, root.path() / "d");
    CHECK(read(root.path(), "d/e/file", 0, scanned) == read(root.path(), "d/e/file"));
    return read(root.path(), "d/e/file");
  };
  CHECK(read_when_linked(outside.path()) == "[became a link since the scan]");
  CHECK(read_when_linked("../" + outside.path().filename().string()) == "[became a link since the scan]");
  root.write("inside/e/file", "moved");
  CHECK(read_when_linked("inside") == "[became a link since the scan]");
  fs::remove(root.path() / "d");
  CHECK(read(root.path(), "d/e/file") == "[vanished since the scan]");
  root.write("d", "a file now");
  CHECK(read(root.path(), "d/e/file") == "[vanished since the scan]");
}

TEST_CASE("a root that is moved away is still the root", "[file_source][race]") {
  const support::TemporaryDirectory parent;
  parent.write("root/file", "the one");
  const RootDirectory directory(parent.path() / "root");
  fs::rename(parent.path() / "root", parent.path() / "moved");
  parent.write("root/file", "another");
  CHECK(text_of(FileReader(directory, 0).read("file")) == "the one");
}

TEST_CASE("what the scan saw saves looking, but is not believed", "[file_source][race]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.write("file", "12345");
  make_old(file);
  const FileIdentity scanned = identity(file);
  CHECK(read(root.path(), "file", 0, scanned) == "12345");
  overwrite(file, "abcde", 0);
  CHECK(read(root.path(), "file", 0, scanned) == "abcde");
  overwrite(file, "fghij", O_APPEND);
  CHECK(read(root.path(), "file", 0, scanned) == "abcdefghij");
  CHECK(read(root.path(), "file", 7, scanned) == "[is larger than the limit of 7 bytes]");
  overwrite(file, "k", O_TRUNC);
  CHECK(read(root.path(), "file", 0, scanned) == "k");
  FileIdentity larger = scanned;
  larger.size = 1'000;
  CHECK(read(root.path(), "file", 7, larger) == "k");
}

// ---- while it is read

namespace {

// Reads in a child that stands still while `change(n)` is called after its n-th read (from 1).
std::optional<std::string> read_with_changes(const support::TemporaryDirectory& root, const std::function<void(int)>& change,
                                             const FileIdentity& scanned = {}) {
  int reads = 0;
  bool own = false;
  auto text = support::in_stepped_child(
      [&] {
        const RootDirectory directory(root.path());
        FileReader reader(directory, 1'000);
        ::lseek(-1, 0, SEEK_SET); // from here on reads are the reader's
        return text_of(reader.read("file", scanned));
      },
      [&](long call, bool before) {
        own = own || call == SYS_lseek;
        if (own && call == SYS_read && !before) change(++reads);
      });
  if (!text) WARN("may not trace children: not tested");
  return text;
}

} // namespace

TEST_CASE("a file that changes while it is read is read again", "[file_source][race]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.path() / "file";
  const auto read_with = [&](const std::function<void()>& change) {
    root.write("file", "12345");
    make_old(file);
    const FileIdentity scanned = identity(file);
    const auto once = [&](int n) {
      if (n == 1) change();
    };
    const auto with = read_with_changes(root, once, scanned);
    root.write("file", "12345");
    make_old(file);
    const auto without = read_with_changes(root, once);
    CHECK(with == without);
    return without;
  };
  if (!read_with([] {})) return;
  CHECK(read_with([] {}) == "12345");
  CHECK(read_with([&] { overwrite(file, "6", O_APPEND); }) == "123456");
  CHECK(read_with([&] { overwrite(file, "abc", O_TRUNC); }) == "abc");
  CHECK(read_with([&] { overwrite(file, "abcde", 0); }) == "abcde"); // same size
  CHECK(read_with([&] { fs::resize_file(file, 0); }) == "");
  CHECK(read_with([&] { fs::resize_file(file, 2'000); }) == "[is larger than the limit of 1000 bytes]");
}

TEST_CASE("a file that keeps changing is given up", "[file_source][race]") {
  const support::TemporaryDirectory root;
  const fs::path file = root.write("file", "12345");
  make_old(file);
  for (const std::string text : {"6", ""}) {
    int reads = 0;
    const auto outcome = read_with_changes(root, [&](int n) {
      reads = n;
      overwrite(file, text, O_APPEND);
      const timespec times[2] = {{n, 0}, {n + 1, 0}};
      utimensat(AT_FDCWD, file.c_str(), times, 0);
    });
    if (!outcome) return;
    CHECK(outcome == "[keeps changing while it is read]");
    CHECK(reads <= 10);
  }
}

TEST_CASE("a file that is replaced while it is read is the old one to its end", "[file_source][race]") {
  const support::TemporaryDirectory root;
  root.write("file", "12345");
  root.write("new", "abcde");
  const auto outcome = read_with_changes(root, [&](int n) {
    if (n == 1) fs::rename(root.path() / "new", root.path() / "file");
  });
  if (outcome) CHECK((outcome == "12345" || outcome == "abcde"));
}

// ---- what is left behind

TEST_CASE("no attempt leaves a descriptor open", "[file_source]") {
  const Maze maze;
  const support::DeepTree deep(maze.root.path(), std::string(40, 'x'), 300, "file", "deep down");
  fs::create_directory(maze.root.path() / "more");
  mkfifo((maze.root.path() / "more/pipe").c_str(), 0600);
  const std::size_t before = open_descriptors();
  for (int i = 0; i < 3; ++i) {
    const RootDirectory directory(maze.root.path());
    FileReader reader(directory, 5);
    for (const std::string path : {"file", "d", "link", "none", "more/pipe", "linked/e/file"}) reader.read(path);
    reader.read(deep.path() + "/file");
    reader.read(deep.path() + "/none/none");
    scan(directory, ExcludeList({}), {}, nullptr, 1);
  }
  CHECK(open_descriptors() == before);
}
