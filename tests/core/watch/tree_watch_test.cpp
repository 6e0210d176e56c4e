#include <sotval/tree_watch.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotval/validator.hpp>

#include "file_source.hpp"
#include "pack/pack.hpp"
#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/own_shared_memory.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using support::TemporaryDirectory;

namespace {

/// Long enough never to be reached by a test that passes.
constexpr std::chrono::milliseconds for_ever = 60s;
/// Nothing is held back: the first change ends the wait.
const WatchTimings at_once{.quiet = 0ms, .at_most = 0ms, .look_again = for_ever, .at_least_every = for_ever};
/// Events come in the order of what causes them, and at once: what was done before is there, or never will be.
const WatchTimings no_time{.quiet = 0ms, .at_most = 0ms, .look_again = 1ms, .at_least_every = 1ms};

RulePack pack_with(std::vector<std::string> global_exclude) {
  core::Pack pack = *RulePack::builtin().data();
  pack.global_exclude = std::move(global_exclude);
  return RulePack(std::make_shared<const core::Pack>(std::move(pack)));
}

TreeWatch watch(const TemporaryDirectory& tree, std::vector<std::string> exclude = {}) {
  return TreeWatch(tree.path(), pack_with(std::move(exclude)));
}

bool changed(TreeWatch& tree) {
  return tree.wait({}, at_once) == Wake::changed;
}

bool silent(TreeWatch& tree) {
  return tree.wait({}, no_time) == Wake::unsure;
}

/// Takes in all that has happened so far, as somebody who validates now.
void catch_up(TreeWatch& tree) {
  while (!silent(tree)) {
  }
  tree.refresh();
}

std::string error_of(TreeWatch& tree) {
  try {
    tree.refresh();
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

void write(const fs::path& file) {
  std::ofstream(file) << "text";
}

std::size_t kernel_queue() {
  std::size_t size = 0;
  std::ifstream("/proc/sys/fs/inotify/max_queued_events") >> size;
  return size;
}

std::size_t open_descriptors() {
  return static_cast<std::size_t>(std::distance(fs::directory_iterator("/proc/self/fd"), fs::directory_iterator()));
}

} // namespace

TEST_CASE("every kind of change ends the wait", "[watch]") {
  const TemporaryDirectory tree;
  tree.write("a/file", "x");
  tree.write("a/other", "x");
  TreeWatch watched = watch(tree);
  CHECK(watched.directories() == 2);
  CHECK(silent(watched));
  const fs::path a = tree.path() / "a";
  const auto seen = [&] {
    const bool was_seen = changed(watched);
    catch_up(watched);
    return was_seen;
  };
  SECTION("a file is written") {
    write(a / "file");
    CHECK(seen());
  }
  SECTION("a file appears") {
    write(a / "new");
    CHECK(seen());
  }
  SECTION("a file goes") {
    fs::remove(a / "file");
    CHECK(seen());
  }
  SECTION("a file is renamed") {
    fs::rename(a / "file", a / "renamed");
    CHECK(seen());
  }
  SECTION("a file takes another's place") {
    fs::rename(a / "file", a / "other");
    CHECK(seen());
  }
  SECTION("a file may not be read any more") {
    fs::permissions(a / "file", fs::perms::none);
    CHECK(seen());
  }
  SECTION("a file comes from elsewhere") {
    const TemporaryDirectory elsewhere;
    fs::rename(elsewhere.write("file", "y"), a / "moved");
    CHECK(seen());
  }
  SECTION("a link appears") {
    fs::create_symlink("file", a / "link");
    CHECK(seen());
  }
  SECTION("an empty directory appears") {
    fs::create_directory(a / "empty");
    CHECK(seen());
    CHECK(watched.directories() == 3);
  }
  SECTION("a directory goes with all in it") {
    fs::remove_all(a);
    CHECK(seen());
    CHECK(watched.directories() == 1);
  }
  SECTION("a file is written to but not closed") {
    std::ofstream open(a / "file");
    catch_up(watched);
    open << "more" << std::flush;
    CHECK(seen());
    open.close();
    catch_up(watched);
  }
  CHECK(silent(watched));
}

TEST_CASE("what happens in directories that have just appeared is seen", "[watch]") {
  const TemporaryDirectory tree;
  TreeWatch watched = watch(tree);
  for (const char* path : {"deep", "deep/er", "deep/er/still/and/on"}) {
    tree.write(std::string(path) + "/file", "x");
    CHECK(changed(watched));
    catch_up(watched);
    write(tree.path() / path / "file");
    CHECK(changed(watched));
    catch_up(watched);
  }
  CHECK(watched.directories() == 6);
}

TEST_CASE("directories that appear all the time are all watched in the end", "[watch]") {
  constexpr int trees = 200;
  const TemporaryDirectory tree;
  TreeWatch watched = watch(tree);
  std::atomic<bool> done{false};
  std::thread maker([&] {
    for (int i = 0; i < trees; ++i) {
      const fs::path top = tree.make_directory(std::to_string(i) + "/b/c/d").parent_path().parent_path().parent_path();
      if (i % 3 == 1) fs::rename(top, tree.path() / ("moved-" + std::to_string(i)));
      if (i % 3 == 2) fs::remove_all(top);
    }
    done = true;
  });
  while (!done) {
    changed(watched);
    watched.refresh();
  }
  maker.join();
  catch_up(watched);
  std::size_t directories = 1;
  for (const auto& entry : fs::recursive_directory_iterator(tree.path())) directories += entry.is_directory() ? 1 : 0;
  CHECK(watched.directories() == directories);
  for (int i = 0; i < trees; ++i) {
    if (i % 3 == 2) continue;
    const std::string name = (i % 3 == 1 ? "moved-" : "") + std::to_string(i);
    INFO(name);
    write(tree.path() / name / "b/c/d/file");
    CHECK(changed(watched));
    catch_up(watched);
  }
}

TEST_CASE("a directory is watched where it was moved to, and not when it has left", "[watch]") {
  const TemporaryDirectory tree, elsewhere;
  tree.write("old/sub/file", "x");
  TreeWatch watched = watch(tree, {"**/hidden/**"});
  fs::rename(tree.path() / "old", tree.path() / "new");
  CHECK(changed(watched));
  catch_up(watched);
  CHECK(watched.directories() == 3);
  write(tree.path() / "new/sub/file");
  CHECK(changed(watched));
  catch_up(watched);

  fs::rename(tree.path() / "new", elsewhere.path() / "gone");
  CHECK(changed(watched));
  catch_up(watched);
  write(elsewhere.path() / "gone/sub/file");
  CHECK(silent(watched));
  CHECK(watched.directories() == 1);

  fs::rename(elsewhere.path() / "gone", tree.path() / "back");
  CHECK(changed(watched));
  catch_up(watched);
  fs::rename(tree.path() / "back", tree.path() / "hidden");
  CHECK(changed(watched));
  catch_up(watched);
  write(tree.path() / "hidden/sub/file");
  CHECK(silent(watched));
}

TEST_CASE("two directories may change places", "[watch]") {
  const TemporaryDirectory tree;
  tree.write("a/only-in-a/file", "x");
  tree.write("b/only-in-b/file", "x");
  TreeWatch watched = watch(tree);
  fs::rename(tree.path() / "a", tree.path() / "c");
  fs::rename(tree.path() / "b", tree.path() / "a");
  fs::rename(tree.path() / "c", tree.path() / "b");
  CHECK(changed(watched));
  catch_up(watched);
  CHECK(watched.directories() == 5);
  for (const char* file : {"a/only-in-b/file", "b/only-in-a/file"}) {
    write(tree.path() / file);
    CHECK(changed(watched));
    catch_up(watched);
  }
}

TEST_CASE("what is excluded is neither watched nor heard of", "[watch]") {
  const TemporaryDirectory tree;
  tree.write(".git/objects/ab/file", "x");
  tree.write("sub/build/file", "x");
  tree.write("sub/file.tmp", "x");
  TreeWatch watched = watch(tree, {"**/.git/**", "sub/build/**", "**/*.tmp"});
  CHECK(watched.directories() == 2);
  write(tree.path() / ".git/objects/ab/file");
  write(tree.path() / "sub/build/file");
  write(tree.path() / "sub/file.tmp");
  fs::remove_all(tree.path() / ".git");
  tree.write(".git/index", "x");
  tree.write("sub/new.tmp", "x");
  CHECK(silent(watched));
  watched.refresh();
  CHECK(watched.directories() == 2);
  tree.write("sub/file.txt", "x");
  CHECK(changed(watched));
}

TEST_CASE("links are not followed", "[watch]") {
  const TemporaryDirectory tree, elsewhere;
  elsewhere.write("sub/file", "x");
  fs::create_directory_symlink(elsewhere.path(), tree.path() / "link");
  TreeWatch watched = watch(tree);
  CHECK(watched.directories() == 1);
  write(elsewhere.path() / "sub/file");
  CHECK(silent(watched));
  fs::create_directory_symlink(elsewhere.path(), tree.path() / "another");
  CHECK(changed(watched));
  CHECK(watched.directories() == 1);
}

TEST_CASE("a validation does not wake itself", "[watch]") {
  const TemporaryDirectory tree;
  tree.write("README.md", "x");
  tree.write("sub/file.yaml", "a: 1");
  ValidatorOptions options;
  options.repo_root = tree.path();
  Validator validator(options);
  TreeWatch watched(tree.path(), validator.pack());
  CHECK(validator.validate_all().run.files_opened > 0);
  CHECK(silent(watched));
}

TEST_CASE("thousands of files come to one wake", "[watch]") {
  constexpr int files = 3'000;
  const TemporaryDirectory tree;
  TreeWatch watched = watch(tree);
  for (int i = 0; i < files; ++i) tree.write(std::to_string(i % 50) + "/" + std::to_string(i), "text");
  CHECK(watched.wait({}, {.quiet = 150ms, .at_most = for_ever}) == Wake::changed);
  watched.refresh();
  CHECK(watched.directories() == 51);
  CHECK(silent(watched));
}

TEST_CASE("more changes than the kernel remembers make all be looked at anew", "[watch]") {
  const std::size_t queue = kernel_queue();
  if (queue == 0 || queue > 200'000) {
    WARN("not tried: the queue of the kernel holds " << queue);
    return;
  }
  const TemporaryDirectory tree;
  tree.write("moved/sub/file", "x");
  TreeWatch watched = watch(tree);
  // The same event twice in a row counts once.
  const std::string names[] = {(tree.path() / "1").string(), (tree.path() / "2").string()};
  for (const std::string& name : names) write(name);
  for (std::size_t i = 0; i < queue; ++i) ::chmod(names[i % 2].c_str(), 0600);
  fs::rename(tree.path() / "moved", tree.path() / "new");
  tree.write("another/file", "x");
  CHECK(changed(watched));
  catch_up(watched);
  CHECK(watched.directories() == 4);
  for (const char* file : {"new/sub/file", "another/file"}) {
    write(tree.path() / file);
    CHECK(changed(watched));
    catch_up(watched);
  }
}

TEST_CASE("a stop request ends the wait, whenever it comes", "[watch]") {
  const TemporaryDirectory tree;
  TreeWatch watched = watch(tree);
  std::stop_source before;
  before.request_stop();
  CHECK(watched.wait(before.get_token(), at_once) == Wake::stopped);
  std::stop_source meanwhile;
  std::thread other([&] { meanwhile.request_stop(); });
  CHECK(watched.wait(meanwhile.get_token(), at_once) == Wake::stopped);
  other.join();
  write(tree.path() / "file"); // also while it waits for quiet
  CHECK(watched.wait(before.get_token(), {.quiet = for_ever, .at_most = for_ever}) == Wake::stopped);
}

TEST_CASE("a root that is gone is an error until there is one again", "[watch]") {
  const TemporaryDirectory directory;
  const fs::path root = directory.make_directory("root/sub").parent_path();
  TreeWatch watched(root, pack_with({}));
  SECTION("removed") {
    fs::remove_all(root);
  }
  SECTION("moved away") {
    fs::rename(root, directory.path() / "elsewhere");
  }
  CHECK(changed(watched));
  CHECK(error_of(watched).find(root.string() + ": cannot be used as repository root: No such file") == 0);
  CHECK(watched.wait({}, no_time) == Wake::unsure);
  CHECK_THROWS_AS(watched.refresh(), InputError);
  directory.make_directory("root/one/two");
  watched.refresh();
  CHECK(watched.directories() == 3);
  directory.write("root/one/two/file", "x");
  CHECK(changed(watched));
}

TEST_CASE("a directory that takes the root's place is watched instead", "[watch]") {
  const TemporaryDirectory directory;
  const fs::path root = directory.make_directory("root");
  directory.make_directory("next/sub");
  TreeWatch watched(root, pack_with({}));
  fs::rename(root, directory.path() / "former");
  fs::rename(directory.path() / "next", root);
  CHECK(changed(watched));
  catch_up(watched);
  write(directory.path() / "former/file");
  CHECK(silent(watched));
  write(root / "sub/file");
  CHECK(changed(watched));
}

TEST_CASE("a directory that becomes readable is watched from then on", "[watch]") {
  const TemporaryDirectory tree;
  ::chmod(tree.path().c_str(), 0777);
  const fs::path closed = tree.make_directory("closed");
  tree.write("closed/file", "x");
  CHECK(support::in_child([&]() -> std::string {
          if (::chmod(closed.c_str(), 0777) != 0 || ::chown(closed.c_str(), 65534, 65534) != 0 || !support::become_nobody()) return "";
          ::chmod(closed.c_str(), 0);
          TreeWatch watched = watch(tree);
          if (watched.directories() != 1) return "watched what cannot be read";
          ::chmod(closed.c_str(), 0755);
          if (!changed(watched)) return "not seen";
          return watched.directories() == 2 ? "" : "not watched";
        }) == "");
}

TEST_CASE("single files wake as well, and their neighbours do not", "[watch]") {
  const TemporaryDirectory tree, elsewhere;
  tree.write("hidden/pack.yaml", "x");
  const fs::path pack = elsewhere.write("pack.yaml", "x");
  TreeWatch watched(tree.path(), pack_with({"hidden/**"}), {.files = {pack, tree.path() / "hidden/pack.yaml"}, .logger = {}});
  write(elsewhere.path() / "other.yaml");
  write(tree.path() / "hidden/other.yaml");
  CHECK(silent(watched));
  for (const fs::path& file : {pack, tree.path() / "hidden/pack.yaml"}) {
    INFO(file);
    write(file);
    CHECK(changed(watched));
    catch_up(watched);
    fs::rename(elsewhere.write("next", "x"), file); // as editors save
    CHECK(changed(watched));
    catch_up(watched);
    fs::remove(file);
    CHECK(changed(watched));
    catch_up(watched);
  }
}

TEST_CASE("a single file is seen again when its directory has come back", "[watch]") {
  const TemporaryDirectory tree, elsewhere;
  const fs::path pack = elsewhere.write("packs/pack.yaml", "x");
  TreeWatch watched(tree.path(), pack_with({}), {.files = {pack}, .logger = {}});
  fs::remove_all(pack.parent_path());
  CHECK(changed(watched));
  catch_up(watched);
  elsewhere.write("packs/pack.yaml", "y");
  watched.refresh();
  write(pack);
  CHECK(changed(watched));
}

TEST_CASE("it is known which files are covered", "[watch]") {
  const TemporaryDirectory tree, elsewhere;
  tree.make_directory("sub");
  const TreeWatch watched = watch(tree, {"**/.git/**", "**/*.log"});
  CHECK(watched.covers(tree.path() / "file"));
  CHECK(watched.covers(tree.path() / "sub/../not/yet/there"));
  CHECK_FALSE(watched.covers(tree.path() / "sub/.git/file"));
  CHECK_FALSE(watched.covers(tree.path() / "sub/file.log"));
  CHECK_FALSE(watched.covers(elsewhere.path() / "file"));
  CHECK_FALSE(watched.covers(tree.path().string() + "-beside/file"));
}

TEST_CASE("where the user's watches do not suffice it says so once and looks now and then", "[watch]") {
  const TemporaryDirectory tree;
  for (const char* name : {"a", "b", "c", "d"}) tree.make_directory(name);
  const std::string outcome = support::in_child([&]() -> std::string {
    const std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER) != 0 || !support::detail::write_file("/proc/self/setgroups", "deny") ||
        !support::detail::write_file("/proc/self/uid_map", "0 " + user + " 1") ||
        !support::detail::write_file("/proc/self/gid_map", "0 " + group + " 1") ||
        !support::detail::write_file("/proc/sys/user/max_inotify_watches", "3"))
      return "not permitted";
    std::string told;
    int times = 0;
    TreeWatch watched(tree.path(), pack_with({}), {.files = {}, .logger = [&](LogLevel, std::string_view text) {
                                                     told = text;
                                                     ++times;
                                                   }});
    write(tree.path() / "a/file");
    const bool looks = watched.wait({}, no_time) == Wake::unsure;
    watched.refresh();
    support::Expectations expect;
    expect(watched.polling() && watched.directories() == 0, "polling");
    expect(looks, "looks");
    expect(times == 1, "told once");
    expect(told.find("/proc/sys/fs/inotify/max_user_watches") != std::string::npos, told);
    expect(told.find("sysctl fs.inotify.max_user_watches=") != std::string::npos, told);
    return expect.failed();
  });
  if (outcome == "not permitted") {
    WARN("not tried: no user namespace is to be had");
    return;
  }
  CHECK(outcome == "");
}

TEST_CASE("where descriptors do not suffice it says so and looks now and then", "[watch]") {
  const TemporaryDirectory tree;
  CHECK(support::in_child([&]() -> std::string {
          const RulePack pack = pack_with({});
          // One is to be had, and the root takes it.
          const int next = ::open("/", O_PATH | O_CLOEXEC);
          ::close(next);
          const rlimit limit{static_cast<rlim_t>(next) + 1, static_cast<rlim_t>(next) + 1};
          ::setrlimit(RLIMIT_NOFILE, &limit);
          std::string told;
          const TreeWatch watched(tree.path(), pack, {.files = {}, .logger = [&](LogLevel, std::string_view text) { told = text; }});
          if (!watched.polling()) return "not polling";
          return told.find("ulimit -n") != std::string::npos ? "" : told;
        }) == "");
}

TEST_CASE("a root that cannot be used is refused at once", "[watch]") {
  const TemporaryDirectory directory;
  CHECK_THROWS_AS(TreeWatch(directory.path() / "none", pack_with({})), InputError);
  CHECK_THROWS_AS(TreeWatch(directory.write("file", ""), pack_with({})), InputError);
}

TEST_CASE("a watch leaves no descriptor behind", "[watch]") {
  const TemporaryDirectory tree;
  tree.write("a/b/file", "x");
  const std::size_t before = open_descriptors();
  {
    TreeWatch first = watch(tree);
    TreeWatch second = std::move(first);
    write(tree.path() / "a/b/file");
    CHECK(changed(second));
    second = watch(tree);
    CHECK(silent(second));
  }
  CHECK(open_descriptors() == before);
}
