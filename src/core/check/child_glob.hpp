#pragma once

#include <cstdint>
#include <string_view>
#include <utility>
#include <vector>

#include "glob.hpp"
#include "pack/pack.hpp"
#include "snapshot.hpp"

namespace sotval::core {

/// A glob relative to a directory, for trees that may be known in part.
/// Threads: immutable.
class ChildGlob {
public:
  /// Requires: accepted by check_glob().
  explicit ChildGlob(std::string_view glob);

  /// Nodes below `parent` that match, in tree order. `incomplete` becomes true if a directory below which
  /// more could match could not be listed.
  std::vector<std::uint32_t> find(const Snapshot& snapshot, std::uint32_t parent, EntryType type, bool& incomplete) const;

private:
  struct Component {
    bool any_depth = false; // **
    NamePattern name;
  };
  using Alternative = std::vector<Component>; // the last component is a name
  using Position = std::pair<std::size_t, std::size_t>; // alternative, and which component is next
  using State = std::vector<Position>; // where a directory is in all of them

  void add(State& state, std::size_t alternative, std::size_t component) const;
  bool matches(const State& state, std::string_view name) const;
  State enter(const State& state, std::string_view name) const;

  std::vector<Alternative> alternatives_;
};

} // namespace sotval::core
