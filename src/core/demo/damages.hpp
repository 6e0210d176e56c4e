#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/demo.hpp>

#include "random.hpp"
#include "tree.hpp"

/// \file
/// What can be broken in the demo repository.
///
/// Kinds of damage come in groups. A rule is named by the kinds of one group only, and what a kind
/// touches has no part in the rules of another group: so one kind from each of any set of groups
/// breaks exactly the union of their rules, and as many damages are possible as there are groups.
/// Kinds of one group may overlap ("chart removed", "shard removed").

namespace sotval::core::demo {

enum class Action {
  remove_file,
  remove_directory,
  rename_directory, ///< the last component becomes `to`, in which <name> is the old one
  add_file,         ///< with the text `to`
  append,           ///< `to`, to the end of the file
  replace,          ///< every `from` in the file becomes `to`
  drop_block,       ///< the one line that starts with `from` goes, and the deeper lines below it
};

/// In a path, <shard> stands for the directory of a shard and <root> for that of a root that the
/// seed chooses; no two damages of a repository get the same. A path that starts with all_shards is
/// done in every shard: most rules about manifests tolerate that some do not comply.
struct DamageKind {
  Action action;
  std::string_view path;
  std::string_view from;
  std::string_view to;
  std::string_view what;
  std::string_view rules; ///< separated by spaces, ascending; AB-0001..0004 stands for four of them
};

inline constexpr std::string_view all_shards = "*/shards/*";

using DamageGroup = std::span<const DamageKind>;

// The tables, one file each.
std::span<const DamageGroup> everywhere_damages() noexcept;
std::span<const DamageGroup> matrix_damages() noexcept;
std::span<const DamageGroup> contract_damages() noexcept;
std::span<const DamageGroup> compliance_damages() noexcept;
std::span<const DamageGroup> governance_damages() noexcept;
std::span<const DamageGroup> technology_damages() noexcept;

/// All groups, in the order in which their damages have to be done: what is done to every shard
/// comes before a shard is singled out.
std::vector<DamageGroup> all_damages();

std::size_t number_of_damage_groups() noexcept;

/// The ids that the text of a kind stands for.
std::vector<std::string> rule_ids(std::string_view rules);

/// One kind from each of `count` groups, in the order of all_damages().
/// Requires: count is at most the number of groups.
std::vector<DamageKind> choose_damages(std::size_t count, Random& random);

/// Hands out shards and roots in an order that the seed decides, each once.
class Targets {
public:
  explicit Targets(Random& random);

  std::string next_shard();
  std::string next_root();

private:
  std::vector<std::string> shards_;
  std::vector<std::string> roots_;
};

/// Does the damage and says what was done. Throws std::logic_error if its place is not there: then
/// the table does not fit the repository.
DemoDamage apply(const DamageKind& kind, Targets& targets, Tree& tree);

} // namespace sotval::core::demo
