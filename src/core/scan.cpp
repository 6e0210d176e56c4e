#include "scan.hpp"

#include <algorithm>
#include <cerrno>
#include <deque>

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The walk: every directory is listed with getdents64 and its entries are looked at with fstatat
// relative to it, about twice as fast as std::filesystem. Directories are opened by their path, from the
// root or, far below it, from an ancestor that is kept open: so descriptors are few and look-ups short
// however deep the tree is. Listing and putting the nodes in order are two steps: the first can be done
// in any order, the second makes the order.

namespace sotval::core {

namespace {

// A path cannot grow without end: a tree deeper than this is reported, not walked.
constexpr std::size_t max_path = 64 * 1024;
// From one ancestor that is kept open to the next, in bytes of path: hardly a tree has one at all.
constexpr std::size_t anchor_distance = 1024;

struct Listing;

std::int64_t nanoseconds(const timespec& time) {
  return std::int64_t{time.tv_sec} * 1'000'000'000 + time.tv_nsec;
}

// What a node keeps of struct stat, a third of its size.
struct Status {
  Status() = default;
  explicit Status(const struct stat& status)
      : size(static_cast<std::uint64_t>(status.st_size)), mtime(nanoseconds(status.st_mtim)),
        ctime(nanoseconds(status.st_ctim)), inode(status.st_ino), device(status.st_dev) {}

  std::uint64_t size = 0;
  std::int64_t mtime = 0, ctime = 0;
  std::uint64_t inode = 0, device = 0;
};

struct Entry {
  std::string name;
  NodeType type = NodeType::other;
  bool is_link = false;
  bool hidden = false;
  Status status;
  std::string target;         // links to files
  Listing* listing = nullptr; // directories
};

struct Listing {
  std::string path;
  std::vector<Entry> entries; // sorted by name
  Status status;
  std::string error; // set if the directory could not be listed, in whole or in part
};

// All listings lie in one row: a tree of owners would be taken down recursively, and the tree may be
// deeper than the stack.
using Listings = std::deque<Listing>;

std::string join(std::string_view directory, std::string_view name) {
  std::string path;
  path.reserve(directory.size() + 1 + name.size());
  path = directory;
  if (!path.empty()) path += '/';
  path += name;
  return path;
}

std::string reason_for(int error) {
  switch (error) {
  case ENOENT: return "vanished while the tree was scanned";
  case ENOTDIR:
  case ELOOP: return "was replaced while the tree was scanned";
  default: return error_text(error);
  }
}

NodeType type_of(unsigned char d_type) {
  return d_type == DT_DIR ? NodeType::directory : d_type == DT_REG ? NodeType::file : NodeType::other;
}

// The layout that getdents64 writes; glibc has no name for it under strict C++.
struct DirectoryEntry {
  std::uint64_t inode;
  std::int64_t offset;
  unsigned short length;
  unsigned char type;
  char name[1];
};

class Lister {
public:
  Lister(const RootDirectory& root, const ExcludeList& exclude, Listings& listings)
      : root_(root), exclude_(exclude), listings_(listings), buffer_(64 * 1024) {}

  void list(Listing& listing) {
    if (listing.path.size() > max_path) {
      listing.error = "path is longer than " + std::to_string(max_path) + " bytes";
      return;
    }
    Descriptor fd = open(listing.path);
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
      listing.error = reason_for(errno);
      return;
    }
    listing.status = Status(status);
    for (;;) {
      const long n = syscall(SYS_getdents64, fd.get(), buffer_.data(), buffer_.size());
      if (n < 0) listing.error = error_text(errno);
      if (n <= 0) break;
      for (long at = 0; at < n;) {
        const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer_.data() + at);
        add(listing, fd.get(), entry->name, entry->type);
        at += entry->length;
      }
    }
    auto& entries = listing.entries;
    std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
    // Some file systems list a name twice that is taken away and given anew meanwhile.
    entries.erase(std::unique(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name == b.name; }), entries.end());
    if (listing.path.size() - (anchors_.empty() ? 0 : anchors_.back().path.size()) >= anchor_distance)
      anchors_.push_back({listing.path, std::move(fd)});
  }

private:
  struct Anchor {
    std::string path;
    Descriptor fd;
    bool is_above(std::string_view below) const { return below.size() > path.size() && below[path.size()] == '/' && below.starts_with(path); }
  };

  Descriptor open(std::string_view path) {
    while (!anchors_.empty() && !anchors_.back().is_above(path)) anchors_.pop_back();
    if (anchors_.empty()) return root_.open_directory(path);
    return open_below(anchors_.back().fd.get(), path.substr(anchors_.back().path.size() + 1), O_RDONLY | O_DIRECTORY);
  }

  void add(Listing& listing, int fd, const char* name, unsigned char d_type) {
    const std::string_view view = name;
    if (view == "." || view == "..") return;
    Entry entry;
    entry.name = view;
    entry.type = type_of(d_type);
    entry.is_link = d_type == DT_LNK;
    struct stat status {};
    if (d_type != DT_DIR) { // a directory is looked at when it is listed
      if (::fstatat(fd, name, &status, AT_SYMLINK_NOFOLLOW) != 0) {
        if (errno == ENOENT) return; // gone meanwhile
        if (d_type == DT_UNKNOWN) {
          listing.error = "cannot look at its entries: " + error_text(errno);
          return;
        }
      } else {
        entry.type = S_ISDIR(status.st_mode)   ? NodeType::directory
                     : S_ISREG(status.st_mode) ? NodeType::file
                                               : NodeType::other;
        entry.is_link = S_ISLNK(status.st_mode);
        entry.status = Status(status);
      }
    }
    const std::string path = join(listing.path, view);
    if (entry.type == NodeType::directory) {
      if (exclude_.hides_tree(path, view)) return;
      entry.listing = &listings_.emplace_back();
      entry.listing->path = path;
    }
    if (entry.is_link) {
      LinkTarget target = root_.resolve_link(path);
      if (target.kind == LinkTarget::Kind::file) {
        entry.type = NodeType::file;
        entry.target = std::move(target.path);
        entry.status = Status(target.status);
      } else if (target.kind == LinkTarget::Kind::unknown) {
        listing.error = "cannot follow a link in it: " + error_text(target.error); // it may or may not be a file
      }
    }
    entry.hidden = exclude_.hides(path);
    if (entry.hidden && entry.type != NodeType::directory) return;
    listing.entries.push_back(std::move(entry));
  }

  const RootDirectory& root_;
  const ExcludeList& exclude_;
  Listings& listings_;
  std::vector<char> buffer_;
  std::vector<Anchor> anchors_; // each above the next
};

void fill(TreeNode& node, const Status& status) {
  node.size = status.size;
  node.mtime = status.mtime;
  node.ctime = status.ctime;
  node.inode = status.inode;
  node.device = status.device;
}

// What the snapshot will hold. In a deep tree it is much: every node has its whole path.
struct Extent {
  std::size_t entries = 0, name_bytes = 0;

  void add(const Listing& listing) {
    entries += listing.entries.size();
    const std::size_t prefix = listing.path.empty() ? 0 : listing.path.size() + 1;
    for (const Entry& entry : listing.entries) name_bytes += prefix + entry.name.size() + entry.target.size();
  }
};

// Depth first, without recursion for the same reason.
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
                const std::function<void(std::uint64_t)>& progress) {
  Listings listings;
  Listing& top = listings.emplace_back();
  Lister lister(root, exclude, listings);
  std::vector<Listing*> pending{&top};
  Extent seen;
  while (!pending.empty() && !stop.stop_requested()) {
    Listing& listing = *pending.back();
    pending.pop_back();
    lister.list(listing);
    seen.add(listing);
    for (const Entry& entry : listing.entries)
      if (entry.listing != nullptr) pending.push_back(entry.listing);
    if (listing.error.empty()) listing.path = std::string(); // its children have it in theirs
    if (progress) progress(seen.entries);
  }
  return assemble(top, seen);
}

} // namespace sotval::core
