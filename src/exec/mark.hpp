#pragma once

#include <cstdint>
#include <optional>

#include "cache/mapping.hpp"
#include "file_source.hpp"

// Which item a worker is at, told at the price of a store to memory and readable after its death: a number
// in a page that both processes have mapped. A worker sets it before each item; nobody is woken by that,
// nothing can fill up, and a worker can only lie about its own items. Where there is no memory for such a
// page, the position in the file does the same at the price of a system call for each item.

namespace sotval::exec {

class Mark {
public:
  Mark() = default;
  /// Over a descriptor of a regular file of this process's own, which is only opened, never read. Mapped if it
  /// is memory that nobody can take away any more, as create_mark_file() makes it.
  explicit Mark(core::Descriptor file) noexcept;

  /// For the other process.
  int fd() const noexcept { return file_.get(); }
  /// The number of the item begun last; nothing if none was.
  std::optional<std::uint32_t> read() const noexcept;
  void clear() const noexcept;

  /// In the worker, over the descriptor it was given. By the position in the file: for files that are not mapped.
  static void set(int fd, std::uint32_t item) noexcept;

private:
  core::Descriptor file_;
  cache::Mapping page_; // empty: the position counts
};

/// The worker's side of a mark.
class MarkSetter {
public:
  /// `fd` is borrowed.
  explicit MarkSetter(int fd) noexcept;
  void set(std::uint32_t item) const noexcept;

private:
  int fd_;
  cache::Mapping page_;
};

/// A file for a mark: with a page of memory of its own if that can be had, else without. Empty, with errno, if
/// there is no such file to be had.
core::Descriptor create_mark_file() noexcept;

} // namespace sotval::exec
