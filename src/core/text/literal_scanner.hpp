#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <string>
#include <string_view>
#include <vector>

#include "text/byte_set.hpp"

namespace sotval::core {

/// A text to look for.
struct Needle {
  std::string bytes;   ///< not empty
  bool nocase = false; ///< ASCII letters match in either case
  bool word = false;   ///< no ASCII letter, digit or underscore on either side
  /// Instead of `bytes`, if it is not empty: what may stand at one place after the other, at least three of them.
  std::vector<ByteSet> row = {};
  /// Needles with the same number, which is not 0, are one group. Where one of them that `ends_group` is found, the others are
  /// looked for no longer, but for one that ends it as well and begins before.
  std::uint32_t group = 0;
  bool ends_group = false;

  std::size_t size() const noexcept { return row.empty() ? bytes.size() : row.size(); }
  /// Requires: `at` < size().
  ByteSet admitted(std::size_t at) const;
};

/// Where a needle was found.
struct NeedleHit {
  std::uint32_t needle;
  std::size_t offset;
};

/// Looks for many needles in one pass over a text and reports the first place of each. It ends where nothing is missing.
///
/// Of every needle a window of up to three bytes is chosen, the rarest in ordinary text. All windows
/// are looked for at once: needles share eight buckets, and three table look-ups by nibbles tell for 16
/// or 32 positions together which buckets could begin there (the "Teddy" of Hyperscan). The window found
/// there is then looked up in a hash table that leads to its needles, and these are compared byte by
/// byte; rows, which have many windows, have a bucket of their own instead. Where the processor lacks the instructions, a table of byte pairs takes the place of the
/// nibbles; the answers are the same.
/// Threads: immutable.
class LiteralScanner {
public:
  /// `vectorized` false: the portable way, for tests.
  explicit LiteralScanner(std::vector<Needle> needles, bool vectorized = true);

  /// What a search writes to: kept, so that not each of them asks for memory. Threads: one for each.
  struct Scratch {
    std::vector<unsigned char> found;    // by needle
    std::vector<std::uint32_t> in_group; // by group: how many of them are missing; 0: it has ended, or all were found
  };

  /// Appends one hit for every needle that occurs, in no particular order; of a group, maybe not for all of them.
  void find(std::string_view text, std::vector<NeedleHit>& hits, Scratch& scratch) const;

  const std::vector<Needle>& needles() const noexcept { return needles_; }

  /// What part of all places in ordinary text is looked at more closely because of the needle.
  static double effort(const Needle& needle);

  /// First place at or after `from` where the needle occurs; npos if there is none.
  static std::size_t find_one(const Needle& needle, std::string_view text, std::size_t from);

private:
  struct Search;
  struct Entry { // a needle and its window
    std::uint32_t needle = 0;
    std::uint32_t window = 0; // offset in the needle
    std::uint32_t key = 0;    // of a whole window: its bytes, letters folded
    std::uint32_t next = 0;   // another entry at the same place of the hash table; index + 1, 0: none
  };

  void choose_windows();
  void fill_tables();
  void scan_portable(Search& search, std::size_t begin) const;
#if defined(__x86_64__)
  void scan_ssse3(Search& search) const;
  void scan_avx2(Search& search) const;
#endif
  void verify(Search& search, std::size_t position, unsigned buckets) const;
  void verify_listed(Search& search, std::size_t position, unsigned buckets) const;
  void verify_entry(Search& search, const Entry& entry, std::size_t position) const;

  static constexpr std::size_t window_size = 3;
  static constexpr std::size_t short_bucket = 7; // for needles that are shorter than a window
  static constexpr std::size_t row_bucket = 6;   // for rows, if there are any
  std::vector<Needle> needles_;
  std::vector<std::uint32_t> group_sizes_; // by number - 1
  std::uint32_t reach_ = 0; // how far behind its first byte the window of one that ends a group may be
  std::array<std::vector<Entry>, 8> buckets_;
  std::vector<Entry> entries_;        // all but short needles and rows
  std::vector<std::uint32_t> heads_;  // by hash: index + 1 of the first entry
  unsigned hash_shift_ = 0;
  // Buckets as bits: those of needles in the hash table, and the others.
  unsigned hashed_ = 0, listed_ = 0;
  // For each of the window's bytes: which buckets admit a low and a high nibble.
  alignas(32) std::array<std::array<std::uint8_t, 16>, window_size> low_{}, high_{};
  std::vector<std::uint8_t> pairs_; // by first two bytes of the window: buckets; only for the portable way
  enum class Way { portable, ssse3, avx2 } way_ = Way::portable;
};

} // namespace sotval::core
