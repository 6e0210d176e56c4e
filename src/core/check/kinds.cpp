#include "check/kind.hpp"

#include <algorithm>
#include <array>

namespace sotval::core {

// One line for each kind; its file says the rest.
extern const CheckKind dir_count_kind;
extern const CheckKind matrix_kind;
extern const CheckKind each_dir_has_kind;
extern const CheckKind name_pattern_kind;
extern const CheckKind consistency_kind;
extern const CheckKind path_exists_kind;
extern const CheckKind content_kind;
extern const CheckKind yaml_field_kind;
extern const CheckKind all_of_kind;
extern const CheckKind any_of_kind;
extern const CheckKind custom_kind;
extern const CheckKind command_kind;

std::span<const CheckKind* const> check_kinds() noexcept {
  static constexpr std::array<const CheckKind*, 12> kinds = {
      &dir_count_kind,   &matrix_kind,  &each_dir_has_kind, &name_pattern_kind, &consistency_kind, &path_exists_kind,
      &content_kind,     &yaml_field_kind, &all_of_kind,    &any_of_kind,       &custom_kind,      &command_kind,
  };
  return kinds;
}

const CheckKind* find_check_kind(std::string_view name) noexcept {
  const auto kinds = check_kinds();
  const auto found = std::find_if(kinds.begin(), kinds.end(), [&](const CheckKind* kind) { return kind->name == name; });
  return found == kinds.end() ? nullptr : *found;
}

} // namespace sotval::core
