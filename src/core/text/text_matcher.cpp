#include "text/text_matcher.hpp"

#include <algorithm>
#include <map>
#include <mutex>

#include <re2/filtered_re2.h>
#include <re2/re2.h>
#include <re2/set.h>

#include <sotval/error.hpp>

#include "printable.hpp"
#include "text/required_row.hpp"

namespace sotval::core {

namespace {

constexpr int min_atom_length = 2;
constexpr std::size_t nowhere = ~std::size_t{0};

re2::StringPiece piece(std::string_view text) {
  return {text.data(), text.size()};
}

bool is_word_byte(char c) {
  return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_';
}

// RE2 folds by Unicode: besides their capitals, k matches KELVIN SIGN and s matches LONG S.
bool has_exotic_fold(std::string_view text) {
  return text.find_first_of("kKsS") != std::string_view::npos;
}

bool holds_exotic_letters(const CleanText& text) {
  return !text.is_ascii() && (text.text().find("\xC5\xBF") != std::string_view::npos ||
                              text.text().find("\xE2\x84\xAA") != std::string_view::npos);
}

re2::RE2::Options options_for(bool nocase) {
  re2::RE2::Options options;
  options.set_case_sensitive(!nocase);
  options.set_log_errors(false);
  return options;
}

std::vector<ByteSet> row_worth_looking_for(const TextLeaf& leaf) {
  constexpr std::size_t shortest = 3;
  constexpr double most_effort = 1.0 / 32; // of the places; one costs about as much as RE2 takes for a few bytes
  std::vector<ByteSet> row = required_row(leaf.text, leaf.nocase);
  if (row.size() < shortest || LiteralScanner::effort({"", false, false, row}) > most_effort) row.clear();
  return row;
}

} // namespace

class CompiledLeaf {
public:
  explicit CompiledLeaf(const TextLeaf& leaf)
      : leaf_(leaf), needle_{leaf.text, leaf.nocase, leaf.kind == TextLeaf::Kind::word},
        by_needle_(leaf.kind != TextLeaf::Kind::regex && leaf.kind != TextLeaf::Kind::any && (!leaf.nocase || is_ascii(leaf.text))) {
    for (const TextLeaf& member : leaf.members) members_.push_back(compile_leaf(member));
    if (leaf.kind != TextLeaf::Kind::regex) return;
    filter_ = std::make_unique<re2::FilteredRE2>(min_atom_length);
    int id = 0;
    // The loader compiled the regex with regard to case; without, it may grow beyond what RE2 takes.
    if (filter_->Add(pattern(), options_for(leaf.nocase), &id) != re2::RE2::NoError)
      throw InputError("regex /" + shorten(leaf.text, 120) + "/ is too large" + (leaf.nocase ? " without regard to case" : ""));
    filter_->Compile(&atoms_);
    // Atoms are lower case by Unicode; we look for them without regard to ASCII case only.
    if (!std::all_of(atoms_.begin(), atoms_.end(), [](const std::string& atom) { return is_ascii(atom); })) atoms_.clear();
    if (atoms_.empty()) row_ = row_worth_looking_for(leaf);
  }

  const Needle& needle() const { return needle_; }
  /// True if the needle alone decides, unless the text holds exotic letters.
  bool by_needle() const { return by_needle_; }
  bool folds_beyond_ascii() const { return leaf_.kind == TextLeaf::Kind::regex ? true : leaf_.nocase && has_exotic_fold(leaf_.text); }
  const std::vector<std::string>& atoms() const { return atoms_; }
  const std::vector<ByteSet>& row() const { return row_; }
  const TextLeaf& leaf() const { return leaf_; }
  const std::vector<std::shared_ptr<const CompiledLeaf>>& members() const { return members_; }

  bool may_match(const std::vector<int>& atoms, std::vector<int>& potentials) const {
    filter_->AllPotentials(atoms, &potentials);
    return !potentials.empty();
  }

  /// First match at or after `from`, by RE2. Returns false if there is none.
  bool search(std::string_view text, std::size_t from, std::size_t& begin, std::size_t& end) const {
    re2::StringPiece match;
    while (from <= text.size() && regex().Match(piece(text), from, text.size(), re2::RE2::UNANCHORED, &match, 1)) {
      begin = static_cast<std::size_t>(match.data() - text.data());
      end = begin + match.size();
      const bool free = leaf_.kind != TextLeaf::Kind::word || ((begin == 0 || !is_word_byte(text[begin - 1])) &&
                                                               (end == text.size() || !is_word_byte(text[end])));
      if (free) return true;
      char32_t skipped = 0;
      from = begin + decode_code_point(text.substr(begin), skipped); // a word is not empty
    }
    return false;
  }

private:
  std::string pattern() const {
    // ^ and $ match at line ends.
    return leaf_.kind == TextLeaf::Kind::regex ? "(?m)" + leaf_.text : re2::RE2::QuoteMeta(piece(leaf_.text));
  }

  const re2::RE2& regex() const {
    if (filter_) return filter_->GetRE2(0);
    std::call_once(once_, [this] { regex_ = std::make_unique<re2::RE2>(pattern(), options_for(leaf_.nocase)); });
    return *regex_;
  }

  TextLeaf leaf_;
  std::vector<std::shared_ptr<const CompiledLeaf>> members_;
  Needle needle_;
  bool by_needle_;
  std::unique_ptr<re2::FilteredRE2> filter_; // regular expressions
  std::vector<std::string> atoms_;           // empty: no text is required
  std::vector<ByteSet> row_;                 // if there are no atoms: what is required instead, if it is known and rare enough
  mutable std::once_flag once_;              // of other leaves the regex is seldom needed
  mutable std::unique_ptr<re2::RE2> regex_;
};

std::shared_ptr<const CompiledLeaf> compile_leaf(const TextLeaf& leaf) {
  return std::make_shared<const CompiledLeaf>(leaf);
}

struct TextMatcher::Part {
  LeafRequest request;
  std::shared_ptr<const CompiledLeaf> leaf;
  std::vector<std::uint32_t> needles; // of the scanner: the leaf itself, or the atoms or the row of its regex
  int in_set = -1;                    // number in the regex set
  std::uint32_t group = 0;            // of the members of one leaf; 0: it is no member
  std::uint32_t member = 0;
};

// All regular expressions of a matcher in one automaton, made when it is first needed.
struct TextMatcher::RegexSet {
  std::vector<std::string> patterns;
  std::once_flag once;
  std::unique_ptr<re2::RE2::Set> set; // stays empty if RE2 finds it too large

  void compile() {
    auto made = std::make_unique<re2::RE2::Set>(options_for(false), re2::RE2::UNANCHORED);
    for (const std::string& pattern : patterns) made->Add(pattern, nullptr);
    if (made->Compile()) set = std::move(made);
  }
};

// Where the places of one leaf go: a text may have more of them than memory has room for.
class TextMatcher::Places {
public:
  Places(LeafId leaf, std::size_t most, TextHits& hits) : leaf_(leaf), most_(most), hits_(hits) {}
  ~Places() {
    if (count_ > most_) hits_.more.push_back({leaf_, count_ - most_});
  }
  Places(const Places&) = delete;
  Places& operator=(const Places&) = delete;

  void add(std::size_t offset) {
    if (count_++ < most_) hits_.listed.push_back({leaf_, offset});
  }

private:
  LeafId leaf_;
  std::uint64_t most_;
  std::uint64_t count_ = 0;
  TextHits& hits_;
};

// Puts the needles of all parts together.
struct TextMatcher::Needles {
  std::vector<Needle> all;
  std::map<std::pair<std::string, std::uint32_t>, std::uint32_t> atoms; // regexes share them, but not with those of other groups

  std::uint32_t add(Needle needle, std::uint32_t group, bool ends_group) {
    needle.group = group;
    needle.ends_group = ends_group;
    all.push_back(std::move(needle));
    return static_cast<std::uint32_t>(all.size() - 1);
  }
  std::uint32_t add_atom(const std::string& atom, std::uint32_t group) {
    const auto [known, fresh] = atoms.try_emplace({atom, group}, static_cast<std::uint32_t>(all.size()));
    if (fresh) add({atom, true, false}, group, false);
    return known->second;
  }
};

TextMatcher::TextMatcher(std::span<const LeafRequest> requests, std::span<const std::shared_ptr<const CompiledLeaf>> leaves) {
  Needles needles;
  for (const LeafRequest& request : requests) {
    const auto& leaf = leaves[request.id];
    if (leaf->leaf().kind != TextLeaf::Kind::any) {
      add_part({request, leaf}, needles);
      continue;
    }
    ++groups_;
    std::uint32_t member = 0;
    for (const auto& part : leaf->members()) add_part({request, part, {}, -1, groups_, member++}, needles);
  }
  if (set_ && set_->patterns.size() < 2) set_.reset();
  scanner_ = std::make_unique<LiteralScanner>(std::move(needles.all));
}

void TextMatcher::add_part(Part part, Needles& needles) {
  const CompiledLeaf& leaf = *part.leaf;
  if (leaf.by_needle()) part.needles.push_back(needles.add(leaf.needle(), part.group, part.group != 0));
  for (const std::string& atom : leaf.atoms()) part.needles.push_back(needles.add_atom(atom, part.group));
  if (!leaf.row().empty()) part.needles.push_back(needles.add({"", false, false, leaf.row()}, part.group, false));
  folds_beyond_ascii_ |= leaf.folds_beyond_ascii();
  if (leaf.leaf().kind == TextLeaf::Kind::regex) {
    if (!set_) set_ = std::make_unique<RegexSet>();
    part.in_set = static_cast<int>(set_->patterns.size());
    set_->patterns.push_back((leaf.leaf().nocase ? "(?mi)" : "(?m)") + leaf.leaf().text);
  }
  parts_.push_back(std::move(part));
}

TextMatcher::~TextMatcher() = default;

void TextMatcher::find(const CleanText& clean, std::size_t most, TextHits& hits, Scratch& scratch) const {
  const std::string_view text = clean.text();
  hits.clear();
  const bool exotic = folds_beyond_ascii_ && holds_exotic_letters(clean);
  scratch.needles.clear();
  scanner_->find(text, scratch.needles, scratch.scan);
  scratch.seen.assign(scanner_->needles().size(), false);
  for (const NeedleHit& hit : scratch.needles) scratch.seen[hit.needle] = true;

  scratch.regexes.clear();
  scratch.firsts.assign(groups_, LeafHit{0, nowhere});
  for (std::uint32_t i = 0; i < parts_.size(); ++i) {
    const Part& part = parts_[i];
    if (part.leaf->by_needle() && !(exotic && part.leaf->folds_beyond_ascii())) {
      if (!scratch.seen[part.needles.front()]) continue;
      if (part.group != 0)
        keep_first(part, offset_of(part, scratch), scratch);
      else
        find_by_needle(part, text, most, hits, scratch);
      continue;
    }
    if (!exotic && !may_match(part, scratch)) continue;
    std::size_t begin = 0, end = 0;
    if (part.group == 0 || part.leaf->leaf().kind == TextLeaf::Kind::regex)
      scratch.regexes.push_back(i);
    else if (part.leaf->search(text, 0, begin, end))
      keep_first(part, begin, scratch);
  }
  std::erase_if(scratch.regexes, [&](std::uint32_t i) { return parts_[i].group != 0 && scratch.firsts[parts_[i].group - 1].offset != nowhere; });
  if (scratch.regexes.size() > 1 && set_) keep_matching(text, scratch);
  for (const std::uint32_t i : scratch.regexes) {
    const Part& part = parts_[i];
    std::size_t begin = 0, end = 0;
    if (part.group == 0)
      find_by_regex(part, text, most, hits);
    else if (scratch.firsts[part.group - 1].offset == nowhere && part.leaf->search(text, 0, begin, end))
      keep_first(part, begin, scratch);
  }
  for (const LeafHit& first : scratch.firsts)
    if (first.offset != nowhere) hits.listed.push_back(first);
  std::sort(hits.listed.begin(), hits.listed.end(), [](const LeafHit& a, const LeafHit& b) {
    return a.offset != b.offset ? a.offset < b.offset : a.leaf < b.leaf;
  });
}

// Members come in order: of two at the same place the first one stays.
void TextMatcher::keep_first(const Part& part, std::size_t offset, Scratch& scratch) {
  LeafHit& first = scratch.firsts[part.group - 1];
  if (offset < first.offset) first = {part.request.id, offset, part.member};
}

// False if something is missing that every match of the expression has.
bool TextMatcher::may_match(const Part& part, Scratch& scratch) {
  if (!part.leaf->row().empty()) return scratch.seen[part.needles.front()];
  if (part.leaf->atoms().empty()) return true;
  scratch.atoms.clear();
  for (std::size_t k = 0; k < part.needles.size(); ++k)
    if (scratch.seen[part.needles[k]]) scratch.atoms.push_back(static_cast<int>(k));
  return part.leaf->may_match(scratch.atoms, scratch.potentials);
}

std::size_t TextMatcher::offset_of(const Part& part, const Scratch& scratch) {
  const auto hit = std::find_if(scratch.needles.begin(), scratch.needles.end(), [&](const NeedleHit& h) { return h.needle == part.needles.front(); });
  return hit->offset;
}

void TextMatcher::find_by_needle(const Part& part, std::string_view text, std::size_t most, TextHits& hits, const Scratch& scratch) {
  Places places(part.request.id, most, hits);
  if (!part.request.every) return places.add(offset_of(part, scratch));
  const Needle& needle = part.leaf->needle();
  for (std::size_t at = 0; (at = LiteralScanner::find_one(needle, text, at)) != std::string_view::npos; at += needle.bytes.size())
    places.add(at);
}

void TextMatcher::find_by_regex(const Part& part, std::string_view text, std::size_t most, TextHits& hits) {
  Places places(part.request.id, most, hits);
  std::size_t from = 0, begin = 0, end = 0;
  while (part.leaf->search(text, from, begin, end)) {
    places.add(begin);
    if (!part.request.every) break;
    char32_t skipped = 0;
    if (begin == text.size()) break;
    from = end > begin ? end : begin + decode_code_point(text.substr(begin), skipped); // a match may be empty
  }
}

// Takes those out of scratch.regexes of which the set knows that they do not match.
void TextMatcher::keep_matching(std::string_view text, Scratch& scratch) const {
  std::call_once(set_->once, [this] { set_->compile(); });
  if (!set_->set) return;
  re2::RE2::Set::ErrorInfo error{};
  scratch.matching.clear();
  if (!set_->set->Match(piece(text), &scratch.matching, &error) && error.kind != re2::RE2::Set::kNoError) return;
  std::erase_if(scratch.regexes, [&](std::uint32_t i) {
    const int number = parts_[i].in_set;
    return number >= 0 && std::find(scratch.matching.begin(), scratch.matching.end(), number) == scratch.matching.end();
  });
}

} // namespace sotval::core
