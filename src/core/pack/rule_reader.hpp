#pragma once

#include <array>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/result.hpp>

#include "pack/check_reader.hpp"
#include "pack/family.hpp"
#include "pack/pack.hpp"
#include "pack/yaml_parser.hpp"

namespace sotval::core {

inline constexpr std::int64_t max_batch = 9999;
inline constexpr std::array<Severity, 5> severities{Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info};

/// True for letters, digits and . _ - / : in a reasonable number.
bool is_rule_id(std::string_view id) noexcept;

/// A rule on its way into the pack. There may be errors in it that have been reported.
struct RuleDraft {
  RuleInfo info;
  RuleBody body;
  std::string label;                    ///< what messages call it: "rule 'X-${n}'"
  Place place;                          ///< of its id
  std::vector<Place> dependency_places; ///< one for each of info.depends_on
  const Repetition* repetition = nullptr; ///< of the family it belongs to
  std::size_t entry = 0;                  ///< within the family
  bool inherited = false;                 ///< from the extended pack: without places
  bool enabled = true;
};

/// Reads rules and writes out families.
class RuleReader {
public:
  /// All are borrowed.
  RuleReader(Diagnostics& diagnostics, PackBudget& budget, const KnownNames& sets, const KnownNames& categories)
      : diagnostics_(diagnostics), budget_(budget), sets_(sets), categories_(categories) {}

  /// Appends one rule, or one for every entry of its family.
  void read(const NodePtr& node, std::vector<RuleDraft>& drafts);

  /// False if there was a rule that could not even be counted: its ids are unknown then.
  bool complete() const noexcept { return complete_; }

private:
  RuleDraft read_rule(const Reader& reader, const Node& node);
  void read_references(const Reader& reader, const Node& node, RuleDraft& draft);
  void read_texts(const Reader& reader, const Node& node, RuleDraft& draft);

  Diagnostics& diagnostics_;
  PackBudget& budget_;
  const KnownNames& sets_;
  const KnownNames& categories_;
  std::vector<std::unique_ptr<Family>> families_; // drafts and diagnostics point to their repetitions
  bool complete_ = true;
};

/// The severity at a node; nothing if there was an error.
std::optional<Severity> read_severity(const Reader& reader, const Node& node);

} // namespace sotval::core
