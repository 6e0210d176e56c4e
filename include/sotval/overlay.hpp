#pragma once

#include <cstddef>
#include <functional>
#include <map>
#include <optional>
#include <string>
#include <string_view>

#include <sotval/export.hpp>

/// \file
/// Files as they would be: for editors and programs that want to know before anything is on disk.

namespace sotval {

/// What is to be taken for the content of the repository at some paths, whatever the disk has there. Paths are relative
/// to the root, with forward slashes, without '.' and '..'; others throw InputError.
///
/// Validator::validate() borrows it for the call: rules, also those in C++ and in worker processes, see the tree as if it
/// had been written so, with the report that it would have. Directories above new files are there as well. A link at the
/// path of a file is replaced by the file; other links that lead to it have its bytes.
/// Only external programs (checks of kind `command`) see the disk alone: they are not run, and what hangs on them is `error`.
/// Threads: as a standard container.
class SOTVAL_API Overlay {
public:
  /// There is a file with these bytes. Throws InputError if the overlay has files below `path`, or a file above it.
  void put(std::string_view path, std::string bytes);
  /// There is nothing, nor below it. What the overlay had there and below is forgotten; files may be put below it again.
  void remove(std::string_view path);
  /// It is as it is on disk again. False if the overlay says nothing of this very path.
  bool forget(std::string_view path);

  bool empty() const noexcept { return entries_.empty(); }      ///< nothing is said of any path
  std::size_t size() const noexcept { return entries_.size(); } ///< of paths
  /// By path; no value: there is nothing.
  const std::map<std::string, std::optional<std::string>, std::less<>>& entries() const noexcept { return entries_; }

private:
  std::map<std::string, std::optional<std::string>, std::less<>> entries_;
};

} // namespace sotval
