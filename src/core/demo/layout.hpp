#pragma once

#include <array>
#include <string>
#include <string_view>

/// \file
/// The 24 x 16 matrix: which roots and shards the demo repository has, and the words with which
/// their files are written.

namespace sotval::core::demo {

struct Root {
  std::string_view directory;
  std::string_view title;
  std::string_view purpose; ///< reads on after "is responsible for"
};

struct Shard {
  std::string_view directory;
  std::string_view title;
  std::string_view noun;   ///< what one record of the shard is, e.g. "certificate"
  std::string_view plural; ///< also the path of its interface
};

extern const std::array<Root, 24> roots;
extern const std::array<Shard, 16> shards;

/// One cell of the matrix, by index into roots and shards.
struct Cell {
  std::size_t root;
  std::size_t shard;
};

/// The cell that holds what the repository needs only once: a second implementation and an
/// autoscaler. Damages leave it alone unless they are about these.
inline constexpr Cell reference_cell{2, 0};

/// A root without any file that the repository needs only once. Damages to a whole root are done
/// here, and no other damage is.
inline constexpr std::size_t spare_root = 21;

/// The root for tests. Some rules about code leave it out, so its shards are not damaged: the damage
/// might be none.
inline constexpr std::size_t test_root = 10;

/// The directory of a cell, relative to the repository.
std::string directory_of(Cell cell);

} // namespace sotval::core::demo
