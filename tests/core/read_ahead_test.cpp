#include "read_ahead.hpp"

#include <algorithm>
#include <cerrno>
#include <chrono>
#include <filesystem>
#include <functional>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <pthread.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "file_reader.hpp"
#include "io_ring.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/forbidden_call.hpp"
#include "support/memory_file.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval::core;
namespace fs = std::filesystem;

namespace {

std::string text_of(const ReadResult& result) {
  if (!result.ok) return "[" + result.reason + "]";
  const char* const end = result.bytes.data() + result.bytes.size();
  return std::all_of(end, end + 64, [](char c) { return c == '\0'; }) ? std::string(result.bytes) : "no padding";
}

FileIdentity identity(const fs::path& file) {
  struct stat status {};
  return lstat(file.c_str(), &status) == 0 ? FileIdentity::of(status) : FileIdentity();
}

bool can_read_ahead(const fs::path& root) {
  if (IoRing::make(1) && RootDirectory(root).is_local()) return true;
  WARN("there is no io_uring, or a file system that is not known: only reading without it is tested");
  return false;
}

// Files of many sizes, with their paths in order.
struct Files {
  Files() {
    for (const std::size_t size : {std::size_t{0}, std::size_t{1}, std::size_t{4'095}, ReadAhead::room - 1, ReadAhead::room, ReadAhead::room + 1, 5 * ReadAhead::room})
      for (int i = 0; i < 8; ++i) add(std::string(size, static_cast<char>('a' + i)));
  }
  void add(const std::string& text) {
    paths.push_back("d/" + std::to_string(paths.size()));
    root.write(paths.back(), text);
  }
  std::vector<std::string_view> views() const { return {paths.begin(), paths.end()}; }

  support::TemporaryDirectory root;
  std::vector<std::string> paths;
};

// What reading comes to, with and without reading ahead; `after(n)` is called when n files are read.
std::vector<std::string> read_all(const Files& files, bool ahead, bool scanned, std::uint64_t limit = 0, const std::function<void(std::size_t)>& after = {}) {
  const RootDirectory root(files.root.path());
  FileReader reader(root, limit);
  std::vector<FileIdentity> identities(files.paths.size());
  if (scanned)
    std::transform(files.paths.begin(), files.paths.end(), identities.begin(), [&](const std::string& path) { return identity(files.root.path() / path); });
  if (ahead) reader.expect(files.views());
  std::vector<std::string> texts;
  for (std::size_t i = 0; i < files.paths.size(); ++i) {
    texts.push_back(text_of(reader.read(files.paths[i], identities[i])));
    if (after) after(i + 1);
  }
  texts.push_back(std::to_string(reader.files_opened()) + " files, " + std::to_string(reader.bytes_read()) + " bytes");
  return texts;
}

void pass_time() {
  std::this_thread::sleep_for(std::chrono::milliseconds(50)); // more than the grain of file times
}

} // namespace

TEST_CASE("files that were read ahead have the bytes that they have", "[read_ahead]") {
  const Files files;
  pass_time();
  const bool can = can_read_ahead(files.root.path());
  for (const bool scanned : {false, true}) {
    for (const std::uint64_t limit : {std::uint64_t{0}, std::uint64_t{4'000}, std::uint64_t{20'000}}) {
      bool any = false;
      const auto ahead = read_all(files, true, scanned, limit, [&](std::size_t n) { any |= n == 1 && ReadAhead::any_open(); });
      CHECK(any == can);
      CHECK(ahead == read_all(files, false, scanned, limit));
    }
  }
  CHECK_FALSE(ReadAhead::any_open());
}

TEST_CASE("files of which it is not known that they are old are read ahead as well", "[read_ahead]") {
  const Files files;
  CHECK(read_all(files, true, false) == read_all(files, false, false));
}

TEST_CASE("what is expected need not come", "[read_ahead]") {
  const Files files;
  const RootDirectory root(files.root.path());
  FileReader reader(root, 0);
  reader.expect(files.views());
  CHECK(text_of(reader.read("d/9")) == "b");
  CHECK(text_of(reader.read("d/0")) == "");
  CHECK(text_of(reader.read("d/9")) == "b");
  CHECK(text_of(reader.read("none")) == "[vanished since the scan]");
  for (const int i : {1, 2, 3}) CHECK(text_of(reader.read(files.paths[static_cast<std::size_t>(i)])) == "");
  reader.expect({"d/10", "d/10", "d/11", "d/10"});
  for (const std::string path : {"d/10", "d/10", "d/11", "d/10", "d/10"}) CHECK(text_of(reader.read(path)) == (path == "d/11" ? "d" : "c"));
  reader.expect({});
  CHECK_FALSE(ReadAhead::any_open());
}

TEST_CASE("what is out of the ordinary is told as if nobody had looked ahead", "[read_ahead]") {
  Files files;
  files.paths.resize(20);
  const fs::path directory = files.root.path() / "d";
  fs::remove(directory / "3");
  fs::remove(directory / "4");
  fs::create_directory(directory / "4");
  fs::remove(directory / "5");
  fs::create_symlink("6", directory / "5");
  fs::remove(directory / "7");
  mkfifo((directory / "7").c_str(), 0600);
  fs::permissions(directory / "8", fs::perms::none);
  files.paths[9] = std::string(5'000, 'n');
  files.paths[10] = "../" + files.root.path().filename().string() + "/d/11";
  files.paths[11] = "d/12/none";
  for (const bool scanned : {false, true}) CHECK(read_all(files, true, scanned) == read_all(files, false, scanned));
  CHECK_FALSE(ReadAhead::any_open());
}

TEST_CASE("a file that changes after it was read ahead is read again", "[read_ahead][race]") {
  for (const bool scanned : {false, true}) {
    Files files;
    files.paths.resize(24);
    pass_time();
    const auto texts = read_all(files, true, scanned, 0, [&](std::size_t n) {
      if (n != 1) return;
      files.root.write("d/2", "longer");
      files.root.write("d/9", "x"); // as long as before
      files.root.write("d/10", "");
      files.root.write("d/11", std::string(3 * ReadAhead::room, 'y'));
    });
    CHECK(texts[2] == "longer");
    CHECK(texts[9] == "x");
    CHECK(texts[10] == "");
    CHECK(texts[11] == std::string(3 * ReadAhead::room, 'y'));
    CHECK(texts[12] == "e");
  }
}

TEST_CASE("a file that cannot be read now holds up nobody but who reads it", "[read_ahead][race]") {
  Files files;
  files.paths.resize(20);
  fs::remove(files.root.path() / "d/5");
  mkfifo((files.root.path() / "d/5").c_str(), 0600);
  const int writer = ::open((files.root.path() / "d/5").c_str(), O_RDWR | O_CLOEXEC); // reading waits for it
  REQUIRE(writer >= 0);
  // In a child: nobody reads ahead any more where something was waited for in vain.
  CHECK(support::in_child([&]() -> std::string {
          const auto ahead = read_all(files, true, false);
          return ahead == read_all(files, false, false) && !ReadAhead::any_open() ? "the same" : "something else";
        }) == "the same");
  ::close(writer);
}

TEST_CASE("where the kernel does not read ahead, files are read all the same", "[read_ahead]") {
  const Files files;
  const auto expected = read_all(files, false, false);
  for (const long call : {SYS_io_uring_setup, SYS_io_uring_enter, SYS_io_uring_register}) {
    for (const int error : {ENOSYS, EPERM, ENOMEM}) {
      const std::string outcome = support::in_child([&]() -> std::string {
        if (!support::forbid_call(call, error)) return "not possible";
        return read_all(files, true, false) == expected && !ReadAhead::any_open() ? "the same" : "something else";
      });
      if (outcome == "not possible") {
        WARN("cannot forbid system calls: not tested");
        return;
      }
      CHECK(outcome == "the same");
    }
  }
}

TEST_CASE("reading ahead leaves no descriptor behind", "[read_ahead]") {
  const Files files;
  const std::size_t before = support::open_descriptors();
  {
    const RootDirectory root(files.root.path());
    FileReader reader(root, 0), other(root, 0);
    reader.expect(files.views());
    other.expect(files.views());
    for (std::size_t i = 0; i < 20; ++i) reader.read(files.paths[i]);
    other.read(files.paths[0]);
  }
  CHECK(support::open_descriptors() == before);
  CHECK_FALSE(ReadAhead::any_open());
}

TEST_CASE("who lacks a descriptor waits for those of files that were read ahead", "[read_ahead]") {
  const Files files;
  const std::string outcome = support::in_child([&]() -> std::string {
    const rlimit limit{200, 200};
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return "no limit";
    const RootDirectory root(files.root.path());
    FileReader ahead(root, 0), other(root, 0);
    ahead.expect(files.views());
    ahead.read(files.paths[0]);
    std::vector<int> used;
    for (int fd = 0; (fd = ::dup(0)) >= 0;) used.push_back(fd);
    // Not std::thread: with no descriptor left, the sanitizer for undefined behaviour has none to look at its objects with.
    struct Waiting {
      FileReader& reader;
      std::string text;
    } waiting{other, {}};
    const auto wait = [](void* argument) -> void* {
      auto& self = *static_cast<Waiting*>(argument);
      self.text = text_of(self.reader.read("d/9"));
      return nullptr;
    };
    pthread_t thread{};
    if (pthread_create(&thread, nullptr, wait, &waiting) != 0) return "no thread";
    std::string failed;
    for (std::size_t i = 1; i < files.paths.size(); ++i) {
      std::this_thread::sleep_for(std::chrono::milliseconds(2));
      if (const std::string read = text_of(ahead.read(files.paths[i])); read.starts_with("[")) failed += files.paths[i] + read;
    }
    ahead.expect({});
    pthread_join(thread, nullptr);
    return waiting.text + failed;
  });
  if (outcome != "no limit") CHECK(outcome == "b");
}

TEST_CASE("few descriptors are left to others", "[read_ahead]") {
  const Files files;
  const std::string outcome = support::in_child([&]() -> std::string {
    const rlimit limit{15, 15};
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return "no limit";
    bool any = false;
    const auto texts = read_all(files, true, false, 0, [&](std::size_t) { any |= ReadAhead::any_open(); });
    return texts == read_all(files, false, false) && !any ? "left" : "taken";
  });
  if (outcome != "no limit") CHECK(outcome == "left");
}

TEST_CASE("where one descriptor suffices to read files, it suffices when they are expected", "[read_ahead]") {
  const Files files;
  const std::string outcome = support::in_child([&]() -> std::string {
    const rlimit limit{64, 64};
    if (::setrlimit(RLIMIT_NOFILE, &limit) != 0) return "no limit";
    const auto expected = read_all(files, false, false);
    const int last = ::dup(0); // for the root
    int free = last;
    for (int fd = 0; (fd = ::dup(0)) >= 0;) free = fd;
    ::close(last);
    ::close(free);
    return read_all(files, true, false) == expected ? "the same" : "something else";
  });
  if (outcome != "no limit") CHECK(outcome == "the same");
}
