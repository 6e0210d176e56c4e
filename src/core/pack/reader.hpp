#pragma once

#include <cstdint>
#include <limits>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include "pack/diagnostics.hpp"
#include "pack/node.hpp"

namespace sotval::core {

using Names = std::span<const std::string_view>;

/// Takes values out of nodes and reports those that are not what they should be. It knows what is
/// being read, so that every message can end with "in a pattern of rule 'x'".
///
/// The functions that return an optional have reported an error when they return nothing.
class Reader {
public:
  /// `owner`: "rule 'x'", "the pack"; `part`: "a pattern", or empty. The diagnostics are borrowed.
  Reader(Diagnostics& diagnostics, std::string owner, std::string part = {})
      : diagnostics_(diagnostics), owner_(std::move(owner)), part_(std::move(part)) {}

  /// For something within the same owner.
  Reader part(std::string name) const { return {diagnostics_, owner_, std::move(name)}; }
  Diagnostics& diagnostics() const noexcept { return diagnostics_; }

  /// `message` is completed by what is being read.
  void error(const Place& place, const std::string& message, std::string suggestion = {}) const;
  /// "'title' cannot be a list in rule 'x'".
  void cannot_be(const Node& node, std::string_view name, std::string expected) const;

  /// See suggest(). Empty once so many errors were found that the next ones are only counted.
  std::string suggestion(std::string_view word, Names names) const;

  /// False, reported, if it is not a mapping (list).
  bool is_map(const Node& node, std::string_view name) const;
  /// The same for what is being read itself: "a batch cannot be 3".
  bool is_map(const Node& node) const;
  bool is_list(const Node& node, std::string_view name) const;

  /// Reports keys that are not among `known`. `noun`: "key" or "parameter".
  void only_known(const Node& map, Names known, std::string_view noun = "key") const;
  /// The value of a key that must be there; nullptr, reported, if it is not.
  const Node* required(const Node& map, std::string_view key, std::string_view noun = "key") const;

  /// Scalars as they are written.
  std::optional<std::string> text(const Node& node, std::string_view name) const;
  std::optional<std::string> non_empty_text(const Node& node, std::string_view name) const;
  std::optional<bool> boolean(const Node& node, std::string_view name) const;
  std::optional<std::int64_t> integer(const Node& node, std::string_view name, std::int64_t min = 0,
                                      std::int64_t max = std::numeric_limits<std::int64_t>::max()) const;
  /// Index in `names`; "unknown severity 'hihg'".
  std::optional<std::size_t> choice(const Node& node, std::string_view name, Names names) const;

private:
  std::string where() const;

  Diagnostics& diagnostics_;
  std::string owner_;
  std::string part_;
};

/// The items of a list; a single value counts as a list of one.
std::vector<const Node*> items_of(const Node& node);

} // namespace sotval::core
