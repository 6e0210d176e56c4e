#include "overlaid_tree.hpp"

#include <algorithm>
#include <map>
#include <span>
#include <string>
#include <utility>
#include <vector>

#include <sotval/error.hpp>

#include "listing.hpp"
#include "printable.hpp"

// Both the tree and the overlay are in depth-first order, so one walk over both merges them, directory by directory. Where
// the overlay has nothing to say, whole subtrees are copied. What links lead to is known when all names are, and bytes
// come behind the names, where they can be left out again.

namespace sotval::core {

namespace {

using Bytes = std::optional<std::string>; // none: nothing is there

struct Change {
  std::string_view path;
  const Bytes* bytes;

  bool removes() const noexcept { return !*bytes; }
};

std::vector<Change> changes_of(const Overlay& overlay) {
  std::vector<Change> changes;
  for (const auto& [path, bytes] : overlay.entries()) changes.push_back({path, &bytes});
  std::sort(changes.begin(), changes.end(), [](const Change& a, const Change& b) { return path_less(a.path, b.path); });
  return changes;
}

bool any_file(std::span<const Change> changes) {
  return std::any_of(changes.begin(), changes.end(), [](const Change& change) { return !change.removes(); });
}

// What the overlay says of paths, for the resolution of links.
Presence presence_in(const Overlay& overlay, std::string_view path) {
  const auto& entries = overlay.entries();
  if (const auto exact = entries.find(path); exact != entries.end() && exact->second) return Presence::file;
  const std::string prefix = std::string(path) + '/';
  for (auto below = entries.lower_bound(prefix); below != entries.end() && below->first.starts_with(prefix); ++below)
    if (below->second) return Presence::directory;
  for (std::string_view above = path;; above = above.substr(0, above.rfind('/'))) {
    if (entries.find(above) != entries.end()) return Presence::nothing; // gone, or below a file
    if (above.find('/') == std::string_view::npos) return Presence::as_on_disk;
  }
}

class Merge {
public:
  Merge(const Snapshot& tree, const Overlay& overlay, const RootDirectory& root, const ExcludeList& exclude)
      : tree_(tree), overlay_(overlay), root_(root), exclude_(exclude), changes_(changes_of(overlay)) {}

  Snapshot run() {
    builder_.reserve(tree_.size() + changes_.size(), 0);
    take_over(tree_[0], builder_.root());
    stack_.push_back({1, tree_[0].end, changes_});
    while (!stack_.empty()) {
      if (!step()) {
        stack_.pop_back();
        if (!stack_.empty()) builder_.close_directory();
      }
    }
    for (const std::uint32_t link : links_) follow(link);
    put_contents();
    return builder_.finish();
  }

private:
  // An open directory: what is left of its entries in the tree, and of what the overlay says of paths below it.
  struct Frame {
    std::uint32_t next, end;
    std::span<const Change> changes;
  };

  // Adds the next entry of the directory on top. False if there is none.
  bool step() {
    Frame& frame = stack_.back();
    const bool known = frame.next < frame.end;
    if (frame.changes.empty()) {
      if (known) copy(frame.next, frame.end);
      return false;
    }
    const std::size_t prefix = builder_.open_path().empty() ? 0 : builder_.open_path().size() + 1;
    const std::string_view rest = frame.changes.front().path.substr(prefix);
    const std::string_view name = rest.substr(0, rest.find('/'));
    const std::string_view known_name = known ? tree_.name(tree_[frame.next]) : std::string_view();
    if (known && known_name < name) {
      copy(frame.next, tree_[frame.next].end);
      frame.next = tree_[frame.next].end;
      return true;
    }
    const std::string_view path = frame.changes.front().path.substr(0, prefix + name.size());
    const auto last = std::find_if(frame.changes.begin(), frame.changes.end(), [&](const Change& change) {
      return change.path.size() > path.size() ? !change.path.starts_with(path) || change.path[path.size()] != '/' : change.path != path;
    });
    const std::span<const Change> here(frame.changes.begin(), last);
    frame.changes = {last, frame.changes.end()};
    const TreeNode* old = nullptr;
    if (known && known_name == name) {
      old = &tree_[frame.next];
      frame.next = old->end;
    }
    change(path, name, old, here);
    return true;
  }

  // `here`: of this path, if any, comes first, then of those below it.
  void change(std::string_view path, std::string_view name, const TreeNode* old, std::span<const Change> here) {
    const Change* const exact = here.front().path == path ? &here.front() : nullptr;
    if (exact != nullptr && !exact->removes()) return put_file(path, name, old, *exact->bytes);
    if (exact != nullptr) {
      here = here.subspan(1);
      if (old != nullptr) forget_listing();
      old = nullptr;
    }
    if (old == nullptr && !any_file(here)) return;
    if (old != nullptr && old->type != NodeType::directory) {
      if (any_file(here)) throw InputError("overlay: '" + shorten(here.front().path, 200) + "' lies below '" + shorten(path, 200) + "', which is not a directory");
      return copy(index_of(*old), old->end);
    }
    if (old == nullptr && exclude_.hides_tree(path, name)) return;
    if (old == nullptr) forget_listing();
    TreeNode& node = builder_.add(name, NodeType::directory);
    if (old != nullptr)
      take_over(*old, node);
    else
      node.hidden = exclude_.hides(path);
    stack_.push_back(old != nullptr ? Frame{index_of(*old) + 1, old->end, here} : Frame{0, 0, here});
  }

  void put_file(std::string_view path, std::string_view name, const TreeNode* old, const Bytes& bytes) {
    if (old != nullptr && old->type == NodeType::directory) throw InputError("overlay: '" + shorten(path, 200) + "' is a directory, it cannot be a file");
    if (exclude_.hides(path)) return;
    if (old == nullptr || old->is_link || old->type != NodeType::file) forget_listing();
    builder_.add(name, NodeType::file);
    contents_.emplace_back(builder_.size() - 1, &bytes);
  }

  void copy(std::uint32_t first, std::uint32_t end) {
    std::vector<std::uint32_t> ends; // of the directories that are open
    const auto close = [&](std::uint32_t at) {
      for (; !ends.empty() && ends.back() <= at; ends.pop_back()) builder_.close_directory();
    };
    for (std::uint32_t i = first; i < end; ++i) {
      close(i);
      const TreeNode& old = tree_[i];
      TreeNode& node = builder_.add(tree_.name(old), old.type);
      take_over(old, node);
      if (old.is_link && old.type == NodeType::file) builder_.set_target(node, tree_.target(old));
      if (old.is_link) links_.push_back(builder_.size() - 1);
      if (old.type == NodeType::directory) ends.push_back(old.end);
    }
    close(end);
  }

  static void take_over(const TreeNode& old, TreeNode& node) {
    node.size = old.size;
    node.mtime = old.mtime;
    node.ctime = old.ctime;
    node.inode = old.inode;
    node.device = old.device;
    node.is_link = old.is_link;
    node.hidden = old.hidden;
    node.unlistable = old.unlistable;
  }

  // The open directory has other entries than on disk.
  void forget_listing() {
    TreeNode& directory = builder_[builder_.open_directory()];
    directory.mtime = directory.ctime = 0;
  }

  // A link may lead elsewhere now.
  void follow(std::uint32_t index) {
    const std::string path(builder_.path(builder_[index]));
    LinkTarget target = root_.resolve_link(path, [this](std::string_view at) { return presence_in(overlay_, at); });
    if (target.kind == LinkTarget::Kind::unknown) return; // the scan has said so
    TreeNode& node = builder_[index];
    if (target.kind != LinkTarget::Kind::file) {
      node.type = NodeType::other;
      node.target = node.path;
      node.target_size = node.path_size;
      return;
    }
    node.type = NodeType::file;
    builder_.set_target(node, target.path);
    fill(node, Status(target.status));
    if (const auto put = overlay_.entries().find(target.path); put != overlay_.entries().end()) contents_.emplace_back(index, &put->second);
  }

  void put_contents() {
    std::map<const Bytes*, std::uint64_t> offsets;
    for (const auto& [node, bytes] : contents_) {
      const auto [offset, fresh] = offsets.try_emplace(bytes);
      if (fresh) offset->second = builder_.add_content(**bytes);
      SnapshotBuilder::set_content(builder_[node], offset->second, (*bytes)->size());
    }
  }

  std::uint32_t index_of(const TreeNode& node) const { return static_cast<std::uint32_t>(&node - tree_.nodes().data()); }

  const Snapshot& tree_;
  const Overlay& overlay_;
  const RootDirectory& root_;
  const ExcludeList& exclude_;
  const std::vector<Change> changes_;
  SnapshotBuilder builder_;
  std::vector<Frame> stack_;
  std::vector<std::uint32_t> links_;
  std::vector<std::pair<std::uint32_t, const Bytes*>> contents_; // by node
};

} // namespace

void put_over(ScanResult& scanned, const Overlay& overlay, const RootDirectory& root, const ExcludeList& exclude) {
  scanned.snapshot = Merge(scanned.snapshot, overlay, root, exclude).run();
  std::erase_if(scanned.unreadable_directories, [&](const UnreadableFile& directory) {
    const std::uint32_t node = scanned.snapshot.find(directory.path);
    return node == scanned.snapshot.size() || !scanned.snapshot[node].unlistable;
  });
}

} // namespace sotval::core
