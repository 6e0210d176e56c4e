#include "listing.hpp"

#include <algorithm>
#include <cerrno>

#include <dirent.h>
#include <fcntl.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "file_time.hpp"

// Every directory is listed with getdents64 and its entries are looked at with fstatat relative to it,
// about twice as fast as std::filesystem. Directories are opened by their path, from the root or, far below
// it, from an ancestor that is kept open: so descriptors are few and look-ups short however deep the tree is.

namespace sotval::core {

namespace {

// A path cannot grow without end: a tree deeper than this is reported, not walked.
constexpr std::size_t max_path = 64 * 1024;
// From one ancestor that is kept open to the next, in bytes of path: hardly a tree has one at all.
constexpr std::size_t anchor_distance = 1024;

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

} // namespace

Status::Status(const struct stat& status)
    : size(static_cast<std::uint64_t>(status.st_size)), mtime(nanoseconds(status.st_mtim)), ctime(nanoseconds(status.st_ctim)),
      inode(status.st_ino), device(status.st_dev) {}

bool AnchorBudget::take() noexcept {
  if (left_.fetch_sub(1, std::memory_order_relaxed) > 0) return true;
  give_back();
  return false;
}

Lister::Lister(const RootDirectory& root, const ExcludeList& exclude, AnchorBudget& budget)
    : root_(root), exclude_(exclude), budget_(budget), buffer_(64 * 1024) {}

bool Lister::list(Listing& listing, bool with_status) {
  out_of_descriptors_ = false;
  if (listing.path.size() > max_path) {
    listing.error = "path is longer than " + std::to_string(max_path) + " bytes";
    return true;
  }
  Descriptor fd = open(listing);
  struct stat status {};
  if (!fd || (with_status && ::fstat(fd.get(), &status) != 0)) {
    const int error = errno;
    listing.error = reason_for(error);
    return !is_want_of_descriptors(error);
  }
  listing.status = Status(status);
  read_entries(listing, fd.get(), with_status);
  auto& entries = listing.entries;
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  // Some file systems list a name twice that is taken away and given anew meanwhile.
  entries.erase(std::unique(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name == b.name; }), entries.end());
  if (!out_of_descriptors_) keep_open(listing, std::move(fd));
  return !out_of_descriptors_;
}

Descriptor Lister::open(const Listing& listing) const noexcept {
  if (!listing.anchor) return root_.open_directory(listing.path);
  const std::string_view below = std::string_view(listing.path).substr(listing.anchor->path_size + 1);
  return open_below(listing.anchor->fd.get(), below, O_RDONLY | O_DIRECTORY);
}

void Lister::read_entries(Listing& listing, int fd, bool with_status) {
  for (;;) {
    const long n = syscall(SYS_getdents64, fd, buffer_.data(), buffer_.size());
    if (n < 0) listing.error = error_text(errno);
    if (n <= 0) return;
    for (long at = 0; at < n;) {
      const auto* entry = reinterpret_cast<const DirectoryEntry*>(buffer_.data() + at);
      add(listing, fd, entry->name, entry->type, with_status);
      at += entry->length;
    }
  }
}

void Lister::add(Listing& listing, int fd, const char* name, unsigned char d_type, bool with_status) {
  const std::string_view view = name;
  if (view == "." || view == "..") return;
  Entry entry;
  entry.name = view;
  entry.type = type_of(d_type);
  entry.is_link = d_type == DT_LNK;
  struct stat status {};
  if (d_type == DT_UNKNOWN || (with_status && d_type != DT_DIR)) { // a directory is looked at when it is listed
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
  path_ = listing.path;
  if (!path_.empty()) path_ += '/';
  path_ += view;
  if (entry.type == NodeType::directory) {
    if (exclude_.hides_tree(path_, view)) return;
    entry.listing = &listings_.emplace_back();
    entry.listing->path = path_;
  }
  if (entry.is_link) {
    LinkTarget target = root_.resolve_link(path_);
    if (target.kind == LinkTarget::Kind::file) {
      entry.type = NodeType::file;
      entry.target = std::move(target.path);
      entry.status = Status(target.status);
    } else if (target.kind == LinkTarget::Kind::unknown) {
      listing.error = "cannot follow a link in it: " + error_text(target.error); // it may or may not be a file
      out_of_descriptors_ |= is_want_of_descriptors(target.error);
    }
  }
  entry.hidden = exclude_.hides(path_);
  if (entry.hidden && entry.type != NodeType::directory) return;
  listing.entries.push_back(std::move(entry));
}

void Lister::keep_open(Listing& listing, Descriptor fd) {
  std::shared_ptr<const Anchor> anchor = listing.anchor;
  if (listing.path.size() - (anchor ? anchor->path_size : 0) >= anchor_distance && budget_.take())
    anchor = std::make_shared<const Anchor>(std::move(fd), listing.path.size(), budget_);
  if (!anchor) return;
  for (const Entry& entry : listing.entries)
    if (entry.listing != nullptr) entry.listing->anchor = anchor;
}

} // namespace sotval::core
