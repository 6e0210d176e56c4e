#include "store/rescan.hpp"

#include <algorithm>
#include <atomic>
#include <climits>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include "in_chunks.hpp"
#include "listing.hpp"
#include "prefault.hpp"

// A directory that has the times, the inode and the device that it had has the entries that it had. Its files are
// looked at by their paths from the root: a stat of a path costs a third of opening, listing and closing a directory.

namespace sotval::core {

namespace {

constexpr std::size_t chunk = 512;          // nodes that a thread takes at once
constexpr std::size_t most_changed_of = 8;  // if more than an eighth of the directories changed, walking is faster

// All nodes looked at again.
class Sweep {
public:
  Sweep(const RootDirectory& root, const FactImage& known, const std::stop_token& stop, const std::function<void(std::uint64_t)>& progress)
      : root_(root), known_(known), tree_(known.tree()), stop_(stop), progress_(progress), changed_(tree_.size()) {
    reserve_at_once(status_, tree_.size());
    status_.resize(tree_.size());
  }

  void run(unsigned threads) {
    in_chunks(tree_.size(), chunk, threads, [this](std::size_t first, std::size_t last, bool calling) {
      if (stop_.stop_requested()) return;
      std::string path;
      for (std::size_t node = first; node < last; ++node) look_at(static_cast<std::uint32_t>(node), path);
      if (calling && progress_) progress_(last);
    });
    if (progress_) progress_(tree_.size());
  }

  const Status& status(std::uint32_t node) const { return status_[node]; }
  /// Of a directory: it is to be listed.
  bool changed(std::uint32_t node) const { return changed_[node].load(std::memory_order_relaxed); }
  std::size_t count_changed() const {
    return static_cast<std::size_t>(std::count_if(changed_.begin(), changed_.end(), [](const auto& flag) { return flag.load(std::memory_order_relaxed); }));
  }

private:
  void look_at(std::uint32_t index, std::string& path) {
    const TreeNode& node = tree_[index];
    struct stat now {};
    path = tree_.path(node);
    const bool there = path.size() < PATH_MAX && (index == 0 ? ::fstat(root_.fd(), &now) : ::fstatat(root_.fd(), path.c_str(), &now, AT_SYMLINK_NOFOLLOW)) == 0;
    if (there) status_[index] = Status(now);
    if (node.type == NodeType::directory) {
      if (!there || !S_ISDIR(now.st_mode) || node.unlistable || known_.racy(node) || !same(node, status_[index])) change(index);
      if (!there || !S_ISDIR(now.st_mode)) change(node.parent);
    } else if (!there || !is_still(node, now, path, status_[index])) {
      change(node.parent);
    }
  }

  static bool same(const TreeNode& node, const Status& now) {
    return node.mtime == now.mtime && node.ctime == now.ctime && node.inode == now.inode && node.device == now.device;
  }

  // An entry of the same sort; a link leads to where it led.
  bool is_still(const TreeNode& node, const struct stat& now, const std::string& path, Status& status) const {
    if (!node.is_link) return node.type == NodeType::file ? S_ISREG(now.st_mode) : !S_ISREG(now.st_mode) && !S_ISDIR(now.st_mode) && !S_ISLNK(now.st_mode);
    if (!S_ISLNK(now.st_mode)) return false;
    const LinkTarget target = root_.resolve_link(path);
    if (node.type != NodeType::file) return target.kind == LinkTarget::Kind::elsewhere;
    if (target.kind != LinkTarget::Kind::file || target.path != tree_.target(node)) return false;
    status = Status(target.status);
    return true;
  }

  void change(std::uint32_t directory) { changed_[directory].store(true, std::memory_order_relaxed); }

  const RootDirectory& root_;
  const FactImage& known_;
  const Snapshot& tree_;
  const std::stop_token& stop_;
  const std::function<void(std::uint64_t)>& progress_;
  std::vector<Status> status_;
  std::vector<std::atomic<bool>> changed_;
};

Snapshot with_status(const Snapshot& tree, const Sweep& sweep) {
  std::vector<TreeNode> nodes;
  reserve_at_once(nodes, tree.size());
  nodes.assign(tree.nodes().begin(), tree.nodes().end());
  for (std::uint32_t i = 0; i < nodes.size(); ++i) fill(nodes[i], sweep.status(i));
  return tree.with_nodes(std::move(nodes));
}

// The tree from what is known, with the directories that changed listed anew. Depth first, without recursion: the
// tree may be deeper than the stack.
class Patch {
public:
  Patch(const RootDirectory& root, const ExcludeList& exclude, const Snapshot& tree, const Sweep& sweep)
      : tree_(tree), sweep_(sweep), lister_(root, exclude, anchors_) {}

  RescanResult run(const std::stop_token& stop) {
    builder_.reserve(tree_.size(), 0);
    if (sweep_.changed(0))
      enter(lister_.make_root(), builder_.root());
    else
      enter(0, builder_.root());
    while (!stack_.empty() && !stop.stop_requested()) {
      Frame& frame = stack_.back();
      if (frame.next == frame.end) {
        stack_.pop_back();
        if (!stack_.empty()) builder_.close_directory();
      } else if (frame.listing != nullptr) {
        add(frame.listing->entries[frame.next++]);
      } else {
        const auto node = static_cast<std::uint32_t>(frame.next);
        frame.next = tree_[node].end;
        add(node);
      }
    }
    while (!stack_.empty()) { // stopped
      stack_.pop_back();
      if (!stack_.empty()) builder_.close_directory();
    }
    result_.scanned.snapshot = builder_.finish();
    return std::move(result_);
  }

private:
  // A directory: listed, or the children of a known node.
  struct Frame {
    const Listing* listing;
    std::size_t next, end;
  };

  void add(const Entry& entry) {
    TreeNode& node = builder_.add(entry.name, entry.type);
    node.is_link = entry.is_link;
    node.hidden = entry.hidden;
    fill(node, entry.status);
    if (!entry.target.empty()) builder_.set_target(node, entry.target);
    if (entry.listing == nullptr) return;
    const std::uint32_t known = tree_.find(entry.listing->path);
    if (known < tree_.size() && tree_[known].type == NodeType::directory && !sweep_.changed(known))
      enter(known, node);
    else
      enter(*entry.listing, node);
  }

  void add(std::uint32_t known) {
    const TreeNode& old = tree_[known];
    TreeNode& node = builder_.add(tree_.name(old), old.type);
    node.is_link = old.is_link;
    node.hidden = old.hidden;
    fill(node, sweep_.status(known));
    if (old.is_link && old.type == NodeType::file) builder_.set_target(node, tree_.target(old));
    if (old.type != NodeType::directory) return;
    if (!sweep_.changed(known)) return enter(known, node);
    Listing& listing = lister_.make_root();
    listing.path = tree_.path(old);
    enter(listing, node);
  }

  void enter(std::uint32_t known, TreeNode& node) {
    fill(node, sweep_.status(known));
    stack_.push_back({nullptr, known + 1, tree_[known].end});
  }

  void enter(Listing& listing, TreeNode& node) {
    lister_.list(listing);
    ++result_.directories_listed;
    fill(node, listing.status);
    node.unlistable = !listing.error.empty();
    if (node.unlistable) result_.scanned.unreadable_directories.push_back({listing.path, listing.error});
    stack_.push_back({&listing, 0, listing.entries.size()});
  }

  const Snapshot& tree_;
  const Sweep& sweep_;
  AnchorBudget anchors_;
  Lister lister_;
  SnapshotBuilder builder_;
  std::vector<Frame> stack_;
  RescanResult result_;
};

} // namespace

RescanResult rescan(const RootDirectory& root, const ExcludeList& exclude, const FactImage& known, std::stop_token stop,
                    const std::function<void(std::uint64_t)>& progress, unsigned threads) {
  const Snapshot& tree = known.tree();
  Sweep sweep(root, known, stop, progress);
  sweep.run(threads);
  const std::size_t changed = sweep.count_changed();
  if (changed == 0) return {{with_status(tree, sweep), {}}, 0};
  const auto directories = static_cast<std::size_t>(
      std::count_if(tree.nodes().begin(), tree.nodes().end(), [](const TreeNode& node) { return node.type == NodeType::directory; }));
  if (changed * most_changed_of > directories + 100) {
    RescanResult all{scan(root, exclude, std::move(stop), progress, threads), 0};
    all.directories_listed = directories;
    return all;
  }
  return Patch(root, exclude, tree, sweep).run(stop);
}

} // namespace sotval::core
