#pragma once

#include <atomic>
#include <cstdint>
#include <deque>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sys/stat.h>

#include "exclude.hpp"
#include "file_source.hpp"
#include "snapshot.hpp"

// One directory at a time: what the scan keeps of it until the snapshot is made.

namespace sotval::core {

struct Listing;

/// What a node keeps of struct stat, a third of its size.
struct Status {
  Status() = default;
  explicit Status(const struct stat& status);

  std::uint64_t size = 0;
  std::int64_t mtime = 0, ctime = 0; // nanoseconds
  std::uint64_t inode = 0, device = 0;
};

inline void fill(TreeNode& node, const Status& status) {
  node.size = status.size;
  node.mtime = status.mtime;
  node.ctime = status.ctime;
  node.inode = status.inode;
  node.device = status.device;
}

struct Entry {
  std::string name;
  NodeType type = NodeType::other;
  bool is_link = false;
  bool hidden = false;
  Status status;              // zero if nobody looked
  std::string target;         // links to files
  Listing* listing = nullptr; // directories
};

/// How many more directories may be kept open. One chain of anchors from the root down to the longest path
/// fits in. Threads: may be used concurrently.
class AnchorBudget {
public:
  bool take() noexcept;
  void give_back() noexcept { left_.fetch_add(1, std::memory_order_relaxed); }

private:
  std::atomic<int> left_{64};
};

/// A directory that stays open until all that is directly reached from it has been listed.
struct Anchor {
  Anchor(Descriptor fd_in, std::size_t path_size_in, AnchorBudget& budget_in)
      : fd(std::move(fd_in)), path_size(path_size_in), budget(budget_in) {}
  Anchor(const Anchor&) = delete;
  Anchor& operator=(const Anchor&) = delete;
  ~Anchor() { budget.give_back(); }

  const Descriptor fd;
  const std::size_t path_size;
  AnchorBudget& budget;
};

struct Listing {
  std::string path;
  std::shared_ptr<const Anchor> anchor; // from which it is opened; none: from the root
  std::vector<Entry> entries;           // sorted by name
  Status status;
  std::string error; // set if the directory could not be listed, in whole or in part
};

/// Lists directories. Threads: one for each; a listing may have been made by another one.
class Lister {
public:
  /// All is borrowed.
  Lister(const RootDirectory& root, const ExcludeList& exclude, AnchorBudget& budget);

  Listing& make_root() { return listings_.emplace_back(); }

  /// Fills in all but the path; the listings of directories in it, which belong to this lister, have path
  /// and anchor and are to be listed in turn. `with_status`: else only what tells names and types is asked for, where the
  /// file system tells types. False if descriptors were wanting: the error says so.
  bool list(Listing& listing, bool with_status = true);

private:
  Descriptor open(const Listing& listing) const noexcept;
  void read_entries(Listing& listing, int fd, bool with_status);
  void add(Listing& listing, int fd, const char* name, unsigned char d_type, bool with_status);
  void keep_open(Listing& listing, Descriptor fd);

  const RootDirectory& root_;
  const ExcludeList& exclude_;
  AnchorBudget& budget_;
  // In one row: a tree of owners would be taken down recursively, and the tree may be deeper than the stack.
  std::deque<Listing> listings_;
  std::vector<char> buffer_;
  std::string path_; // of the entry at hand
  bool out_of_descriptors_ = false;
};

} // namespace sotval::core
