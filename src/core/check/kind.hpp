#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/value.hpp>

// What a check kind tells about itself. The pack loader and the JSON Schema are made from
// these tables; the plan is made by `compile`.

namespace sotval::core {

class Check;
class PlanBuilder;

/// What a parameter accepts. After loading, its Value has the form given here.
enum class ParameterType : std::uint8_t {
  integer,       ///< int >= 0
  glob,          ///< text, a valid glob
  globs,         ///< list of text, valid globs; a single one may be written without the list
  path_set,      ///< text, `@set` or a valid glob
  path_sets,     ///< list of text, each `@set` or a valid glob; a single one may be written without the list
  child_paths,   ///< list of text, plain relative paths without wildcards; same
  name_globs,    ///< list of text, globs of one component; same
  names,         ///< list of text, non-empty; same
  regex,         ///< text, valid for RE2
  entry_type,    ///< "file", "dir" or "any"
  boolean,       ///< bool
  number_range,  ///< list of two ints, low <= high
  require,       ///< "every", "none", {at_least: n >= 1} or {ratio: 0 < r <= 1}
  on_empty,      ///< "fail" or "pass"
  scope,         ///< "file" or "union"
  pattern,       ///< a text pattern tree, see text_pattern.hpp
  field_tests,   ///< non-empty list of maps, see field_test.hpp
  checks,        ///< non-empty list of maps, each a check with "kind"
  text,          ///< text, non-empty
  values,        ///< map with any content
  command,       ///< non-empty list of text without NUL: a program (absolute, or a name to look for in PATH) and its arguments
};

struct Parameter {
  std::string_view name;
  ParameterType type;
  bool required;
  std::string_view about; ///< one sentence for the schema
};

/// One way to say more than types can: returns what is wrong with the parameters as a whole, and the
/// parameter it concerns (empty: the check).
struct ParameterError {
  std::string parameter;
  std::string message;
  std::string suggestion;
};

struct CheckKind {
  std::string_view name;
  std::string_view about; ///< when it passes, one sentence
  std::span<const Parameter> parameters;
  /// Relations between parameters; called only when every single one is right. May be null.
  std::optional<ParameterError> (*verify)(const Value& parameters);
  /// Requires parameters accepted by the loader.
  std::unique_ptr<Check> (*compile)(const Value& parameters, PlanBuilder& plan);
  /// What the check wants, in words, one line each; nested checks are indented by two spaces.
  void (*explain)(const Value& parameters, std::vector<std::string>& lines);
};

/// All kinds, in the order of the reference.
std::span<const CheckKind* const> check_kinds() noexcept;

/// nullptr if there is none of that name.
const CheckKind* find_check_kind(std::string_view name) noexcept;

} // namespace sotval::core
