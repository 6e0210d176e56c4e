#pragma once

#include <string>
#include <string_view>
#include <type_traits>

#include <sotval/error.hpp>

namespace support {

/// The message of the error that the call throws; empty if it throws none. Other exceptions pass.
template <class E = sotval::Error, class Call> std::string message_of(Call&& call) {
  try {
    call();
  } catch (const E& error) {
    return error.what();
  }
  return {};
}

inline bool contains(std::string_view text, std::string_view part) { return text.find(part) != std::string_view::npos; }

} // namespace support
