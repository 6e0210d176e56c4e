#include <sotval/tree_watch.hpp>

#include <filesystem>
#include <string>

#include <fcntl.h>
#include <sched.h>
#include <sys/resource.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/child.hpp"
#include "support/own_shared_memory.hpp"
#include "support/watching.hpp"

// Trees that cannot be watched, or not any more.

using namespace sotval;
using namespace support;
namespace fs = std::filesystem;

namespace {

std::string error_of(TreeWatch& tree) {
  try {
    tree.refresh();
  } catch (const InputError& error) {
    return error.what();
  }
  return "none";
}

} // namespace

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
  touch_file(directory.path() / "former/file");
  CHECK(silent(watched));
  touch_file(root / "sub/file");
  CHECK(changed(watched));
}

TEST_CASE("a directory that becomes readable is watched from then on", "[watch]") {
  const TemporaryDirectory tree;
  ::chmod(tree.path().c_str(), 0777);
  const fs::path closed = tree.make_directory("closed");
  tree.write("closed/file", "x");
  CHECK(in_child([&]() -> std::string {
          if (::chmod(closed.c_str(), 0777) != 0 || ::chown(closed.c_str(), 65534, 65534) != 0 || !become_nobody()) return "";
          ::chmod(closed.c_str(), 0);
          TreeWatch watched = watch(tree);
          if (watched.directories() != 1) return "watched what cannot be read";
          ::chmod(closed.c_str(), 0755);
          if (!changed(watched)) return "not seen";
          return watched.directories() == 2 ? "" : "not watched";
        }) == "");
}

TEST_CASE("where the user's watches do not suffice it says so once and looks now and then", "[watch]") {
  const TemporaryDirectory tree;
  for (const char* name : {"a", "b", "c", "d"}) tree.make_directory(name);
  const std::string outcome = in_child([&]() -> std::string {
    const std::string user = std::to_string(geteuid()), group = std::to_string(getegid());
    if (unshare(CLONE_NEWUSER) != 0 || !detail::write_file("/proc/self/setgroups", "deny") ||
        !detail::write_file("/proc/self/uid_map", "0 " + user + " 1") ||
        !detail::write_file("/proc/self/gid_map", "0 " + group + " 1") ||
        !detail::write_file("/proc/sys/user/max_inotify_watches", "3"))
      return "not permitted";
    std::string told;
    int times = 0;
    TreeWatch watched(tree.path(), pack_with({}), {.files = {}, .logger = [&](LogLevel, std::string_view text) {
                                                     told = text;
                                                     ++times;
                                                   }});
    touch_file(tree.path() / "a/file");
    const bool looks = watched.wait({}, no_time) == Wake::unsure;
    watched.refresh();
    Expectations expect;
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
  CHECK(in_child([&]() -> std::string {
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
