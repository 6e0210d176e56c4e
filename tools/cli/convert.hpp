#pragma once

#include <chrono>
#include <cstdint>
#include <initializer_list>
#include <string>
#include <string_view>
#include <utility>
#include <vector>

#include <sotval/result.hpp>
#include <sotval/validator.hpp>

#include "command_line.hpp"
#include "pack/spelling.hpp"

// From the words of the command line to values. Every function throws UsageError naming the option,
// the user's own word and what would be right.

namespace sotval::cli {

/// The value of that name.
template <typename Value>
Value one_of(std::string_view option, std::string_view word,
             std::initializer_list<std::pair<std::string_view, Value>> choices) {
  std::vector<std::string_view> names;
  for (const auto& [name, value] : choices) {
    if (name == word) return value;
    names.push_back(name);
  }
  throw UsageError(std::string(option) + ": unknown value " + core::in_quotes(word) + ", " +
                   core::suggest(word, names));
}

inline Severity severity_of(std::string_view option, std::string_view word) {
  return one_of<Severity>(option, word,
                          {{"critical", Severity::critical},
                           {"high", Severity::high},
                           {"medium", Severity::medium},
                           {"low", Severity::low},
                           {"info", Severity::info}});
}

inline Strategy strategy_of(std::string_view option, std::string_view word) {
  return one_of<Strategy>(option, word,
                          {{"auto", Strategy::automatic},
                           {"sequential", Strategy::sequential},
                           {"threads", Strategy::threads},
                           {"processes", Strategy::processes}});
}

/// Decimal digits and nothing else, at most `largest`.
std::uint64_t number_of(std::string_view option, std::string_view word, std::uint64_t largest);

/// The same, several of them, with commas between.
std::vector<unsigned> numbers_of(std::string_view option, std::string_view word, unsigned largest);

/// Seconds with or without decimals, up to a million. More than 0 never becomes 0, which means none.
std::chrono::milliseconds seconds_of(std::string_view option, std::string_view word);

/// A number of bytes, or of KiB, MiB, GiB or TiB: 1048576, 1024K, 1M.
std::uint64_t bytes_of(std::string_view option, std::string_view word);

} // namespace sotval::cli
