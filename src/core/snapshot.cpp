#include "snapshot.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <cstring>

#include <sotval/error.hpp>

#include "padding.hpp"
#include "prefault.hpp"

namespace sotval::core {

namespace {

struct BlockHeader {
  char magic[8];
  std::uint64_t nodes;
  std::uint64_t names;
};
constexpr char block_magic[8] = {'s', 'o', 't', 'v', 's', 'n', 'p', '1'};

} // namespace

bool path_less(std::string_view a, std::string_view b) noexcept {
  // The slash sorts before every other byte: then whole paths compare like lists of names.
  const auto [in_a, in_b] = std::mismatch(a.begin(), a.end(), b.begin(), b.end());
  if (in_b == b.end()) return false;
  if (in_a == a.end()) return true;
  if (*in_a == '/' || *in_b == '/') return *in_a == '/';
  return static_cast<unsigned char>(*in_a) < static_cast<unsigned char>(*in_b);
}

std::uint32_t Snapshot::find(std::string_view path) const noexcept {
  const auto found = std::lower_bound(nodes_.begin(), nodes_.end(), path,
                                      [this](const TreeNode& node, std::string_view p) { return path_less(this->path(node), p); });
  if (found == nodes_.end() || this->path(*found) != path) return size();
  return static_cast<std::uint32_t>(found - nodes_.begin());
}

BytePieces Snapshot::block_in_pieces(std::vector<std::byte>& header) const {
  BlockHeader block{};
  std::memcpy(block.magic, block_magic, sizeof block_magic);
  block.nodes = nodes_.size();
  block.names = names_.size();
  const auto bytes = std::as_bytes(std::span(&block, 1));
  header.assign(bytes.begin(), bytes.end());
  static constexpr std::array<std::byte, 7> nothing{};
  const std::size_t size = sizeof block + nodes_.size_bytes() + names_.size();
  return {header, std::as_bytes(nodes_), std::as_bytes(std::span(names_)), std::span(nothing).first((8 - size % 8) % 8)};
}

void Snapshot::append_to(std::vector<std::byte>& out) const {
  out.resize((out.size() + 7) / 8 * 8);
  std::vector<std::byte> header;
  for (const auto piece : block_in_pieces(header)) out.insert(out.end(), piece.begin(), piece.end());
}

Snapshot Snapshot::with_nodes(std::vector<TreeNode> nodes) const {
  Snapshot copy;
  copy.own_nodes_ = std::move(nodes);
  copy.nodes_ = copy.own_nodes_;
  copy.names_ = names_;
  return copy;
}

std::optional<std::string_view> Snapshot::content(const TreeNode& node) const noexcept {
  if (node.device != in_snapshot) return std::nullopt;
  return names_.substr(node.inode, node.size);
}

bool Snapshot::has_contents() const noexcept {
  return std::any_of(nodes_.begin(), nodes_.end(), [](const TreeNode& node) { return node.device == in_snapshot; });
}

Snapshot Snapshot::without_contents() const {
  std::vector<TreeNode> nodes(nodes_.begin(), nodes_.end());
  std::uint64_t names = names_.size();
  for (TreeNode& node : nodes) {
    if (node.device != in_snapshot) continue;
    names = std::min(names, node.inode);
    node.device = node.inode = 0;
  }
  Snapshot copy = with_nodes(std::move(nodes));
  copy.names_ = copy.names_.substr(0, names);
  return copy;
}

std::size_t Snapshot::attach(std::span<const std::byte> block, Snapshot& snapshot) {
  BlockHeader header{};
  if (reinterpret_cast<std::uintptr_t>(block.data()) % alignof(TreeNode) != 0) throw EngineError("snapshot block is not aligned");
  if (block.size() < sizeof header) throw EngineError("snapshot block is cut short");
  std::memcpy(&header, block.data(), sizeof header);
  if (std::memcmp(header.magic, block_magic, sizeof block_magic) != 0) throw EngineError("this is not a snapshot block");
  if (header.nodes == 0) throw EngineError("snapshot block has no root"); // every tree has one
  const std::size_t room = block.size() - sizeof header;
  if (header.nodes > room / sizeof(TreeNode) || header.names > room - header.nodes * sizeof(TreeNode))
    throw EngineError("snapshot block is cut short");
  const std::size_t size = (sizeof header + header.nodes * sizeof(TreeNode) + header.names + 7) / 8 * 8;
  if (size > block.size()) throw EngineError("snapshot block is cut short");
  const std::byte* nodes = block.data() + sizeof header;
  snapshot.nodes_ = {reinterpret_cast<const TreeNode*>(nodes), static_cast<std::size_t>(header.nodes)};
  const std::byte* names = nodes + header.nodes * sizeof(TreeNode);
  snapshot.names_ = {reinterpret_cast<const char*>(names), static_cast<std::size_t>(header.names)};
  return size;
}

bool Snapshot::well_formed() const noexcept {
  const auto is_text = [this](std::uint64_t offset, std::uint32_t length) {
    return offset <= names_.size() && length <= names_.size() - offset;
  };
  const auto is_content = [this](const TreeNode& node) {
    return node.inode <= names_.size() && names_.size() - node.inode >= padding && node.size <= names_.size() - node.inode - padding;
  };
  // In bytes from elsewhere a bool need not be one, and may not be read as one before it is known to be.
  const auto is_bool = [](const bool& value) { return *reinterpret_cast<const unsigned char*>(&value) <= 1; };
  if (nodes_.empty() || nodes_.size() > 0xFFFFFFFF) return false;
  for (std::uint32_t index = 0; index < nodes_.size(); ++index) {
    const TreeNode& node = nodes_[index];
    if (!is_text(node.path, node.path_size) || !is_text(node.target, node.target_size) || node.name_size > node.path_size) return false;
    if (node.device == in_snapshot && !is_content(node)) return false;
    if (node.end <= index || node.end > nodes_.size() || (index > 0 && node.parent >= index)) return false;
    if (index > 0 && node.end > nodes_[node.parent].end) return false;
    if (node.type > NodeType::other || !is_bool(node.is_link) || !is_bool(node.hidden) || !is_bool(node.unlistable)) return false;
  }
  const TreeNode& root = nodes_.front();
  return root.parent == 0 && root.end == nodes_.size() && root.path_size == 0 && root.type == NodeType::directory;
}

SnapshotBuilder::SnapshotBuilder() {
  TreeNode root;
  root.type = NodeType::directory;
  nodes_.push_back(root);
}

void SnapshotBuilder::reserve(std::size_t entries, std::size_t name_bytes) {
  reserve_at_once(nodes_, entries + 1);
  reserve_at_once(names_, name_bytes);
}

std::string_view SnapshotBuilder::open_path() const noexcept {
  return {names_.data() + nodes_[open_].path, nodes_[open_].path_size};
}

TreeNode& SnapshotBuilder::add(std::string_view name, NodeType type) {
  const TreeNode& parent = nodes_[open_];
  const std::size_t offset = names_.size();
  const std::size_t prefix = parent.path_size == 0 ? 0 : parent.path_size + 1;
  names_.resize(offset + prefix + name.size());
  char* out = names_.data() + offset;
  if (prefix != 0) {
    std::memcpy(out, names_.data() + parent.path, prefix - 1);
    out[prefix - 1] = '/';
  }
  std::memcpy(out + prefix, name.data(), name.size());

  TreeNode node;
  node.path = node.target = offset;
  node.path_size = node.target_size = static_cast<std::uint32_t>(prefix + name.size());
  node.name_size = static_cast<std::uint32_t>(name.size());
  node.parent = open_;
  const auto index = static_cast<std::uint32_t>(nodes_.size());
  node.end = index + 1;
  node.type = type;
  nodes_.push_back(node);
  if (type == NodeType::directory) open_ = index;
  return nodes_.back();
}

void SnapshotBuilder::set_target(TreeNode& node, std::string_view target) {
  node.target = names_.size();
  node.target_size = static_cast<std::uint32_t>(target.size());
  names_.insert(names_.end(), target.begin(), target.end());
}

std::uint64_t SnapshotBuilder::add_content(std::string_view bytes) {
  const std::uint64_t offset = names_.size();
  names_.reserve(names_.size() + bytes.size() + padding);
  names_.insert(names_.end(), bytes.begin(), bytes.end());
  names_.insert(names_.end(), padding, '\0');
  return offset;
}

void SnapshotBuilder::set_content(TreeNode& node, std::uint64_t offset, std::uint64_t size) noexcept {
  node.device = in_snapshot;
  node.inode = offset;
  node.size = size;
  node.mtime = node.ctime = 0;
}

void SnapshotBuilder::close_directory() {
  assert(open_ != 0);
  nodes_[open_].end = static_cast<std::uint32_t>(nodes_.size());
  open_ = nodes_[open_].parent;
}

Snapshot SnapshotBuilder::finish() {
  assert(open_ == 0);
  nodes_[0].end = static_cast<std::uint32_t>(nodes_.size());
  Snapshot snapshot;
  snapshot.own_nodes_ = std::move(nodes_);
  snapshot.own_names_ = std::move(names_);
  snapshot.nodes_ = snapshot.own_nodes_;
  snapshot.names_ = {snapshot.own_names_.data(), snapshot.own_names_.size()};
  return snapshot;
}

} // namespace sotval::core
