#pragma once

#include <memory>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/rule_pack.hpp>
#include <sotval/value.hpp>

namespace sotval::core {

enum class EntryType : std::uint8_t { file, directory, any };

/// A named selection of paths; `@name` in a check refers to it.
struct PathSet {
  std::string name;
  EntryType type = EntryType::file;
  std::vector<std::string> globs;
  std::string regex; ///< on the last path component; empty: none
  std::string about;
};

struct Category {
  std::string name;
  std::string about;
};

/// What a rule has beyond its RuleInfo. `check` holds the parameters as the loader accepted them:
/// known names only, every value of the right type, globs and regexes valid.
struct RuleBody {
  std::string why;
  std::string fix;
  Value facts; ///< a map or null
  Value check; ///< a map with "kind"
};

/// A pack after loading: families written out, includes and extensions merged, nothing left to
/// resolve but @sets.
struct Pack {
  std::string name;
  std::string version;
  std::string title;
  bool skip_dependants = false;
  std::vector<std::string> global_exclude;
  std::vector<PathSet> sets;
  std::vector<Category> categories;
  std::vector<BatchInfo> batches; ///< ascending; every batch that a rule names
  std::vector<RuleInfo> rules;
  std::vector<RuleBody> bodies; ///< one per rule, same order
  std::string digest;           ///< see seal()

  const PathSet* find_set(std::string_view set_name) const noexcept;
  /// Index of the rule with that id; rules.size() if there is none.
  std::size_t find_rule(std::string_view id) const noexcept;
};

/// The pack as bytes: what is compiled into the library and what workers are given.
std::string encode(const Pack& pack);

/// Requires: bytes made by encode() of the same build. Throws EngineError if they are not.
Pack decode_pack(std::string_view bytes);

/// Fills in `digest` from the content.
void seal(Pack& pack);

} // namespace sotval::core
