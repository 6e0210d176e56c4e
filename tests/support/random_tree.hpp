#pragma once

#include <algorithm>
#include <cstddef>
#include <string>
#include <vector>

#include "snapshot.hpp"
#include "support/random.hpp"

namespace support {

/// An entry of a tree that exists only in a snapshot; children in any order, names distinct.
struct Entry {
  std::string name;
  sotval::core::NodeType type = sotval::core::NodeType::file;
  bool hidden = false;
  bool unlistable = false;
  std::vector<Entry> children;
};

namespace detail {

inline void add_children(sotval::core::SnapshotBuilder& builder, std::vector<Entry> entries) {
  std::sort(entries.begin(), entries.end(), [](const Entry& a, const Entry& b) { return a.name < b.name; });
  for (const Entry& entry : entries) {
    auto& node = builder.add(entry.name, entry.type);
    node.hidden = entry.hidden;
    node.unlistable = entry.unlistable;
    if (entry.type != sotval::core::NodeType::directory) continue;
    add_children(builder, entry.children);
    builder.close_directory();
  }
}

} // namespace detail

inline sotval::core::Snapshot snapshot_of(const std::vector<Entry>& entries) {
  sotval::core::SnapshotBuilder builder;
  detail::add_children(builder, entries);
  return builder.finish();
}

/// Up to `width` entries, directories among them filled in the same way, `depth` levels at most.
inline std::vector<Entry> random_entries(Random& random, const std::vector<std::string>& names, std::size_t width, std::size_t depth) {
  std::vector<Entry> entries;
  for (std::size_t i = random.below(width + 1); i > 0; --i) {
    Entry entry;
    entry.name = random.pick(names);
    if (std::any_of(entries.begin(), entries.end(), [&](const Entry& e) { return e.name == entry.name; })) continue;
    const bool directory = depth > 1 && !random.one_in(3);
    entry.type = directory            ? sotval::core::NodeType::directory
                 : random.one_in(6) ? sotval::core::NodeType::other
                                      : sotval::core::NodeType::file;
    entry.hidden = random.one_in(12);
    if (directory) entry.children = random_entries(random, names, width, depth - 1);
    entries.push_back(std::move(entry));
  }
  return entries;
}

} // namespace support
