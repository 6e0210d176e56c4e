#pragma once

#include <array>
#include <cstddef>
#include <span>
#include <string_view>

// The keys of a pack file, mapping by mapping: what the readers accept and what the JSON Schema (schema.cpp) tells
// editors. Parameters of checks are in the tables of their kinds (check/kind.hpp).

namespace sotval::core {

struct Key {
  std::string_view name;
  std::string_view about; ///< for the schema
  bool required = false;
};

// In the main file and in those that it includes.
inline constexpr Key include_key{"include", "files that are part of the pack, relative to this one"};
inline constexpr Key sets_key{"sets", "named selections of paths; a check refers to them as @name"};
inline constexpr Key categories_key{"categories", "what rules have in common"};
inline constexpr Key batches_key{"batches", "names of batches"};
inline constexpr Key global_exclude_key{"global_exclude", "paths that no check sees"};
inline constexpr Key rules_key{"rules", "the rules, in the order of the report"};

inline constexpr std::array main_keys{
    Key{"sotval", "the format of the file: 1", true},
    Key{"pack", "the name of the pack", true},
    Key{"version", "the version of the pack, as text"},
    Key{"title", "what the pack is about, one line"},
    include_key,
    Key{"extends", "a built-in pack whose rules are taken over"},
    global_exclude_key,
    Key{"on_dependency_failure", "what becomes of rules that depend on a failed one: they run (the default) or are skipped"},
    sets_key,
    categories_key,
    batches_key,
    rules_key,
    Key{"overrides", "changes to rules of the extended pack, by their ids"},
};

inline constexpr std::array included_keys{
    include_key,
    sets_key,
    categories_key,
    batches_key,
    global_exclude_key,
    rules_key,
};

inline constexpr std::array set_keys{
    Key{"type", "file (the default), dir or any"},
    Key{"glob", "the paths", true},
    Key{"regex", "only paths whose last component matches"},
    Key{"about", "what they are"},
};

inline constexpr std::array category_keys{
    Key{"about", "why such rules exist; 'explain' tells it of rules without a 'why'"},
};

inline constexpr std::array batch_keys{
    Key{"batch", "its number", true},
    Key{"name", "its name", true},
    Key{"about", "what its rules have in common"},
};

inline constexpr std::array rule_keys{
    Key{"for_each", "values with which the rule is written out, one rule for each entry; ${name} stands for a value"},
    Key{"id", "distinct within the pack; at most 100 letters, digits and . _ - / :", true},
    Key{"title", "what the rule asks for, one line", true},
    Key{"category", "one of 'categories'"},
    Key{"severity", "how bad it is if the rule does not hold", true},
    Key{"batch", "rules of lower batches are decided first; default 0"},
    Key{"depends_on", "ids of rules of the same or an earlier batch"},
    Key{"obligation", "MUST (the default), or SHOULD: reported as advisory, which never fails a run"},
    Key{"why", "the reason for the rule"},
    Key{"fix", "how to comply"},
    Key{"facts", "any data, for programs"},
    Key{"check", "what must hold", true},
};

inline constexpr std::array table_keys{
    Key{"columns", "the names", true},
    Key{"rows", "for each entry its values, in the order of the names", true},
};

inline constexpr std::array override_keys{
    Key{"enabled", "false switches the rule off"},
    Key{"severity", "another severity"},
    Key{"check", "parameters in place of those of the rule; null takes one away"},
};

inline constexpr std::array require_keys{
    Key{"at_least", "so many"},
    Key{"ratio", "this share of all, above 0 and at most 1"},
};

/// The first three are leaves, beside which 'nocase' may stand.
inline constexpr std::array pattern_keys{
    Key{"lit", "this text, anywhere"},
    Key{"word", "this text, with no letter, digit or underscore beside it"},
    Key{"re", "a match of this regular expression (RE2), with ^ and $ at line ends as well"},
    Key{"all", "all of these"},
    Key{"any", "at least one of these"},
    Key{"not", "the text does not satisfy this"},
    Key{"count", "at least 'min' of these"},
};
inline constexpr std::size_t pattern_leaves = 3;

inline constexpr std::array count_keys{
    Key{"min", "how many, at least", true},
    Key{"of", "the patterns", true},
};

inline constexpr std::array field_test_keys{
    Key{"path", "where the field is, as in a.b[0].c; . is the document itself"},
    Key{"paths", "alternatives, the first of which that is present counts"},
    Key{"optional", "the field may be absent; default false"},
    Key{"non_empty", "the field is not null, false, zero or empty"},
    Key{"type", "the field is a map, a list or a number"},
    Key{"equals", "the field has this value and type"},
    Key{"regex", "the field, as text, matches"},
    Key{"nocase", "'regex' and 'items_regex' ignore case; default false"},
    Key{"min", "the field is a number that is not smaller"},
    Key{"min_items", "the field is a list with so many items at least"},
    Key{"max_items", "the field is a list with so many items at most"},
    Key{"contains", "the field is a list that has these items"},
    Key{"items_regex", "the field is a list whose items all match"},
};

/// For Reader::only_known and messages.
template <std::size_t count> constexpr std::array<std::string_view, count> names_of(const std::array<Key, count>& keys) {
  std::array<std::string_view, count> names;
  for (std::size_t i = 0; i < count; ++i) names[i] = keys[i].name;
  return names;
}

inline constexpr std::array<std::string_view, 3> entry_types{"file", "dir", "any"};
inline constexpr std::array<std::string_view, 2> on_empty_values{"fail", "pass"};
inline constexpr std::array<std::string_view, 2> scopes{"file", "union"};
inline constexpr std::array<std::string_view, 2> obligations{"MUST", "SHOULD"};
inline constexpr std::array<std::string_view, 2> failure_modes{"run", "skip"};
inline constexpr std::array<std::string_view, 3> field_types{"map", "list", "number"};
inline constexpr std::array<std::string_view, 2> require_words{"every", "none"};

} // namespace sotval::core
