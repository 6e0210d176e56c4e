#include "scan.hpp"

#include <algorithm>
#include <cerrno>
#include <memory>

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

// The walk: every directory is listed with getdents64 and its entries are looked at with fstatat
// relative to it, about twice as fast as std::filesystem. Directories are opened from the root by
// their path, so that no descriptor stays open however deep the tree is. Listing and putting the
// nodes in order are two steps: the first can be done in any order, the second makes the order.

namespace sotval::core {

namespace {

// A path cannot grow without end: a tree deeper than this is reported, not walked.
constexpr std::size_t max_path = 64 * 1024;

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
  std::string target;               // links to files
  std::unique_ptr<Listing> listing; // directories
};

struct Listing {
  std::string path;
  std::vector<Entry> entries; // sorted by name
  Status status;
  std::string error; // set if the directory could not be listed, in whole or in part
};

std::string join(std::string_view directory, std::string_view name) {
  std::string path;
  path.reserve(directory.size() + 1 + name.size());
  path = directory;
  if (!path.empty()) path += '/';
  path += name;
  return path;
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
  Lister(const RootDirectory& root, const ExcludeList& exclude) : root_(root), exclude_(exclude), buffer_(64 * 1024) {}

  void list(Listing& listing) {
    if (listing.path.size() > max_path) {
      listing.error = "path is longer than " + std::to_string(max_path) + " bytes";
      return;
    }
    const Descriptor fd = root_.open_directory(listing.path);
    struct stat status {};
    if (!fd || ::fstat(fd.get(), &status) != 0) {
      listing.error = error_text(errno);
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
    std::sort(listing.entries.begin(), listing.entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  }

private:
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
      entry.listing = std::make_unique<Listing>();
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
  std::vector<char> buffer_;
};

void fill(TreeNode& node, const Status& status) {
  node.size = status.size;
  node.mtime = status.mtime;
  node.ctime = status.ctime;
  node.inode = status.inode;
  node.device = status.device;
}

// Depth first without recursion: the tree may be deeper than the stack.
ScanResult assemble(Listing& root) {
  ScanResult result;
  SnapshotBuilder builder;
  struct Frame {
    Listing* listing;
    std::size_t next = 0;
  };
  std::vector<Frame> stack;
  const auto enter = [&](Listing& listing) {
    if (!listing.error.empty()) result.unreadable_directories.push_back({listing.path, listing.error});
    stack.push_back({&listing});
  };
  fill(builder.root(), root.status);
  builder.root().unlistable = !root.error.empty();
  enter(root);
  while (!stack.empty()) {
    Frame& frame = stack.back();
    if (frame.next == frame.listing->entries.size()) {
      frame.listing->entries = std::vector<Entry>(); // so that freeing the tree is not recursive either
      stack.pop_back();
      if (!stack.empty()) builder.close_directory();
      continue;
    }
    Entry& entry = frame.listing->entries[frame.next++];
    TreeNode& node = builder.add(entry.name, entry.type);
    node.is_link = entry.is_link;
    node.hidden = entry.hidden;
    fill(node, entry.listing ? entry.listing->status : entry.status);
    if (!entry.target.empty()) builder.set_target(node, entry.target);
    if (!entry.listing) continue;
    node.unlistable = !entry.listing->error.empty();
    enter(*entry.listing);
  }
  result.snapshot = builder.finish();
  return result;
}

} // namespace

ScanResult scan(const RootDirectory& root, const ExcludeList& exclude, std::stop_token stop,
                const std::function<void(std::uint64_t)>& progress) {
  Lister lister(root, exclude);
  Listing top;
  std::vector<Listing*> pending{&top};
  std::uint64_t seen = 0;
  while (!pending.empty() && !stop.stop_requested()) {
    Listing& listing = *pending.back();
    pending.pop_back();
    lister.list(listing);
    seen += listing.entries.size();
    for (Entry& entry : listing.entries)
      if (entry.listing) pending.push_back(entry.listing.get());
    if (progress) progress(seen);
  }
  return assemble(top);
}

} // namespace sotval::core
