#include "scan.hpp"

// The tree is walked in one step and put in order in the next: the first can be done in any order and by
// several threads, the second makes the order.

namespace sotval::core {

namespace {

// Depth first, without recursion: the tree may be deeper than the stack.
ScanResult assemble(const Listing& root, const Extent& extent) {
  ScanResult result;
  SnapshotBuilder builder;
  builder.reserve(extent.entries, extent.name_bytes);
  struct Frame {
    const Listing* listing;
    std::size_t next = 0;
  };
  std::vector<Frame> stack;
  const auto enter = [&](const Listing& listing) {
    if (!listing.error.empty()) result.unreadable_directories.push_back({listing.path, listing.error});
    stack.push_back({&listing});
  };
  fill(builder.root(), root.status);
  builder.root().unlistable = !root.error.empty();
  enter(root);
  while (!stack.empty()) {
    Frame& frame = stack.back();
    if (frame.next == frame.listing->entries.size()) {
      stack.pop_back();
      if (!stack.empty()) builder.close_directory();
      continue;
    }
    const Entry& entry = frame.listing->entries[frame.next++];
    TreeNode& node = builder.add(entry.name, entry.type);
    node.is_link = entry.is_link;
    node.hidden = entry.hidden;
    fill(node, entry.listing != nullptr ? entry.listing->status : entry.status);
    if (!entry.target.empty()) builder.set_target(node, entry.target);
    if (entry.listing == nullptr) continue;
    node.unlistable = !entry.listing->error.empty();
    enter(*entry.listing);
  }
  result.snapshot = builder.finish();
  return result;
}

} // namespace

ScanResult scan(const RootDirectory& root, const ExcludeList& exclude, std::stop_token stop,
                const std::function<void(std::uint64_t)>& progress, unsigned threads, Detail detail) {
  TreeWalk walk(root, exclude, std::move(stop), progress, threads, detail);
  walk.run();
  return assemble(walk.top(), walk.extent());
}

} // namespace sotval::core
