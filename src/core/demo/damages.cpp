#include "damages.hpp"

#include <algorithm>
#include <array>
#include <cassert>
#include <charconv>
#include <numeric>
#include <utility>

#include "layout.hpp"

namespace sotval::core::demo {
namespace {

using Table = std::span<const DamageGroup>;

std::array<Table, 6> tables() noexcept {
  return {everywhere_damages(), matrix_damages(),     contract_damages(),
          compliance_damages(), governance_damages(), technology_damages()};
}

/// Fisher-Yates, but only as far as needed: the first `count` are a fair choice of all.
template <typename T> void shuffle_front(std::vector<T>& items, std::size_t count, Random& random) {
  for (std::size_t i = 0; i < count; ++i) std::swap(items[i], items[i + random.below(items.size() - i)]);
}

std::string take_last(std::vector<std::string>& items) {
  assert(!items.empty());
  std::string last = std::move(items.back());
  items.pop_back();
  return last;
}

/// SOT-V2-0008..0011 becomes SOT-V2-0008, SOT-V2-0009, SOT-V2-0010, SOT-V2-0011.
void add_range(std::string_view first, std::string_view last_number, std::vector<std::string>& ids) {
  const auto number_of = [](std::string_view digits) {
    int number = 0;
    std::from_chars(digits.data(), digits.data() + digits.size(), number);
    return number;
  };
  const auto prefix = first.substr(0, first.size() - last_number.size());
  for (int n = number_of(first.substr(prefix.size())); n <= number_of(last_number); ++n) {
    const std::string digits = std::to_string(n);
    ids.push_back(std::string(prefix) + std::string(last_number.size() - digits.size(), '0') + digits);
  }
}

} // namespace

std::vector<DamageGroup> all_damages() {
  std::vector<DamageGroup> groups;
  for (const auto table : tables()) groups.insert(groups.end(), table.begin(), table.end());
  return groups;
}

std::size_t number_of_damage_groups() noexcept {
  std::size_t number = 0;
  for (const auto table : tables()) number += table.size();
  return number;
}

std::vector<std::string> rule_ids(std::string_view rules) {
  std::vector<std::string> ids;
  while (!rules.empty()) {
    const auto word = rules.substr(0, rules.find(' '));
    rules.remove_prefix(std::min(rules.size(), word.size() + 1));
    const auto dots = word.find("..");
    if (dots == word.npos) ids.emplace_back(word);
    else add_range(word.substr(0, dots), word.substr(dots + 2), ids);
  }
  return ids;
}

std::vector<DamageKind> choose_damages(std::size_t count, Random& random) {
  const auto groups = all_damages();
  assert(count <= groups.size());
  std::vector<std::size_t> chosen(groups.size());
  std::iota(chosen.begin(), chosen.end(), std::size_t{0});
  shuffle_front(chosen, count, random);
  chosen.resize(count);
  std::sort(chosen.begin(), chosen.end());

  std::vector<DamageKind> kinds;
  for (const auto index : chosen) kinds.push_back(groups[index][random.below(groups[index].size())]);
  return kinds;
}

Targets::Targets(Random& random) {
  for (std::size_t root = 0; root < roots.size(); ++root) {
    if (root == spare_root) continue;
    roots_.emplace_back(roots[root].directory);
    if (root == test_root) continue;
    for (std::size_t shard = 0; shard < shards.size(); ++shard)
      if (root != reference_cell.root || shard != reference_cell.shard) shards_.push_back(directory_of({root, shard}));
  }
  shuffle_front(roots_, roots_.size(), random);
  shuffle_front(shards_, shards_.size(), random);
}

std::string Targets::next_shard() { return take_last(shards_); }

std::string Targets::next_root() { return take_last(roots_); }

} // namespace sotval::core::demo
