#pragma once

#include <string>
#include <vector>

#include <sotval/value.hpp>

#include "text/text_leaf.hpp"
#include "truth.hpp"

namespace sotval::core {

/// A text pattern as a tree over leaves.
struct Pattern {
  enum class Op : std::uint8_t { leaf, all, any, negation, count } op = Op::leaf;
  LeafId leaf = 0;
  std::uint64_t min = 0; // count: this many of the children
  std::vector<Pattern> children;

  /// `truth_of(LeafId)` tells of the leaves.
  template <class TruthOf> Truth evaluate(const TruthOf& truth_of) const {
    switch (op) {
    case Op::leaf: return truth_of(leaf);
    case Op::negation: return !children.front().evaluate(truth_of);
    case Op::all: {
      Truth all = Truth::yes;
      for (const Pattern& child : children)
        if ((all = all && child.evaluate(truth_of)) == Truth::no) break;
      return all;
    }
    case Op::any: {
      Truth any = Truth::no;
      for (const Pattern& child : children)
        if ((any = any || child.evaluate(truth_of)) == Truth::yes) break;
      return any;
    }
    case Op::count: {
      std::uint64_t yes = 0, unknown = 0;
      for (const Pattern& child : children) {
        const Truth t = child.evaluate(truth_of);
        yes += t == Truth::yes;
        unknown += t == Truth::unknown;
      }
      return yes >= min ? Truth::yes : yes + unknown >= min ? Truth::unknown : Truth::no;
    }
    }
    return Truth::unknown;
  }

  /// All leaves, in order of appearance, each once.
  void collect(std::vector<LeafId>& leaves) const;
  /// Those that help the pattern to hold by being there: below no `not`, or below an even number of them.
  void collect_wanted(std::vector<LeafId>& leaves) const { collect_if(leaves, true, true); }
  /// Those that help it to hold by not being there.
  void collect_unwanted(std::vector<LeafId>& leaves) const { collect_if(leaves, false, true); }

  /// Gives the leaves other numbers.
  template <class Number> void renumber(const Number& number) {
    if (op == Op::leaf) leaf = number(leaf);
    for (Pattern& child : children) child.renumber(number);
  }

private:
  void collect_if(std::vector<LeafId>& leaves, bool wanted, bool here) const;
};

/// Makes the tree; `intern(TextLeaf)` gives leaves their numbers.
/// Requires: a pattern as the loader accepts it (see docs/packs.md).
template <class Intern> Pattern make_pattern(const Value& value, bool nocase, const Intern& intern) {
  Pattern pattern;
  const auto leaf = [&](TextLeaf::Kind kind, const std::string& text) {
    bool fold = nocase;
    if (const Value* own = value.find("nocase")) fold = *own->as_bool();
    pattern.leaf = intern(TextLeaf{kind, text, fold});
    return pattern;
  };
  if (const std::string* text = value.as_string()) return leaf(TextLeaf::Kind::literal, *text);
  if (const Value* text = value.find("lit")) return leaf(TextLeaf::Kind::literal, *text->as_string());
  if (const Value* text = value.find("word")) return leaf(TextLeaf::Kind::word, *text->as_string());
  if (const Value* text = value.find("re")) return leaf(TextLeaf::Kind::regex, *text->as_string());
  if (const Value* child = value.find("not")) {
    pattern.op = Pattern::Op::negation;
    pattern.children.push_back(make_pattern(*child, nocase, intern));
    return pattern;
  }
  const Value* children = nullptr;
  if (const Value* count = value.find("count")) {
    pattern.op = Pattern::Op::count;
    pattern.min = static_cast<std::uint64_t>(*count->find("min")->as_int());
    children = count->find("of");
  } else if ((children = value.find("all")) != nullptr) {
    pattern.op = Pattern::Op::all;
  } else {
    pattern.op = Pattern::Op::any;
    children = value.find("any");
  }
  for (const Value& child : *children->as_list()) pattern.children.push_back(make_pattern(child, nocase, intern));
  return pattern;
}

/// Gives each leaf the number at which it is appended to `leaves`.
Pattern make_pattern(const Value& value, bool nocase, std::vector<TextLeaf>& leaves);

/// Makes one leaf of alternatives of which it only matters whether any of them is there, so that looking for the others can
/// end; it is added to `leaves`. Those below a `not` stay as they are.
void join_alternatives(Pattern& pattern, std::vector<TextLeaf>& leaves);

/// The pattern in words, e.g. `"gdpr" and ("a" or the word "b")`.
std::string describe_pattern(const Value& value, bool nocase);
/// The leaf in words, e.g. `the word "US"`.
std::string describe_leaf(const TextLeaf& leaf);

} // namespace sotval::core
