#include <sotval/error.hpp>
#include <sotval/shared_cache.hpp>

#include "snapshot.hpp"

namespace sotval {

struct SnapshotView::State {
  core::Snapshot snapshot;
  bool complete = true;
};

namespace {

EntryKind kind_of(core::NodeType type) noexcept {
  switch (type) {
  case core::NodeType::file: return EntryKind::file;
  case core::NodeType::directory: return EntryKind::directory;
  default: return EntryKind::other;
  }
}

RepositoryEntry entry_of(const core::Snapshot& snapshot, std::uint32_t index) noexcept {
  const core::TreeNode& node = snapshot[index];
  return {snapshot.path(node), kind_of(node.type), node.type == core::NodeType::file ? node.size : 0};
}

} // namespace

SnapshotView::SnapshotView(std::span<const std::byte> block) {
  auto state = std::make_shared<State>();
  core::Snapshot::attach(block, state->snapshot);
  if (!state->snapshot.well_formed()) throw EngineError("snapshot block is damaged");
  for (const core::TreeNode& node : state->snapshot.nodes()) state->complete = state->complete && !node.unlistable;
  state_ = std::move(state);
}

std::size_t SnapshotView::size() const noexcept { return state_->snapshot.size() - std::size_t{1}; }

RepositoryEntry SnapshotView::operator[](std::size_t index) const { return entry_of(state_->snapshot, static_cast<std::uint32_t>(index + 1)); }

std::optional<RepositoryEntry> SnapshotView::find(std::string_view path) const {
  const std::uint32_t index = state_->snapshot.find(path);
  if (index == 0 || index == state_->snapshot.size()) return std::nullopt;
  return entry_of(state_->snapshot, index);
}

bool SnapshotView::complete() const noexcept { return state_->complete; }

} // namespace sotval
