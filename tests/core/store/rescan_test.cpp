#include <chrono>
#include <filesystem>
#include <fstream>
#include <memory>
#include <thread>

#include "file_time.hpp"
#include "store/rescan.hpp"
#include "support/catch.hpp"
#include "support/edited_tree.hpp"
#include "support/scan_bytes.hpp"

using namespace sotval::core;
using support::all_of;
namespace fs = std::filesystem;

namespace {

const std::vector<std::string> excludes{"**/e/**", "**/c.txt"};

ScanResult scan_of(const fs::path& root) {
  return scan(RootDirectory(root), ExcludeList(excludes), {}, {}, 1);
}

std::shared_ptr<const FactImage> image_of(const fs::path& root) {
  ImageHead head;
  head.scanned_at = file_time_now();
  const ScanResult scanned = scan_of(root);
  const auto bytes = std::make_shared<std::vector<std::byte>>(ImageBuilder(head, scanned.snapshot).finish());
  return FactImage::open(bytes, *bytes);
}

RescanResult rescan_of(const fs::path& root, const FactImage& image, unsigned threads = 1) {
  return rescan(RootDirectory(root), ExcludeList(excludes), image, {}, {}, threads);
}

void let_the_clock_tick() {
  std::this_thread::sleep_for(std::chrono::milliseconds(40));
}

} // namespace

TEST_CASE("what is looked at again is what a walk would see, whatever was changed", "[store][rescan][property]") {
  support::EditedTree tree(1);
  let_the_clock_tick();
  auto image = image_of(tree.root());
  for (int step = 0; step < 1500; ++step) {
    if (tree.random().one_in(8)) let_the_clock_tick();
    for (std::size_t edits = tree.random().below(4); edits > 0; --edits) tree.edit();
    const unsigned threads = 1 + static_cast<unsigned>(tree.random().below(3));
    CAPTURE(step);
    REQUIRE((all_of(rescan_of(tree.root(), *image, threads).scanned) == all_of(scan_of(tree.root())))); // too long to be shown
    if (tree.random().one_in(10)) image = image_of(tree.root());
  }
}

TEST_CASE("a directory is listed again if its entries changed, and only then", "[store][rescan]") {
  const support::TemporaryDirectory root;
  for (int i = 0; i < 20; ++i) root.write("d" + std::to_string(i) + "/sub/file", "text");
  let_the_clock_tick();
  const auto image = image_of(root.path());
  CHECK(rescan_of(root.path(), *image).directories_listed == 0);
  root.write("d3/sub/file", "other text"); // in place
  CHECK(rescan_of(root.path(), *image).directories_listed == 0);
  root.write("d3/sub/more", "");
  CHECK(rescan_of(root.path(), *image).directories_listed == 1);
  fs::remove_all(root.path() / "d4");
  root.write("new/below/file", ""); // the root, and what is new in it
  CHECK(rescan_of(root.path(), *image).directories_listed == 4);
}

TEST_CASE("a directory that changed within the clock's grain of the scan is not believed", "[store][rescan]") {
  const support::TemporaryDirectory root;
  root.write("d/file", "text");
  let_the_clock_tick();
  fs::last_write_time(root.path() / "d", fs::file_time_type::clock::now() + std::chrono::hours(1)); // however long this takes
  const auto image = image_of(root.path());
  CHECK(rescan_of(root.path(), *image).directories_listed == 1);
}

TEST_CASE("links are followed anew", "[store][rescan]") {
  const support::TemporaryDirectory root;
  root.write("one/file", "1");
  root.write("two/file", "22");
  fs::create_directory_symlink("one", root.path() / "way");
  fs::create_symlink("../way/file", root.path() / "two/link");
  fs::create_symlink("nowhere", root.path() / "two/dangling");
  let_the_clock_tick();
  const auto image = image_of(root.path());
  CHECK(rescan_of(root.path(), *image).directories_listed == 0);
  fs::remove(root.path() / "way");
  fs::create_directory_symlink("two", root.path() / "way");
  root.write("two/nowhere", "now somewhere");
  CHECK((all_of(rescan_of(root.path(), *image).scanned) == all_of(scan_of(root.path()))));
}

TEST_CASE("where much has changed the tree is walked", "[store][rescan]") {
  const support::TemporaryDirectory root;
  for (int i = 0; i < 500; ++i) root.write("d" + std::to_string(i) + "/file", "text");
  let_the_clock_tick();
  const auto image = image_of(root.path());
  for (int i = 0; i < 400; ++i) root.write("d" + std::to_string(i) + "/more", "");
  const RescanResult result = rescan_of(root.path(), *image, 2);
  CHECK(result.directories_listed == 501);
  CHECK((all_of(result.scanned) == all_of(scan_of(root.path()))));
}

TEST_CASE("a stop request ends a rescan", "[store][rescan]") {
  const support::TemporaryDirectory root;
  root.write("d/file", "text");
  const auto image = image_of(root.path());
  std::stop_source stop;
  stop.request_stop();
  CHECK_NOTHROW(rescan(RootDirectory(root.path()), ExcludeList(excludes), *image, stop.get_token(), {}, 2));
}
