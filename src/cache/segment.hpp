#pragma once

#include <cstddef>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <utility>

#include <sotval/byte_pieces.hpp>

#include "file_source.hpp"

namespace sotval::cache {

/// Anonymous memory that holds one named block and can be changed by nobody any more: a sealed memfd laid out by
/// Boost.Interprocess (managed_external_buffer, one byte block). It has no name, so that nothing can be left
/// behind, guessed or taken away; it is gone when the last descriptor and mapping are.
/// Movable, closes itself.
class Segment {
public:
  /// Throws EngineError, naming the limit that stands in the way and the size needed, if the memory cannot be
  /// had. Never raises SIGXFSZ or SIGBUS.
  /// Requires: the name has no NUL.
  static Segment create(std::string_view block_name, std::span<const std::byte> bytes) { return create(block_name, BytePieces{bytes}); }
  /// The block has the bytes of all pieces.
  static Segment create(std::string_view block_name, const BytePieces& pieces);

  /// Open for reading only (the seals hold for every descriptor), close-on-exec; to be handed to other
  /// processes. Owned by this object.
  int fd() const noexcept { return fd_.get(); }
  /// Of the whole segment, in bytes.
  std::size_t size() const noexcept { return size_; }

private:
  Segment(core::Descriptor fd, std::size_t size) noexcept : fd_(std::move(fd)), size_(size) {}

  core::Descriptor fd_;
  std::size_t size_;
};

/// A segment as another process sees it: mapped read-only, checked before anything in it is believed; nothing is
/// copied. Movable.
/// Threads: find() may be called concurrently.
class AttachedSegment {
public:
  /// `fd` is borrowed until the constructor returns. Throws EngineError if it is not a sealed segment of this
  /// version, or cannot be mapped.
  explicit AttachedSegment(int fd);
  AttachedSegment(AttachedSegment&&) noexcept;
  AttachedSegment& operator=(AttachedSegment&&) noexcept;
  ~AttachedSegment();

  /// The bytes of the block, aligned to 16 bytes; empty, with a null pointer, if there is none of that name.
  /// Valid as long as this object or what it was moved to.
  std::span<const std::byte> find(std::string_view block_name) const;

  std::string block_name() const;
  std::size_t size() const noexcept; ///< of the whole segment, bytes

private:
  struct State;
  std::unique_ptr<State> state_;
};

} // namespace sotval::cache
