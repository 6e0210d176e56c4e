#include "convert.hpp"

#include <algorithm>
#include <charconv>
#include <cmath>
#include <limits>
#include <optional>

namespace sotval::cli {

namespace {

constexpr std::string_view digits = "0123456789";
constexpr std::string_view units = "KMGT";

/// All of the word as a number; nothing if it is none or does not fit.
template <typename Number> std::optional<Number> whole(std::string_view word) {
  Number number{};
  const char* const end = word.data() + word.size();
  const auto [stopped_at, error] = std::from_chars(word.data(), end, number);
  if (word.empty() || error != std::errc() || stopped_at != end) return std::nullopt;
  return number;
}

constexpr char upper(char letter) noexcept {
  return letter >= 'a' && letter <= 'z' ? static_cast<char>(letter - 'a' + 'A') : letter;
}

} // namespace

std::uint64_t number_of(std::string_view option, std::string_view word, std::uint64_t largest) {
  const auto number = whole<std::uint64_t>(word);
  if (!number || *number > largest)
    throw UsageError(std::string(option) + ": " + core::in_quotes(word) + " is not a whole number from 0 to " +
                     std::to_string(largest));
  return *number;
}

std::vector<unsigned> numbers_of(std::string_view option, std::string_view word, unsigned largest) {
  std::vector<unsigned> numbers;
  for (std::size_t begin = 0; begin <= word.size();) {
    const std::size_t end = std::min(word.find(',', begin), word.size());
    numbers.push_back(static_cast<unsigned>(number_of(option, word.substr(begin, end - begin), largest)));
    begin = end + 1;
  }
  return numbers;
}

std::chrono::milliseconds seconds_of(std::string_view option, std::string_view word) {
  constexpr double largest = 1'000'000;
  // Without this look at the characters, inf, nan and 1e3 would be numbers too.
  const bool plain = word.find_first_not_of("0123456789.") == std::string_view::npos;
  const auto number = plain ? whole<double>(word) : std::nullopt;
  if (!number || *number > largest)
    throw UsageError(std::string(option) + ": " + core::in_quotes(word) +
                     " is not a number of seconds from 0 to 1000000, such as 60 or 0.5");
  return std::chrono::milliseconds(static_cast<std::int64_t>(std::ceil(*number * 1000)));
}

std::uint64_t bytes_of(std::string_view option, std::string_view word) {
  const std::size_t end = std::min(word.find_first_not_of(digits), word.size());
  const std::string_view suffix = word.substr(end);
  const std::size_t unit = suffix.size() == 1 ? units.find(upper(suffix[0])) : std::string_view::npos;
  const unsigned shift = unit == std::string_view::npos ? 0 : 10 * static_cast<unsigned>(unit + 1);
  const auto number = whole<std::uint64_t>(word.substr(0, end));
  const bool understood = number && (suffix.empty() || shift != 0);
  if (!understood || *number > std::numeric_limits<std::uint64_t>::max() >> shift)
    throw UsageError(std::string(option) + ": " + core::in_quotes(word) +
                     " is not a number of bytes, such as 1048576, 1024K, 512M or 2G");
  return *number << shift;
}

} // namespace sotval::cli
