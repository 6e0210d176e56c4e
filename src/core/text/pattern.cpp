#include "text/pattern.hpp"

#include <algorithm>

#include "printable.hpp"

namespace sotval::core {

namespace {

void add_once(std::vector<LeafId>& leaves, LeafId leaf) {
  if (std::find(leaves.begin(), leaves.end(), leaf) == leaves.end()) leaves.push_back(leaf);
}

} // namespace

void Pattern::collect(std::vector<LeafId>& leaves) const {
  if (op == Op::leaf) add_once(leaves, leaf);
  for (const Pattern& child : children) child.collect(leaves);
}

void Pattern::collect_if(std::vector<LeafId>& leaves, bool wanted, bool here) const {
  if (op == Op::leaf && wanted == here) add_once(leaves, leaf);
  for (const Pattern& child : children) child.collect_if(leaves, wanted, here != (op == Op::negation));
}

Pattern make_pattern(const Value& value, bool nocase, std::vector<TextLeaf>& leaves) {
  return make_pattern(value, nocase, [&](TextLeaf leaf) {
    leaves.push_back(std::move(leaf));
    return static_cast<LeafId>(leaves.size() - 1);
  });
}

void join_alternatives(Pattern& pattern, std::vector<TextLeaf>& leaves) {
  if (pattern.op == Pattern::Op::negation) return;
  for (Pattern& child : pattern.children) join_alternatives(child, leaves);
  if (pattern.op != Pattern::Op::any) return;
  TextLeaf joined{TextLeaf::Kind::any, "", false};
  std::vector<Pattern> others;
  for (Pattern& child : pattern.children) {
    if (child.op != Pattern::Op::leaf) {
      others.push_back(std::move(child));
      continue;
    }
    const TextLeaf& leaf = leaves[child.leaf];
    if (leaf.kind == TextLeaf::Kind::any)
      joined.members.insert(joined.members.end(), leaf.members.begin(), leaf.members.end());
    else
      joined.members.push_back(leaf);
  }
  Pattern leaf;
  leaf.leaf = static_cast<LeafId>(leaves.size());
  if (joined.members.size() > 1) {
    leaves.push_back(std::move(joined));
  } else if (joined.members.size() == 1) {
    leaves.push_back(std::move(joined.members.front()));
  }
  if (others.size() < pattern.children.size()) others.insert(others.begin(), std::move(leaf));
  if (others.size() == 1) {
    Pattern only = std::move(others.front());
    pattern = std::move(only);
  } else {
    pattern.children = std::move(others);
  }
}

std::string describe_leaf(const TextLeaf& leaf) {
  const std::string text = shorten(leaf.text, 120);
  switch (leaf.kind) {
  case TextLeaf::Kind::literal: return "\"" + text + "\"";
  case TextLeaf::Kind::word: return "the word \"" + text + "\"";
  case TextLeaf::Kind::regex: return "/" + text + "/";
  case TextLeaf::Kind::any: {
    std::string all;
    for (const TextLeaf& member : leaf.members) all += (all.empty() ? "" : " or ") + describe_leaf(member);
    return all;
  }
  }
  return text;
}

namespace {

std::string describe(const Pattern& pattern, const std::vector<TextLeaf>& leaves, bool nested) {
  if (pattern.op == Pattern::Op::leaf) return describe_leaf(leaves[pattern.leaf]);
  if (pattern.op == Pattern::Op::negation) return "not " + describe(pattern.children.front(), leaves, true);
  std::string out;
  const bool count = pattern.op == Pattern::Op::count;
  const std::string_view between = count ? ", " : pattern.op == Pattern::Op::all ? " and " : " or ";
  for (const Pattern& child : pattern.children) {
    if (!out.empty()) out += between;
    out += describe(child, leaves, true);
  }
  if (count) return "at least " + std::to_string(pattern.min) + " of (" + out + ")";
  return nested && pattern.children.size() > 1 ? "(" + out + ")" : out;
}

} // namespace

std::string describe_pattern(const Value& value, bool nocase) {
  std::vector<TextLeaf> leaves;
  const Pattern pattern = make_pattern(value, nocase, leaves);
  std::string out = describe(pattern, leaves, false);
  const auto folds = [](const TextLeaf& leaf) { return leaf.nocase; };
  if (std::all_of(leaves.begin(), leaves.end(), folds))
    out += ", in upper or lower case";
  else if (std::any_of(leaves.begin(), leaves.end(), folds))
    out += " (some in upper or lower case)";
  return out;
}

} // namespace sotval::core
