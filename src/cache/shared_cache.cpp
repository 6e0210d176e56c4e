#include <sotval/shared_cache.hpp>

#include <atomic>
#include <map>
#include <mutex>
#include <shared_mutex>
#include <utility>

#include <unistd.h>

#include <sotval/error.hpp>
#include <sotval/pools.hpp>

#include "glob.hpp"
#include "named_segment.hpp"
#include "names.hpp"
#include "printable.hpp"
#include "scan.hpp"
#include "segment.hpp"

namespace sotval {

namespace {

// Segment 0 of a named cache says that there is a cache, even while it is empty.
constexpr std::string_view marker = "owner";

struct Piece {
  std::optional<cache::Segment> segment;                 // owner, anonymous
  std::optional<cache::AttachedSegment> attached;        // anonymous
  std::optional<cache::NamedSegmentOwner> named_segment; // owner, named
  std::optional<cache::NamedSegment> named;              // named
  std::span<const std::byte> block;
  std::size_t memory = 0;
};

Piece anonymous_piece(int fd) {
  Piece piece;
  piece.attached.emplace(fd);
  piece.block = piece.attached->find(piece.attached->block_name());
  piece.memory = piece.attached->size();
  return piece;
}

Piece named_piece(cache::NamedSegment segment) {
  Piece piece;
  piece.block = segment.block();
  piece.memory = segment.size();
  piece.named = std::move(segment);
  return piece;
}

void check_name(std::string_view name) {
  constexpr std::size_t longest = 255;
  if (name.empty()) throw InputError("a block needs a name");
  if (name.size() > longest) throw InputError("a block's name has " + std::to_string(name.size()) + " bytes, more than " + std::to_string(longest));
  if (name.find('\0') != std::string_view::npos) throw InputError("block '" + core::printable(name) + "': a name cannot contain a zero byte");
}

} // namespace

struct SharedCache::State {
  std::string handle;
  bool owner = false;
  pid_t owner_pid = 0;
  bool removed = false;
  std::optional<cache::NamedSegmentOwner> marker_segment;
  mutable std::shared_mutex mutex; // of what follows
  std::map<std::string, Piece, std::less<>> pieces;
  std::uint64_t next = 1; // number of the next segment
  std::atomic<std::uint64_t> attachments = 0;
  std::atomic<std::uint64_t> lookups = 0;
  std::atomic<std::uint64_t> hits = 0;

  void add(std::string name, Piece piece) {
    if (!pieces.try_emplace(name, std::move(piece)).second) throw InputError("block '" + core::printable(name) + "' is there twice");
    ++attachments;
  }

  // Attached caches: what the owner has published since.
  void look_for_more() {
    while (auto segment = cache::NamedSegment::attach(handle, next)) {
      std::string name = segment->block_name();
      add(std::move(name), named_piece(std::move(*segment)));
      ++next;
    }
  }

  std::optional<std::span<const std::byte>> look_up(std::string_view name) const {
    const auto found = pieces.find(name);
    if (found == pieces.end()) return std::nullopt;
    return found->second.block;
  }

  bool is_ours() const noexcept { return owner && owner_pid == ::getpid(); }
};

SharedCache::SharedCache(std::unique_ptr<State> state) noexcept : state_(std::move(state)) {}
SharedCache::SharedCache(SharedCache&&) noexcept = default;

SharedCache& SharedCache::operator=(SharedCache&& other) noexcept {
  if (this == &other) return *this;
  remove();
  state_ = std::move(other.state_);
  return *this;
}

SharedCache::~SharedCache() { remove(); }

SharedCache SharedCache::create(const SharedCacheOptions& options) {
  auto state = std::make_unique<State>();
  state->owner = true;
  state->owner_pid = ::getpid();
  if (options.named) {
    reclaim();
    state->handle = cache::random_handle();
    state->marker_segment = cache::NamedSegmentOwner::create(state->handle, 0, marker, {});
  }
  return SharedCache(std::move(state));
}

SharedCache SharedCache::create_from_repository(const std::filesystem::path& root, const SharedCacheOptions& options) {
  SharedCache cache = create(options);
  cache.publish_snapshot(root);
  return cache;
}

SharedCache SharedCache::attach(std::string_view handle) {
  if (!cache::is_handle(handle)) throw InputError("'" + core::printable(handle) + "' is not the handle of a shared cache");
  auto state = std::make_unique<State>();
  state->handle = handle;
  if (!cache::NamedSegment::attach(handle, 0)) throw InputError(state->handle + ": there is no such shared cache (any more)");
  state->look_for_more();
  return SharedCache(std::move(state));
}

SharedCache SharedCache::attach(std::span<const int> descriptors) {
  auto state = std::make_unique<State>();
  for (const int fd : descriptors) {
    Piece piece = anonymous_piece(fd);
    std::string name = piece.attached->block_name();
    state->add(std::move(name), std::move(piece));
  }
  return SharedCache(std::move(state));
}

const std::string& SharedCache::handle() const noexcept { return state_->handle; }
bool SharedCache::owner() const noexcept { return state_->owner; }

std::span<const std::byte> SharedCache::publish(std::string_view name, std::span<const std::byte> bytes) {
  check_name(name);
  if (!state_->is_ours()) throw EngineError("block '" + core::printable(name) + "': only the owner of a shared cache can publish");
  const std::unique_lock lock(state_->mutex);
  if (state_->removed) throw EngineError("block '" + core::printable(name) + "': the shared cache was removed");
  if (state_->pieces.contains(name)) throw InputError("block '" + core::printable(name) + "' was published before");
  Piece piece;
  if (state_->handle.empty()) {
    cache::Segment segment = cache::Segment::create(name, bytes);
    piece = anonymous_piece(segment.fd());
    piece.segment = std::move(segment);
  } else {
    cache::NamedSegmentOwner segment = cache::NamedSegmentOwner::create(state_->handle, state_->next, name, bytes);
    try {
      auto attached = cache::NamedSegment::attach(state_->handle, state_->next);
      if (!attached) throw EngineError(segment.name() + ": somebody has removed it");
      piece = named_piece(std::move(*attached));
    } catch (...) {
      segment.remove();
      throw;
    }
    piece.named_segment = std::move(segment);
    ++state_->next;
  }
  const std::span<const std::byte> block = piece.block;
  state_->add(std::string(name), std::move(piece));
  return block;
}

std::span<const std::byte> SharedCache::publish_snapshot(const std::filesystem::path& root, std::span<const std::string> exclude) {
  for (const std::string& glob : exclude)
    if (const auto error = core::check_glob(glob)) throw InputError("'" + core::printable(glob) + "': " + *error);
  const core::RootDirectory directory(root);
  std::vector<std::byte> bytes;
  core::scan(directory, core::ExcludeList(exclude), {}, {}, available_cpus()).snapshot.append_to(bytes);
  return publish(snapshot_block_name, bytes);
}

std::optional<std::span<const std::byte>> SharedCache::find(std::string_view name) const {
  ++state_->lookups;
  std::optional<std::span<const std::byte>> block;
  {
    const std::shared_lock lock(state_->mutex);
    block = state_->look_up(name);
  }
  if (!block && !state_->owner && !state_->handle.empty() && !state_->removed) {
    const std::unique_lock lock(state_->mutex);
    state_->look_for_more();
    block = state_->look_up(name);
  }
  if (block) ++state_->hits;
  return block;
}

std::vector<SharedBlock> SharedCache::blocks() const {
  const std::shared_lock lock(state_->mutex);
  std::vector<SharedBlock> blocks;
  for (const auto& [name, piece] : state_->pieces) blocks.push_back({name, piece.block.size()});
  return blocks;
}

SharedCacheStats SharedCache::stats() const {
  const std::shared_lock lock(state_->mutex);
  SharedCacheStats stats;
  for (const auto& [name, piece] : state_->pieces) {
    ++stats.blocks;
    stats.bytes += piece.block.size();
    stats.memory += piece.memory;
  }
  stats.lookups = state_->lookups;
  stats.hits = state_->hits;
  stats.attachments = state_->attachments;
  return stats;
}

int SharedCache::descriptor(std::string_view name) const {
  const std::shared_lock lock(state_->mutex);
  const auto found = state_->pieces.find(name);
  return found != state_->pieces.end() && found->second.segment ? found->second.segment->fd() : -1;
}

void SharedCache::remove() noexcept {
  if (!state_ || state_->removed) return;
  state_->removed = true;
  if (state_->is_ours()) {
    // The marker first: nobody is to attach to half a cache.
    if (state_->marker_segment) state_->marker_segment->remove();
    for (auto& [name, piece] : state_->pieces)
      if (piece.named_segment) piece.named_segment->remove();
  }
  state_->marker_segment.reset();
  state_->pieces.clear();
}

} // namespace sotval
