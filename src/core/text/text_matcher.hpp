#pragma once

#include <cstddef>
#include <cstdint>
#include <memory>
#include <span>
#include <vector>

#include "text/literal_scanner.hpp"
#include "text/text_leaf.hpp"
#include "utf8.hpp"

namespace sotval::core {

/// What is wanted of a leaf in a text.
struct LeafRequest {
  LeafId id = 0;
  bool every = false; ///< every place, not just the first

  friend bool operator==(const LeafRequest&, const LeafRequest&) = default;
  friend auto operator<=>(const LeafRequest&, const LeafRequest&) = default;
};

/// A place where a leaf was found: offset in the clean text.
struct LeafHit {
  LeafId leaf = 0;
  std::size_t offset = 0;
  std::uint32_t member = 0; ///< of a leaf with members: which of them it is
};

/// What was found in a text.
struct TextHits {
  struct More {
    LeafId leaf = 0;
    std::uint64_t count = 0;
  };
  std::vector<LeafHit> listed; // by offset, then leaf
  std::vector<More> more;      // how many other places a leaf has; leaves without any are not here

  void clear() noexcept {
    listed.clear();
    more.clear();
  }
};

/// One leaf, compiled; shared by all matchers that look for it.
class CompiledLeaf;

std::shared_ptr<const CompiledLeaf> compile_leaf(const TextLeaf& leaf);

/// Looks for a set of leaves in one pass: texts and words with a LiteralScanner, regular expressions
/// with RE2, but only where what every match must contain was found in the same pass. Where
/// several expressions are left, an RE2::Set tells first which of them match at all.
/// Of a leaf with members one place is told: the first of its texts and words or, if none of them occurs, that of
/// the first expression in its list that matches. So what comes behind the first text need not be looked at.
/// Threads: immutable; find() may be called concurrently, with a Scratch for each thread.
class TextMatcher {
public:
  struct Scratch {
    LiteralScanner::Scratch scan;
    std::vector<NeedleHit> needles;
    std::vector<int> atoms, potentials, matching;
    std::vector<std::uint32_t> regexes; // parts that need RE2
    std::vector<LeafHit> firsts;        // of leaves with members: what was found so far
    std::vector<bool> seen;
  };

  TextMatcher(std::span<const LeafRequest> requests, std::span<const std::shared_ptr<const CompiledLeaf>> leaves);
  ~TextMatcher();

  /// Of a leaf with `every`, the first `most` places are listed and all others counted; of any other
  /// leaf the first place is listed. `hits` holds nothing else afterwards. Requires: leaves with members are not asked for
  /// every place.
  void find(const CleanText& text, std::size_t most, TextHits& hits, Scratch& scratch) const;

private:
  struct Part;
  struct RegexSet;
  class Places;
  struct Needles;
  void add_part(Part part, Needles& needles);
  static bool may_match(const Part& part, Scratch& scratch);
  static std::size_t offset_of(const Part& part, const Scratch& scratch);
  static void keep_first(const Part& part, std::size_t offset, Scratch& scratch);
  static void find_by_needle(const Part& part, std::string_view text, std::size_t most, TextHits& hits, const Scratch& scratch);
  static void find_by_regex(const Part& part, std::string_view text, std::size_t most, TextHits& hits);
  void keep_matching(std::string_view text, Scratch& scratch) const;

  std::vector<Part> parts_;
  std::uint32_t groups_ = 0;
  std::unique_ptr<LiteralScanner> scanner_;
  std::unique_ptr<RegexSet> set_; // nullptr: fewer than two regular expressions
  bool folds_beyond_ascii_ = false; // some leaf has a k or s that U+212A or U+017F would match
};

} // namespace sotval::core
