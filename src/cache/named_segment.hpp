#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>

#include "file_source.hpp"

namespace sotval::cache {

/// A segment under a name: a file in /dev/shm, mode 0600, with a managed_shared_memory and behind it the record.
/// It appears under its name complete and locked, or not at all. The lock (flock) is its owner's sign of life:
/// the kernel takes it away with the owner, also from one that is killed, and it means the same in every pid
/// namespace.
class NamedSegmentOwner {
public:
  /// Throws EngineError, naming the limit, if it cannot be made; then no name is left behind.
  /// Requires: neither name has a NUL.
  static NamedSegmentOwner create(std::string_view handle, std::uint64_t number, std::string_view block_name,
                                  std::span<const std::byte> bytes);

  const std::string& name() const noexcept { return name_; }
  /// Takes the name away; who has the segment mapped keeps it. Idempotent.
  void remove() noexcept;

private:
  NamedSegmentOwner(std::string name, core::Descriptor lock) noexcept : name_(std::move(name)), lock_(std::move(lock)) {}

  std::string name_;
  core::Descriptor lock_;
};

/// A named segment as others see it: mapped read-only, checked before Boost believes it. Movable.
class NamedSegment {
public:
  /// Nothing if there is none. Throws EngineError if it is another user's, open to others, damaged, or of
  /// another version. Never waits.
  static std::optional<NamedSegment> attach(std::string_view handle, std::uint64_t number);
  NamedSegment(NamedSegment&&) noexcept;
  NamedSegment& operator=(NamedSegment&&) noexcept;
  ~NamedSegment();

  const std::string& block_name() const noexcept;
  std::span<const std::byte> block() const noexcept; ///< valid as long as this object or what it was moved to
  std::size_t size() const noexcept;                 ///< of the whole segment, bytes

private:
  struct State;
  explicit NamedSegment(std::unique_ptr<State> state) noexcept;
  std::unique_ptr<State> state_;
};

} // namespace sotval::cache
