#pragma once

#include <map>
#include <string>
#include <string_view>
#include <unordered_set>
#include <vector>

#include "pack/check_reader.hpp"
#include "pack/pack.hpp"
#include "pack/reader.hpp"

namespace sotval::core {

/// Reads the sections that rules refer to, out of all files of a pack, into a Pack. That may hold those
/// of an extended pack already: a set, category or batch of the same name replaces such a one, while
/// two within the pack are an error. globs of global_exclude add up.
class SectionReader {
public:
  SectionReader(Diagnostics& diagnostics, Pack& pack);

  /// `document` is a mapping. `main`: the pack's first file, which may hold more keys than included ones.
  void read(const Node& document, bool main);

  /// All names, of the extended pack too; not complete if a section could not be read. The views are
  /// valid as long as the pack does not change.
  KnownNames sets() const;
  KnownNames categories() const;

private:
  void read_set(const Node::Entry& entry);
  void read_category(const Node::Entry& entry);
  void read_batch(const Node& node);
  /// True if this pack has not defined it before.
  bool is_first(const std::string& what, const Place& place);

  Diagnostics& diagnostics_;
  Pack& pack_;
  std::size_t inherited_sets_, inherited_categories_, inherited_batches_; // so many come first
  std::unordered_set<std::string> excluded_;
  std::map<std::string, Place> defined_; // "set 'x'" -> where
  bool complete_ = true;
};

} // namespace sotval::core
