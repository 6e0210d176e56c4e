#include <atomic>
#include <chrono>
#include <csignal>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>
#include <sys/wait.h>
#include <unistd.h>

#include "cache/fact_files.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/random_tree.hpp"
#include "support/small_run.hpp"

using namespace sotval;
using cache::FactFiles;
using core::Digest;
namespace fs = std::filesystem;

namespace {

// An image that is recognised by its basis and as large as is wanted.
std::vector<std::byte> image(std::uint64_t number, std::size_t size = 100) {
  const core::Snapshot tree = support::snapshot_of({{"a", core::NodeType::file, false, false, {}}});
  core::ImageBuilder builder({Digest{number, 0}, {}, 0}, tree);
  builder.add(1, builder.set({}), {}, std::string(size, 'x'));
  return builder.finish();
}

struct Store {
  FactFiles files(std::uint64_t limit = 0) {
    return FactFiles(directory, limit, [this](LogLevel level, std::string_view text) { said.push_back((level == LogLevel::warning ? "warning: " : "") + std::string(text)); });
  }
  std::uint64_t loaded(const Digest& root = {1, 1}) {
    const auto found = files().load(root);
    return found ? found->head().basis.low : 0;
  }
  fs::path only_file() const { return fs::directory_iterator(directory)->path(); }
  std::size_t count() const { return static_cast<std::size_t>(std::distance(fs::directory_iterator(directory), fs::directory_iterator())); }

  support::TemporaryDirectory parent;
  fs::path directory = parent.path() / "below" / "store";
  std::vector<std::string> said;
};

} // namespace

TEST_CASE("what was saved is there for the next one, for its root alone", "[store][files]") {
  Store store;
  CHECK(store.loaded() == 0);
  store.files().save({1, 1}, image(7));
  CHECK(store.loaded() == 7);
  CHECK(store.loaded({1, 2}) == 0);
  store.files().save({1, 1}, image(8));
  store.files().save({1, 2}, image(9));
  CHECK(store.loaded() == 8);
  CHECK(store.loaded({1, 2}) == 9);
  CHECK(store.count() == 2);
  CHECK(store.said.empty());
  CHECK((fs::status(store.directory).permissions() & fs::perms::all) == fs::perms::owner_all);
}

TEST_CASE("a new store is its user's alone, however its directory is written", "[store][files]") {
  const support::TemporaryDirectory place;
  for (const char* name : {"plain", "slash/", "deep/er/"}) {
    const fs::path directory = place.path() / name;
    FactFiles(directory, 0, {}).save({1, 1}, image(1));
    CHECK(fs::status(directory).permissions() == fs::perms::owner_all);
    CHECK(FactFiles(directory, 0, {}).load({1, 1}) != nullptr);
  }
}

TEST_CASE("a damaged file is a miss that is told, and replaced", "[store][files][damage]") {
  Store store;
  const auto spoil = [&](const std::function<void(std::string&)>& change) {
    store.files().save({1, 1}, image(7));
    std::ifstream in(store.only_file(), std::ios::binary);
    std::string bytes{std::istreambuf_iterator<char>(in), {}};
    change(bytes);
    std::ofstream(store.only_file(), std::ios::binary | std::ios::trunc) << bytes;
    store.said.clear();
    CHECK(store.loaded() == 0);
    REQUIRE(store.said.size() == 1);
    CHECK(support::contains(store.said.front(), "is damaged or of another version of sotval; files are read again, and it is replaced"));
    store.files().save({1, 1}, image(8));
    CHECK(store.loaded() == 8);
  };
  spoil([](std::string& bytes) { bytes.clear(); });
  spoil([](std::string& bytes) { bytes.resize(1); });
  spoil([](std::string& bytes) { bytes.resize(bytes.size() / 2); });
  spoil([](std::string& bytes) { bytes.pop_back(); });
  spoil([](std::string& bytes) { bytes += "more"; });
  spoil([](std::string& bytes) { bytes[7] = '9'; }); // a newer layout
  spoil([](std::string& bytes) { bytes[bytes.size() / 2] ^= 4; });
  spoil([](std::string& bytes) { bytes = std::string(1'000'000, 'z'); });
  spoil([](std::string& bytes) { bytes.replace(8, 8, std::string(8, '\x7f')); }); // said to be larger than any memory
  spoil([](std::string& bytes) { std::fill(bytes.begin() + 8, bytes.end(), '\0'); }); // as after a power failure
}

TEST_CASE("what is no file of ours is not believed", "[store][files][damage]") {
  Store store;
  store.files().save({1, 1}, image(7));
  const fs::path file = store.only_file(), elsewhere = store.parent.path() / "elsewhere";
  fs::rename(file, elsewhere);
  fs::create_symlink(elsewhere, file);
  CHECK(store.loaded() == 0);
  fs::remove(file);
  fs::create_directory(file);
  CHECK(store.loaded() == 0);
  fs::remove(file);
  REQUIRE(::mkfifo(file.c_str(), 0600) == 0);
  CHECK(store.loaded() == 0); // and does not wait for a writer
  CHECK(store.said.size() == 3);
  store.files().save({1, 1}, image(8)); // takes its place
  CHECK(store.loaded() == 8);
  if (::geteuid() != 0) return;
  REQUIRE(::chown(file.c_str(), 65534, 65534) == 0);
  CHECK(store.loaded() == 0);
}

TEST_CASE("a store that cannot be written is told once and is no error", "[store][files]") {
  Store store;
  store.parent.write("below", "a file where the directory should be");
  FactFiles files = store.files();
  files.save({1, 1}, image(7));
  files.save({1, 1}, image(7));
  CHECK(store.loaded() == 0);
  REQUIRE(store.said.size() == 1);
  CHECK(support::contains(store.said.front(), "warning: the fact store "));
  CHECK(support::contains(store.said.front(), "nothing is kept for the next run"));
}

TEST_CASE("a limit of file sizes is told, not run into", "[store][files]") {
  Store store;
  CHECK(support::in_child([&] {
          const rlimit small{100, 100};
          ::setrlimit(RLIMIT_FSIZE, &small);
          store.files().save({1, 1}, image(7));
          return store.said.empty() ? std::string() : store.said.front();
        }).find("ulimit -f") != std::string::npos);
}

TEST_CASE("what was not used for longest goes first when the store is full", "[store][files]") {
  Store store;
  const std::uint64_t size = image(0, 10'000).size();
  for (std::uint64_t root = 1; root <= 3; ++root) {
    store.files().save({root, 0}, image(root, 10'000));
    const auto day = std::chrono::hours(24);
    fs::last_write_time(store.directory / fs::path(cache::list_fact_files(store.directory).front().path).filename(), fs::file_time_type::clock::now() - day * (10 - static_cast<int>(root)));
  }
  CHECK(store.loaded({1, 0}) == 1); // used today
  store.files(size * 3).save({4, 0}, image(4, 10'000));
  CHECK(store.loaded({2, 0}) == 0);
  for (const std::uint64_t kept : {1, 3, 4}) CHECK(store.loaded({kept, 0}) == kept);
  store.files(size - 1).save({5, 0}, image(5, 10'000));
  CHECK(store.loaded({5, 0}) == 0); // larger than all may be
  CHECK(store.count() == 3);
}

TEST_CASE("what a killed program left half written is removed when it is old", "[store][files]") {
  Store store;
  store.files().save({1, 1}, image(7));
  const fs::path old = store.directory / ".facts-0-1-0", young = store.directory / ".facts-0-2-0", other = store.directory / "notes.txt";
  for (const fs::path& path : {old, young, other}) std::ofstream(path) << "half";
  fs::last_write_time(old, fs::file_time_type::clock::now() - std::chrono::hours(2));
  store.files().save({1, 1}, image(8));
  CHECK_FALSE(fs::exists(old));
  CHECK(fs::exists(young));
  CHECK(cache::list_fact_files(store.directory).size() == 2);
  CHECK(cache::remove_fact_files(store.directory).size() == 1);
  CHECK(fs::exists(young));
  CHECK(fs::exists(other));
  CHECK(store.loaded() == 0);
}

TEST_CASE("several programs may use a store at once, and be killed at any moment", "[store][files][chaos]") {
  Store store;
  store.files().save({1, 1}, image(1, 50'000));
  for (int round = 0; round < 100; ++round) {
    std::vector<pid_t> writers;
    for (std::uint64_t i = 0; i < 3; ++i) {
      const pid_t pid = ::fork();
      if (pid == 0) {
        for (;;) store.files().save({1, 1}, image(1 + i, 50'000));
      }
      writers.push_back(pid);
    }
    for (int i = 0; i < 20; ++i) CHECK(store.loaded() != 0);
    std::this_thread::sleep_for(std::chrono::microseconds(round * 37 % 1000));
    for (const pid_t pid : writers) ::kill(pid, SIGKILL);
    for (const pid_t pid : writers) ::waitpid(pid, nullptr, 0);
    CHECK(store.loaded() != 0);
  }
  CHECK(store.said.empty());
}
