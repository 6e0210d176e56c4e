#pragma once

#include <compare>
#include <cstddef>
#include <filesystem>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

namespace sotval::core {

/// Where something stands in a file of the pack.
struct Place {
  unsigned file = 0;   ///< index of Diagnostics::add_file()
  unsigned line = 0;   ///< from 1; 0: the file as a whole
  unsigned column = 0; ///< from 1, in code points

  friend auto operator<=>(const Place&, const Place&) = default;
};

/// A file of a pack, kept in memory because messages show its lines.
class SourceFile {
public:
  /// `path` as messages show it. A byte order mark is taken off the text.
  SourceFile(std::string path, std::string text);

  const std::string& path() const noexcept { return path_; }
  const std::string& text() const noexcept { return text_; }

  /// The line without its end; empty if there is no such line. From 1.
  std::string_view line(std::size_t number) const noexcept;
  /// Offset of its first byte. Requires: 1 <= number.
  std::size_t line_start(std::size_t number) const noexcept;

  /// Place of the byte at `offset`; `file` is left 0.
  Place place_of(std::size_t offset) const noexcept;

private:
  std::string path_;
  std::string text_;
  std::vector<std::size_t> line_starts_;
};

/// Number of code points.
std::size_t count_code_points(std::string_view text) noexcept;

/// Reads a regular file of at most 4 MiB. On failure the reason, for people.
struct ReadFailure {
  std::string reason;
};
std::variant<std::string, ReadFailure> read_pack_file(const std::filesystem::path& path);

} // namespace sotval::core
