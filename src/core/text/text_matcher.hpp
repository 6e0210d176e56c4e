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

/// One leaf, compiled; shared by all matchers that look for it.
class CompiledLeaf;

std::shared_ptr<const CompiledLeaf> compile_leaf(const TextLeaf& leaf);

/// Looks for a set of leaves in one pass: texts and words with a LiteralScanner, regular expressions
/// with RE2, but only where texts that every match must contain were found in the same pass. Where
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

  /// Appends the hits, ordered by offset, then leaf: all places of a leaf with `every`, of any other the first.
  void find(const CleanText& text, std::vector<LeafHit>& hits, Scratch& scratch) const;

  bool has_every() const noexcept { return has_every_; }

private:
  struct Part;
  struct RegexSet;
  void find_by_needle(const Part& part, std::string_view text, std::vector<LeafHit>& hits, const Scratch& scratch) const;
  void find_by_regex(const Part& part, std::string_view text, std::vector<LeafHit>& hits) const;
  void keep_matching(std::string_view text, Scratch& scratch) const;

  std::vector<Part> parts_;
  std::unique_ptr<LiteralScanner> scanner_;
  std::unique_ptr<RegexSet> set_; // nullptr: fewer than two regular expressions
  bool has_every_ = false;
  bool folds_beyond_ascii_ = false; // some leaf has a k or s that U+212A or U+017F would match
};

} // namespace sotval::core
