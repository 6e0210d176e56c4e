#include "snapshot.hpp"

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/random_tree.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

// Names around the slash in the order of bytes, and beyond ASCII.
const std::vector<std::string> names{"a", "a!", "a-", "a.", "a0", "aa", "b", "\x01", "\x7F", "ä", "\xFF", "a\nb", " "};

std::vector<std::string> split(std::string_view path) {
  std::vector<std::string> components(1);
  for (const char c : path) {
    if (c == '/')
      components.emplace_back();
    else
      components.back() += c;
  }
  return components;
}

std::vector<std::string> paths_of(const Snapshot& snapshot) {
  std::vector<std::string> paths;
  for (const TreeNode& node : snapshot.nodes()) paths.emplace_back(snapshot.path(node));
  return paths;
}

Snapshot sample() {
  using enum NodeType;
  return support::snapshot_of({{"a", directory, false, false, {{"x", file, false, false, {}}, {"d", directory, false, false, {{"y", file, false, false, {}}}}}},
                               {"a-b", file, false, false, {}},
                               {"empty", directory, false, false, {}},
                               {"pipe", other, false, false, {}}});
}

std::vector<std::byte> block_of(const Snapshot& snapshot) {
  std::vector<std::byte> block;
  snapshot.append_to(block);
  return block;
}

} // namespace

TEST_CASE("nodes come depth first, children by name, and know their place", "[snapshot]") {
  const Snapshot tree = sample();
  CHECK(paths_of(tree) == std::vector<std::string>{"", "a", "a/d", "a/d/y", "a/x", "a-b", "empty", "pipe"});
  CHECK(tree[0].type == NodeType::directory);
  CHECK(tree[0].parent == 0);
  CHECK(tree[0].end == 8);
  CHECK(tree[1].end == 5);
  CHECK(tree[2].end == 4);
  CHECK(tree[3].parent == 2);
  CHECK(tree[4].parent == 1);
  CHECK(tree[6].end == 7);
  CHECK(tree.name(tree[3]) == "y");
  CHECK(tree.name(tree[0]).empty());
  CHECK(tree.target(tree[3]) == "a/d/y");
}

TEST_CASE("the children of a directory are its direct children", "[snapshot]") {
  const Snapshot tree = sample();
  const auto children = [&](std::uint32_t directory) {
    std::vector<std::string> found;
    tree.for_each_child(directory, [&](std::uint32_t child) { found.emplace_back(tree.path(child)); });
    return found;
  };
  CHECK(children(0) == std::vector<std::string>{"a", "a-b", "empty", "pipe"});
  CHECK(children(1) == std::vector<std::string>{"a/d", "a/x"});
  CHECK(children(6).empty());
}

TEST_CASE("a path is found if the tree has it, and only then", "[snapshot]") {
  const Snapshot tree = sample();
  for (std::uint32_t i = 0; i < tree.size(); ++i) CHECK(tree.find(tree.path(i)) == i);
  for (const std::string absent : {"b", "a/", "a/d/", "/a", "a/d/y/z", "a/dd", "a/e", "aa", "A", "\xFF", "a-", "pipe/x"}) {
    INFO(absent);
    CHECK(tree.find(absent) == tree.size());
  }
  CHECK(Snapshot().find("a") == 0); // which is its size
}

TEST_CASE("paths are ordered component by component, as bytes", "[snapshot][property]") {
  support::Random random(7);
  const auto path = [&] {
    std::string text = random.pick(names);
    for (std::size_t more = random.below(4); more > 0; --more) text += "/" + random.pick(names);
    return text;
  };
  for (int round = 0; round < 20'000; ++round) {
    const std::string a = path(), b = path();
    if (path_less(a, b) != (split(a) < split(b))) FAIL_CHECK("wrong about '" << a << "' and '" << b << "'");
    CHECK_FALSE(path_less(a, a));
  }
  CHECK(path_less("", "a"));
  CHECK_FALSE(path_less("a", ""));
  CHECK(path_less("a/z", "a!"));
}

TEST_CASE("every tree is in order, and every path in it is found", "[snapshot][property]") {
  support::Random random(8);
  for (int round = 0; round < 200; ++round) {
    const Snapshot tree = support::snapshot_of(support::random_entries(random, names, 8, 5));
    bool right = true;
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
      const TreeNode& node = tree[i];
      right = right && tree.find(tree.path(i)) == i && (i == 0 || path_less(tree.path(i - 1), tree.path(i)));
      // A subtree is a range: all of it, and nothing else, lies below.
      for (std::uint32_t j = 0; j < tree.size(); ++j) {
        const bool below = i == 0 ? j != 0 : tree.path(j).starts_with(std::string(tree.path(i)) + "/");
        right = right && below == (j > i && j < node.end);
      }
    }
    CHECK(right);
  }
}

TEST_CASE("a link to a file remembers what to open", "[snapshot]") {
  SnapshotBuilder builder;
  builder.add("d", NodeType::directory);
  CHECK(builder.open_path() == "d");
  builder.set_target(builder.add("link", NodeType::file), "e/file");
  builder.add("other", NodeType::file);
  builder.close_directory();
  CHECK(builder.open_path().empty());
  const Snapshot tree = builder.finish();
  CHECK(tree.path(2) == "d/link");
  CHECK(tree.name(tree[2]) == "link");
  CHECK(tree.target(tree[2]) == "e/file");
  CHECK(tree.target(tree[3]) == "d/other");
}

TEST_CASE("a moved snapshot is the same snapshot", "[snapshot]") {
  Snapshot first = sample();
  const auto expected = paths_of(first);
  Snapshot second = std::move(first);
  CHECK(paths_of(second) == expected);
  Snapshot third;
  third = std::move(second);
  CHECK(paths_of(third) == expected);
}

TEST_CASE("a snapshot reads the same from a block, in place", "[snapshot]") {
  support::Random random(9);
  for (int round = 0; round < 20; ++round) {
    const Snapshot tree = support::snapshot_of(support::random_entries(random, names, 6, 4));
    const std::vector<std::byte> block = block_of(tree);
    CHECK(block.size() % 8 == 0);
    Snapshot attached;
    CHECK(Snapshot::attach(block, attached) == block.size());
    CHECK(paths_of(attached) == paths_of(tree));
    CHECK(reinterpret_cast<const std::byte*>(attached.nodes().data()) > block.data());
    CHECK(reinterpret_cast<const std::byte*>(attached.nodes().data()) < block.data() + block.size());
    for (std::uint32_t i = 0; i < tree.size(); ++i) {
      CHECK(attached.find(tree.path(i)) == i);
      CHECK(attached[i].end == tree[i].end);
      CHECK(attached[i].type == tree[i].type);
    }
  }
}

TEST_CASE("a block starts and ends on a multiple of eight, whatever lies before it", "[snapshot]") {
  const Snapshot tree = sample();
  for (std::size_t before = 0; before < 9; ++before) {
    std::vector<std::byte> bytes(before, std::byte{7});
    tree.append_to(bytes);
    CHECK(bytes.size() % 8 == 0);
    const std::size_t start = (before + 7) / 8 * 8;
    Snapshot attached;
    CHECK(Snapshot::attach(std::span(bytes).subspan(start), attached) == bytes.size() - start);
    CHECK(paths_of(attached) == paths_of(tree));
  }
}

TEST_CASE("a block may be followed by others", "[snapshot]") {
  const Snapshot tree = sample();
  std::vector<std::byte> bytes = block_of(tree);
  const std::size_t size = bytes.size();
  bytes.resize(size + 4096, std::byte{0xFF});
  Snapshot attached;
  CHECK(Snapshot::attach(bytes, attached) == size);
  CHECK(paths_of(attached) == paths_of(tree));
}

TEST_CASE("a block that is cut short is refused, wherever it is cut", "[snapshot]") {
  const std::vector<std::byte> block = block_of(sample());
  for (std::size_t size = 0; size < block.size(); ++size) {
    const std::vector<std::byte> cut(block.begin(), block.begin() + static_cast<std::ptrdiff_t>(size));
    Snapshot attached;
    CHECK_THROWS_AS(Snapshot::attach(cut, attached), EngineError);
  }
}

TEST_CASE("a block of something else is refused", "[snapshot]") {
  const std::vector<std::byte> block = block_of(sample());
  Snapshot attached;
  for (std::size_t i = 0; i < 8; ++i) { // the mark at its start
    std::vector<std::byte> foreign = block;
    foreign[i] ^= std::byte{1};
    CHECK_THROWS_AS(Snapshot::attach(foreign, attached), EngineError);
  }
  for (std::size_t i = 8; i < 24; ++i) { // counts that no block of this size can hold
    std::vector<std::byte> foreign = block;
    foreign[i] = std::byte{0xFF};
    CHECK_THROWS_AS(Snapshot::attach(foreign, attached), EngineError);
  }
  CHECK_THROWS_AS(Snapshot::attach(std::vector<std::byte>(4096), attached), EngineError);
  CHECK_THROWS_AS(Snapshot::attach(block_of(Snapshot()), attached), EngineError); // no tree is without a root
  CHECK(attached.size() == 0);
}

TEST_CASE("a block that is not aligned is refused", "[snapshot]") {
  const std::vector<std::byte> block = block_of(sample());
  std::vector<std::byte> shifted(4);
  shifted.insert(shifted.end(), block.begin(), block.end());
  Snapshot attached;
  CHECK_THROWS_AS(Snapshot::attach(std::span<const std::byte>(shifted).subspan(4), attached), EngineError);
}
