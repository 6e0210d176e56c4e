#include "pack/spelling.hpp"

#include <algorithm>
#include <array>
#include <numeric>
#include <vector>

#include "printable.hpp"

namespace sotval::core {

namespace {

constexpr std::size_t max_word = 64;      // longer ones are not typing errors of a name
constexpr std::size_t max_listed = 20;    // names
constexpr std::size_t max_listed_beside = 10; // of them where one is close
constexpr std::size_t max_compared = 4000; // names; keeps hostile packs from costing minutes
constexpr std::size_t max_quoted = 80;    // code points

char lower(char c) noexcept {
  return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c;
}

// Optimal string alignment: insertions, deletions, replacements and exchanges of neighbours, each 1.
std::size_t distance(std::string_view a, std::string_view b) {
  std::array<std::array<std::size_t, max_word + 1>, 3> rows{};
  std::iota(rows[0].begin(), rows[0].end(), std::size_t{0});
  for (std::size_t i = 1; i <= a.size(); ++i) {
    auto& row = rows[i % 3];
    const auto& above = rows[(i + 2) % 3];
    row[0] = i;
    for (std::size_t j = 1; j <= b.size(); ++j) {
      const std::size_t change = lower(a[i - 1]) == lower(b[j - 1]) ? 0 : 1;
      row[j] = std::min({above[j] + 1, row[j - 1] + 1, above[j - 1] + change});
      if (i > 1 && j > 1 && lower(a[i - 1]) == lower(b[j - 2]) && lower(a[i - 2]) == lower(b[j - 1]))
        row[j] = std::min(row[j], rows[(i + 1) % 3][j - 2] + 1);
    }
  }
  return rows[a.size() % 3][b.size()];
}

} // namespace

std::string_view nearest(std::string_view word, std::span<const std::string_view> names) {
  if (word.empty() || word.size() > max_word) return {};
  std::string_view best;
  std::size_t best_distance = std::max<std::size_t>(1, word.size() / 3) + 1;
  for (const std::string_view name : names.first(std::min(names.size(), max_compared))) {
    if (name.size() > max_word || name.size() > word.size() + 3 || word.size() > name.size() + 3) continue;
    const std::size_t d = distance(word, name);
    // A replaced letter of two is another word, not a misspelt one.
    if (d >= best_distance || d >= std::max(word.size(), name.size())) continue;
    best = name;
    best_distance = d;
  }
  return best;
}

std::string suggest(std::string_view word, std::span<const std::string_view> names) {
  const std::string_view name = nearest(word, names);
  if (name.empty()) {
    if (names.empty() || names.size() > max_listed) return {};
    return (names.size() == 1 ? "expected " : "expected one of ") + join(names);
  }
  std::string text = "did you mean " + in_quotes(name) + "?";
  if (names.size() <= max_listed_beside && names.size() > 1) text += " (" + join(names) + ")";
  return text;
}

std::string in_quotes(std::string_view text) {
  return "'" + shorten(text, max_quoted) + "'";
}

std::string join(std::span<const std::string_view> names) {
  std::string out;
  for (const std::string_view name : names) {
    if (!out.empty()) out += ", ";
    out += name;
  }
  return out;
}

} // namespace sotval::core
