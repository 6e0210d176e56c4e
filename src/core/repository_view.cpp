#include "repository_view.hpp"

#include <algorithm>

#include <sotval/error.hpp>

#include "classifier.hpp"
#include "glob.hpp"
#include "printable.hpp"
#include "read_node.hpp"

namespace sotval::core {

namespace {

class SnapshotView final : public RepositoryView {
public:
  SnapshotView(const RootDirectory& root, const Snapshot& snapshot, const Limits& limits)
      : root_(root), snapshot_(snapshot), limits_(limits),
        complete_(std::none_of(snapshot.nodes().begin(), snapshot.nodes().end(), [](const TreeNode& node) { return node.unlistable; })) {
    visible_.reserve(snapshot.size());
    for (std::uint32_t node = 1; node < snapshot.size(); ++node)
      if (!snapshot[node].hidden) visible_.push_back(node);
  }

  std::size_t size() const noexcept override { return visible_.size(); }
  RepositoryEntry operator[](std::size_t index) const override { return entry(visible_[index]); }
  bool complete() const noexcept override { return complete_; }

  std::optional<RepositoryEntry> find(std::string_view path) const override {
    const std::uint32_t node = find_visible(path);
    if (node == snapshot_.size()) return std::nullopt;
    return entry(node);
  }

  std::vector<RepositoryEntry> glob(std::string_view pattern) const override {
    if (const auto wrong = check_glob(pattern))
      throw InputError("invalid glob '" + shorten(pattern, 100) + "': " + *wrong);
    const Selector selector{{{std::string(pattern), {}, EntryType::any}}, {}};
    const Classification classes = classify(Classifier({&selector, 1}), snapshot_);
    std::vector<RepositoryEntry> entries;
    for (const std::uint32_t node : classes.selected[0]) entries.push_back(entry(node));
    return entries;
  }

  FileContent read(std::string_view path) const override {
    const std::uint32_t node = find_visible(path);
    if (node == snapshot_.size()) return {false, {}, "there is no such file"};
    const TreeNode& file = snapshot_[node];
    if (file.type != NodeType::file) return {false, {}, file.type == NodeType::directory ? "is a directory" : "is not a regular file"};
    FileReader reader(root_, limits_.file_size);
    ReadResult read = read_node(reader, snapshot_, file);
    if (!read.ok) return {false, {}, std::move(read.reason)};
    return {true, std::string(read.bytes), {}};
  }

private:
  // snapshot_.size() if there is no such entry.
  std::uint32_t find_visible(std::string_view path) const {
    const std::uint32_t node = snapshot_.find(path);
    return node == 0 || (node < snapshot_.size() && snapshot_[node].hidden) ? snapshot_.size() : node;
  }

  RepositoryEntry entry(std::uint32_t index) const {
    const TreeNode& node = snapshot_[index];
    switch (node.type) {
    case NodeType::file: return {snapshot_.path(node), EntryKind::file, node.size};
    case NodeType::directory: return {snapshot_.path(node), EntryKind::directory, 0};
    case NodeType::other: break;
    }
    return {snapshot_.path(node), EntryKind::other, 0};
  }

  const RootDirectory& root_;
  const Snapshot& snapshot_;
  const Limits& limits_;
  bool complete_;
  std::vector<std::uint32_t> visible_;
};

} // namespace

std::unique_ptr<RepositoryView> make_repository_view(const RootDirectory& root, const Snapshot& snapshot, const Limits& limits) {
  return std::make_unique<SnapshotView>(root, snapshot, limits);
}

} // namespace sotval::core
