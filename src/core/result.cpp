#include <sotval/result.hpp>

#include <array>

namespace sotval {

namespace {

// In the order of the enumerations.
constexpr std::array<std::string_view, 5> severity_names{"critical", "high", "medium", "low", "info"};
constexpr std::array<std::string_view, 5> verdict_names{"passed", "failed", "advisory", "error", "skipped"};

} // namespace

std::string_view to_string(Severity severity) noexcept { return severity_names[static_cast<std::size_t>(severity)]; }

std::string_view to_string(Verdict verdict) noexcept { return verdict_names[static_cast<std::size_t>(verdict)]; }

std::optional<Severity> severity_from(std::string_view name) noexcept {
  for (std::size_t i = 0; i < severity_names.size(); ++i)
    if (severity_names[i] == name) return static_cast<Severity>(i);
  return std::nullopt;
}

} // namespace sotval
