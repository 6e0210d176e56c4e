#pragma once

#include <cstdint>
#include <optional>

#include "file_source.hpp"

// Which item a worker is at, told at the price of one short system call and readable after its death:
// the position in an open file that both processes share. A worker moves it before each item; nobody is
// woken by that, nothing can fill up, and a worker can only lie about its own items.

namespace sotval::exec {

class Mark {
public:
  Mark() = default;
  /// Over a descriptor of a regular file of this process's own, which is only opened, never read.
  explicit Mark(core::Descriptor file) noexcept : file_(std::move(file)) {}

  /// For the other process.
  int fd() const noexcept { return file_.get(); }
  /// The number of the item begun last; nothing if none was.
  std::optional<std::uint32_t> read() const noexcept;
  void clear() const noexcept;

  /// In the worker, over the descriptor it was given.
  static void set(int fd, std::uint32_t item) noexcept;

private:
  core::Descriptor file_;
};

} // namespace sotval::exec
