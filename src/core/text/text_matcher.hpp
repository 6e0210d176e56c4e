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
/// Threads: immutable; find() may be called concurrently, with a Scratch for each thread.
class TextMatcher {
public:
  struct Scratch {
    std::vector<NeedleHit> needles;
    std::vector<int> atoms, potentials, matching;
    std::vector<std::uint32_t> regexes; // parts that need RE2
    std::vector<bool> seen;
  };

  TextMatcher(std::span<const LeafRequest> requests, std::span<const std::shared_ptr<const CompiledLeaf>> leaves);
  ~TextMatcher();

  /// Of a leaf with `every`, the first `most` places are listed and all others counted; of any other
  /// leaf the first place is listed. `hits` holds nothing else afterwards.
  void find(const CleanText& text, std::size_t most, TextHits& hits, Scratch& scratch) const;

private:
  struct Part;
  struct RegexSet;
  class Places;
  void find_by_needle(const Part& part, std::string_view text, Places& places, const Scratch& scratch) const;
  void find_by_regex(const Part& part, std::string_view text, Places& places) const;
  void keep_matching(std::string_view text, Scratch& scratch) const;

  std::vector<Part> parts_;
  std::unique_ptr<LiteralScanner> scanner_;
  std::unique_ptr<RegexSet> set_; // nullptr: fewer than two regular expressions
  bool folds_beyond_ascii_ = false; // some leaf has a k or s that U+212A or U+017F would match
};

} // namespace sotval::core
