#include <sotval/tree_watch.hpp>

#include <atomic>
#include <filesystem>
#include <fstream>
#include <iterator>
#include <string>
#include <thread>

#include <sys/stat.h>

#include <sotval/validator.hpp>

#include "support/catch.hpp"
#include "support/watching.hpp"

using namespace sotval;
using namespace std::chrono_literals;
namespace fs = std::filesystem;
using namespace support;

namespace {

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
    touch_file(a / "file");
    CHECK(seen());
  }
  SECTION("a file appears") {
    touch_file(a / "new");
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
    touch_file(tree.path() / path / "file");
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
    touch_file(tree.path() / name / "b/c/d/file");
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
  touch_file(tree.path() / "new/sub/file");
  CHECK(changed(watched));
  catch_up(watched);

  fs::rename(tree.path() / "new", elsewhere.path() / "gone");
  CHECK(changed(watched));
  catch_up(watched);
  touch_file(elsewhere.path() / "gone/sub/file");
  CHECK(silent(watched));
  CHECK(watched.directories() == 1);

  fs::rename(elsewhere.path() / "gone", tree.path() / "back");
  CHECK(changed(watched));
  catch_up(watched);
  fs::rename(tree.path() / "back", tree.path() / "hidden");
  CHECK(changed(watched));
  catch_up(watched);
  touch_file(tree.path() / "hidden/sub/file");
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
    touch_file(tree.path() / file);
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
  touch_file(tree.path() / ".git/objects/ab/file");
  touch_file(tree.path() / "sub/build/file");
  touch_file(tree.path() / "sub/file.tmp");
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
  touch_file(elsewhere.path() / "sub/file");
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
  for (const std::string& name : names) touch_file(name);
  for (std::size_t i = 0; i < queue; ++i) ::chmod(names[i % 2].c_str(), 0600);
  fs::rename(tree.path() / "moved", tree.path() / "new");
  tree.write("another/file", "x");
  CHECK(changed(watched));
  catch_up(watched);
  CHECK(watched.directories() == 4);
  for (const char* file : {"new/sub/file", "another/file"}) {
    touch_file(tree.path() / file);
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
  touch_file(tree.path() / "file"); // also while it waits for quiet
  CHECK(watched.wait(before.get_token(), {.quiet = for_ever, .at_most = for_ever}) == Wake::stopped);
}

TEST_CASE("single files wake as well, and their neighbours do not", "[watch]") {
  const TemporaryDirectory tree, elsewhere;
  tree.write("hidden/pack.yaml", "x");
  const fs::path pack = elsewhere.write("pack.yaml", "x");
  TreeWatch watched(tree.path(), pack_with({"hidden/**"}), {.files = {pack, tree.path() / "hidden/pack.yaml"}, .logger = {}});
  touch_file(elsewhere.path() / "other.yaml");
  touch_file(tree.path() / "hidden/other.yaml");
  CHECK(silent(watched));
  for (const fs::path& file : {pack, tree.path() / "hidden/pack.yaml"}) {
    INFO(file);
    touch_file(file);
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
  touch_file(pack);
  CHECK(changed(watched));
}

TEST_CASE("a single file is followed when another directory takes the place of its own", "[watch]") {
  const TemporaryDirectory tree, elsewhere;
  const fs::path pack = elsewhere.write("packs/pack.yaml", "x");
  elsewhere.write("next/pack.yaml", "y");
  TreeWatch watched(tree.path(), pack_with({}), {.files = {pack}, .logger = {}});
  fs::rename(elsewhere.path() / "packs", elsewhere.path() / "former");
  fs::rename(elsewhere.path() / "next", elsewhere.path() / "packs");
  CHECK(changed(watched));
  catch_up(watched);
  touch_file(elsewhere.path() / "former/pack.yaml");
  CHECK(silent(watched));
  touch_file(pack);
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

TEST_CASE("a watch leaves no descriptor behind", "[watch]") {
  const TemporaryDirectory tree;
  tree.write("a/b/file", "x");
  const std::size_t before = open_descriptors();
  {
    TreeWatch first = watch(tree);
    TreeWatch second = std::move(first);
    touch_file(tree.path() / "a/b/file");
    CHECK(changed(second));
    second = watch(tree);
    CHECK(silent(second));
  }
  CHECK(open_descriptors() == before);
}
