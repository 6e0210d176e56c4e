#include "convert.hpp"

#include <charconv>

namespace sotval::cli {

std::uint64_t number_of(std::string_view option, std::string_view word, std::uint64_t largest) {
  std::uint64_t number = 0;
  const char* const end = word.data() + word.size();
  const auto [stopped_at, error] = std::from_chars(word.data(), end, number);
  if (word.empty() || error != std::errc() || stopped_at != end || number > largest)
    throw UsageError(std::string(option) + ": " + core::in_quotes(word) + " is not a whole number from 0 to " +
                     std::to_string(largest));
  return number;
}

} // namespace sotval::cli
