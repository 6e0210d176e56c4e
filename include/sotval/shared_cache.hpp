#pragma once

#include <cstddef>
#include <cstdint>
#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/export.hpp>
#include <sotval/rule.hpp>

/// \file
/// Memory that several processes share: named blocks of bytes which one process publishes and any number
/// read in place. docs/shared-memory.md tells how it is laid out and who can see it.

namespace sotval {

/// Under this name publish_snapshot() publishes.
inline constexpr std::string_view snapshot_block_name = "snapshot";

/// A tree as a scan saw it, read where it lies.
/// Ownership: looks into the block that it was made from, which must outlive it; copies are cheap.
/// Threads:   may be used concurrently.
class SOTVAL_API SnapshotView {
public:
  /// Looks at each entry once. Throws EngineError if the block is no snapshot, is damaged, comes from another
  /// version, or does not start at a multiple of 8 bytes.
  explicit SnapshotView(std::span<const std::byte> block);

  std::size_t size() const noexcept;                                ///< entries, the root not counted
  RepositoryEntry operator[](std::size_t index) const;              ///< in tree order. Requires: index < size()
  std::optional<RepositoryEntry> find(std::string_view path) const; ///< relative to the root; nothing if it is not there
  bool complete() const noexcept;                                   ///< false if a directory could not be listed

private:
  struct State;
  std::shared_ptr<const State> state_;
};

/// For SharedCache::create().
struct SharedCacheOptions {
  /// False: memory without a name, sealed so that nobody can change it; for this process, its children and
  /// those whom it sends descriptors. True: programs of the same user can attach by handle().
  bool named = false;
};

/// A block that was published.
struct SharedBlock {
  std::string name;       ///< distinct within the cache
  std::uint64_t size = 0; ///< bytes
};

/// What went through one SharedCache object; other processes count for themselves.
struct SharedCacheStats {
  std::size_t blocks = 0;        ///< known so far
  std::uint64_t bytes = 0;       ///< of the blocks
  std::uint64_t memory = 0;      ///< of the segments that they lie in, bytes
  std::uint64_t lookups = 0;     ///< calls of find()
  std::uint64_t hits = 0;        ///< that found something
  std::uint64_t attachments = 0; ///< segments mapped, those included that were given back since
};

/// Something that was left in shared memory by a program that was killed, and is gone now.
struct ReclaimedSegment {
  std::string name;            ///< in /dev/shm
  std::uint64_t bytes = 0;     ///< of memory that came free
  std::int64_t owner_pid = 0;  ///< of the program that made it, in its own pid namespace; 0: unknown
  std::string reason;          ///< why it was known to be nobody's, for people
};

/// Blocks of bytes, published by an owner, read by everybody who is attached. A published block never changes.
///
/// Ownership: the object that create() returned owns the memory; attached ones only look. What is attached
///            stays readable after the owner has removed it or has ended.
/// Lifetime:  bytes from find() and publish() are valid until remove(), the destructor, or the end of what
///            the object was moved to.
/// Threads:   publish(), find(), blocks() and stats() may be called concurrently; remove(), moving and the
///            destructor may not be while others use the object or its bytes.
/// Processes: after a fork the child's copy can be read, but publishes and removes nothing.
/// Errors:    memory that cannot be had is an EngineError that names the limit; never a signal.
class SOTVAL_API SharedCache {
public:
  /// An empty cache. In named mode reclaims first what dead owners left.
  static SharedCache create(const SharedCacheOptions& options = {});
  /// create() and publish_snapshot().
  static SharedCache create_from_repository(const std::filesystem::path& root, const SharedCacheOptions& options = {});

  /// Looks into the cache of another program (or this one) of the same user. Blocks that the owner publishes
  /// later are found as well. Throws InputError if it is no handle or there is no such cache (any more),
  /// EngineError if it is damaged, another user's, or of another version. Never waits.
  static SharedCache attach(std::string_view handle);
  /// Looks into anonymous blocks by their descriptors, which are borrowed until this returns. Throws
  /// EngineError if one of them is anything but a sealed segment of this version, InputError if two have
  /// the same name.
  static SharedCache attach(std::span<const int> descriptors);

  SharedCache(SharedCache&&) noexcept;            ///< the other one is empty then, and may only be assigned to or destroyed
  SharedCache& operator=(SharedCache&&) noexcept; ///< calls remove() first
  ~SharedCache();                                 ///< calls remove()

  /// By which other programs attach; empty if the cache is anonymous. It is a name, not a secret: others can
  /// list it, only programs of the same user can open what it names.
  const std::string& handle() const noexcept;
  bool owner() const noexcept; ///< made by create()

  /// Copies the bytes into shared memory and returns where they are there (aligned to 16 bytes). Throws
  /// InputError if the name is taken, empty, longer than 255 bytes or contains a zero byte; EngineError if
  /// this is not the owner, the cache was removed, or memory cannot be had: then nothing has changed.
  std::span<const std::byte> publish(std::string_view name, std::span<const std::byte> bytes);

  /// Scans a tree and publishes what it saw, for a SnapshotView. `exclude`: globs of the pack language.
  /// Throws InputError if the root is no readable directory or a glob is none, and as publish() does.
  std::span<const std::byte> publish_snapshot(const std::filesystem::path& root, std::span<const std::string> exclude = {});

  /// Nothing if there is no block of that name. An attached named cache then looks for what was published since,
  /// and throws EngineError, as attach() does, if that is damaged or somebody else's.
  std::optional<std::span<const std::byte>> find(std::string_view name) const;

  std::vector<SharedBlock> blocks() const; ///< known so far, in ascending order of names
  SharedCacheStats stats() const;          ///< what went through this object

  /// The descriptor of an anonymous block, to be sent to another process; -1 if the cache is named, attached
  /// or has no such block. Stays this object's; opened for reading, close-on-exec.
  int descriptor(std::string_view name) const;

  /// The owner: takes the blocks away, so that nobody can attach any more. Others: lets go of them. Then the
  /// cache is empty and stays so. Idempotent.
  void remove() noexcept;

  /// Takes away what programs of this user that were killed left in /dev/shm; never what a living owner
  /// holds, whatever its pid namespace, and nothing of other programs. Says what it took.
  static std::vector<ReclaimedSegment> reclaim();

private:
  struct State;
  explicit SharedCache(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

} // namespace sotval
