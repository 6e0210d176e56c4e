#pragma once

#include <cstddef>
#include <cstdint>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sotval/byte_pieces.hpp>

namespace sotval::core {

enum class NodeType : std::uint8_t {
  file,      // a regular file, or a link to one below the root
  directory,
  other,     // FIFO, socket, device, any other link: matches only type `any`, is never opened
};

/// As TreeNode::device: the file's bytes lie in the snapshot itself, at the offset that TreeNode::inode is.
inline constexpr std::uint64_t in_snapshot = ~std::uint64_t{0};

/// One entry of the tree. Trivially copyable: a snapshot is bytes that can lie anywhere.
struct TreeNode {
  std::uint64_t path = 0;   // offset of the path in the names
  std::uint64_t target = 0; // links to files: offset of the path to open instead; else as `path`
  // All five are zero if nobody looked.
  std::uint64_t size = 0;   // bytes
  std::int64_t mtime = 0;   // nanoseconds since 1970
  std::int64_t ctime = 0;
  std::uint64_t inode = 0;
  std::uint64_t device = 0;
  std::uint32_t path_size = 0;
  std::uint32_t target_size = 0;
  std::uint32_t name_size = 0; // of the last component
  std::uint32_t parent = 0;    // index; the root is its own parent
  std::uint32_t end = 0;       // index just past the last node below this one
  NodeType type = NodeType::other;
  bool is_link = false;
  bool hidden = false;     // matches global_exclude but is kept, because what is below it does not
  bool unlistable = false; // directories: could not be read, so anything may be below
};
static_assert(std::is_trivially_copyable_v<TreeNode> && sizeof(TreeNode) == 80,
              "nodes are shared between processes: change the format version with the layout");

/// The tree as it was at one moment: all nodes in depth-first order, the children of a directory
/// sorted by the bytes of their names. So a directory's subtree is the range [index + 1, end), and
/// the order depends on the names alone. TreeNode 0 is the root, its path is empty.
/// Paths are relative, with forward slashes, bytes as the file system has them.
/// Threads: immutable after building.
class Snapshot {
public:
  Snapshot() = default;
  Snapshot(Snapshot&&) noexcept = default; // views stay valid: vectors keep their memory when moved
  Snapshot& operator=(Snapshot&&) noexcept = default;

  std::span<const TreeNode> nodes() const noexcept { return nodes_; }
  const TreeNode& operator[](std::uint32_t index) const noexcept { return nodes_[index]; }
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(nodes_.size()); }

  std::string_view path(const TreeNode& node) const noexcept { return text(node.path, node.path_size); }
  std::string_view path(std::uint32_t index) const noexcept { return path(nodes_[index]); }
  std::string_view name(const TreeNode& node) const noexcept {
    return text(node.path + node.path_size - node.name_size, node.name_size);
  }
  std::string_view target(const TreeNode& node) const noexcept { return text(node.target, node.target_size); }
  /// The bytes of a file that an overlay has put there, followed by `padding` more that may be read. Empty: they are on disk.
  std::optional<std::string_view> content(const TreeNode& node) const noexcept;

  /// Calls visit(index) for each direct child of the directory.
  template <class Visit> void for_each_child(std::uint32_t directory, Visit visit) const {
    for (std::uint32_t child = directory + 1; child < nodes_[directory].end; child = nodes_[child].end) visit(child);
  }

  /// Index of the entry with that path, size() if there is none.
  std::uint32_t find(std::string_view path) const noexcept;

  /// Appends one block that attach() reads in place; it starts and ends on a multiple of 8 bytes, with
  /// up to 7 bytes of nothing before it if `out` did not end on one.
  void append_to(std::vector<std::byte>& out) const;
  /// The same block, at a multiple of 8, in pieces of which nothing is copied but the header. Valid as long as
  /// both. Requires: `header` is empty.
  BytePieces block_in_pieces(std::vector<std::byte>& header) const;
  /// A snapshot that looks into `block` and copies nothing. Requires: `block` was made by append_to()
  /// of the same build, is aligned to 8 bytes and outlives the snapshot. Throws EngineError if it is
  /// visibly something else. Returns how many bytes the block has.
  static std::size_t attach(std::span<const std::byte> block, Snapshot& snapshot);
  /// The same tree with other status in its nodes. Names are those of this one, which must outlive it.
  Snapshot with_nodes(std::vector<TreeNode> nodes) const;
  /// True if the other one was made from this by with_nodes(), or the other way round: their nodes have the same paths.
  bool has_names_of(const Snapshot& other) const noexcept { return nodes_.size() == other.nodes_.size() && names_.data() == other.names_.data(); }
  bool has_contents() const noexcept;
  /// The same tree without the bytes of files, of which nobody would take one for known. Names are those of this one.
  Snapshot without_contents() const;
  /// Looks at every node of an attached snapshot: true if all numbers lead to where there is something, so
  /// that no other member can go astray.
  bool well_formed() const noexcept;

private:
  friend class SnapshotBuilder;
  std::string_view text(std::uint64_t offset, std::uint32_t length) const noexcept { return names_.substr(offset, length); }

  std::vector<TreeNode> own_nodes_;
  std::vector<char> own_names_;
  std::span<const TreeNode> nodes_;
  std::string_view names_;
};

/// Orders paths component by component, as the nodes of a snapshot are.
bool path_less(std::string_view a, std::string_view b) noexcept;

/// Builds a snapshot in depth-first order.
class SnapshotBuilder {
public:
  SnapshotBuilder();
  TreeNode& root() noexcept { return nodes_.front(); }
  /// What is to come, if known: entries, and the bytes of their paths and targets.
  void reserve(std::size_t entries, std::size_t name_bytes);
  /// Adds a child of the open directory; a directory becomes the open one. Returns its node, valid until the next call.
  TreeNode& add(std::string_view name, NodeType type);
  void set_target(TreeNode& node, std::string_view target);
  /// Where the bytes are then. Behind them only other contents may come.
  std::uint64_t add_content(std::string_view bytes);
  /// Gives the file bytes that add_content() has placed.
  static void set_content(TreeNode& node, std::uint64_t offset, std::uint64_t size) noexcept;
  /// Ends the open directory, back to its parent.
  void close_directory();
  std::string_view open_path() const noexcept;
  std::uint32_t open_directory() const noexcept { return open_; }
  std::uint32_t size() const noexcept { return static_cast<std::uint32_t>(nodes_.size()); }
  TreeNode& operator[](std::uint32_t index) noexcept { return nodes_[index]; }
  std::string_view path(const TreeNode& node) const noexcept { return {names_.data() + node.path, node.path_size}; }
  Snapshot finish();

private:
  std::vector<TreeNode> nodes_;
  std::vector<char> names_;
  std::uint32_t open_ = 0;
};

} // namespace sotval::core
