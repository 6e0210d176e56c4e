#pragma once

#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "glob.hpp"
#include "pack/pack.hpp"
#include "snapshot.hpp"

// Which selectors does each node of a tree match? Rules name files by a few hundred globs, trees have
// many thousand files, but few *different* answers: `**/*dao*.{py,yaml}` depends on the file's name
// alone, `.github/workflows/*.yml` on the directory. So a glob is cut into a pattern for the directory
// and one for the name; directories are followed by an automaton over the former, names are matched
// once per distinct name against the latter, and the two answers are put together once per distinct
// pair. What remains per file is two look-ups in hash tables.

namespace sotval::core {

using SelectorId = std::uint32_t;

/// A glob, with a regex on the last component (empty: none) and the type of entry.
struct Choice {
  std::string glob;
  std::string regex;
  EntryType type = EntryType::file;

  friend bool operator==(const Choice&, const Choice&) = default;
  friend auto operator<=>(const Choice&, const Choice&) = default;
};

/// What matches one of the choices and none of the excludes.
struct Selector {
  std::vector<Choice> choices;
  std::vector<std::string> excludes; // as in ExcludeList: x/** takes out the directory x, too

  friend bool operator==(const Selector&, const Selector&) = default;
  friend auto operator<=>(const Selector&, const Selector&) = default;
};

/// A set of selectors that some nodes match; equal sets have equal ids.
using ClassId = std::uint32_t;

/// The selectors, compiled. Threads: immutable.
class Classifier {
public:
  explicit Classifier(std::span<const Selector> selectors);
  ~Classifier();
  Classifier(Classifier&&) noexcept;

private:
  friend class TreeClassifier;
  struct Tables;
  std::unique_ptr<Tables> tables_;
};

/// The answers for one tree.
struct Classification {
  std::vector<ClassId> node_class;                   // one per node
  std::vector<std::vector<SelectorId>> classes;      // by ClassId: ascending selectors; class 0 is empty
  std::vector<std::vector<std::uint32_t>> selected;  // by SelectorId: nodes in tree order
  std::vector<bool> incomplete; // by SelectorId: a directory could not be listed below which more might match
};

Classification classify(const Classifier& classifier, const Snapshot& snapshot);

/// Fills `selected`, for so many selectors, from the classes of nodes.
void list_selected(Classification& classes, std::size_t selectors);

} // namespace sotval::core
