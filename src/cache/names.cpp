#include "names.hpp"

#include <algorithm>
#include <cerrno>

#include <sys/random.h>

#include <sotval/error.hpp>

#include "file_source.hpp"

namespace sotval::cache {

namespace {

constexpr std::string_view finished = "sotval-";
constexpr std::string_view unfinished = "sotval.new-";
constexpr std::size_t digits = 32; // 128 bits

std::string random_digits() {
  unsigned char bytes[digits / 2];
  ssize_t n = 0;
  do n = ::getrandom(bytes, sizeof bytes, 0);
  while (n < 0 && errno == EINTR);
  if (n != sizeof bytes) throw EngineError("shared memory: getrandom: " + core::error_text(errno));
  std::string text;
  for (const unsigned char byte : bytes) text.append({"0123456789abcdef"[byte >> 4], "0123456789abcdef"[byte & 15]});
  return text;
}

bool is_digits(std::string_view text) noexcept {
  return text.size() == digits && text.find_first_not_of("0123456789abcdef") == std::string_view::npos;
}

bool starts_with_digits(std::string_view text, std::string_view prefix) noexcept {
  return text.starts_with(prefix) && is_digits(text.substr(prefix.size(), digits));
}

} // namespace

std::string random_handle() { return std::string(finished) + random_digits(); }

std::string random_unfinished_name() { return std::string(unfinished) + random_digits(); }

bool is_handle(std::string_view text) noexcept {
  return text.size() == finished.size() + digits && starts_with_digits(text, finished);
}

std::string segment_name(std::string_view handle, std::uint64_t number) {
  return std::string(handle) + "-" + std::to_string(number);
}

bool is_segment_name(std::string_view text) noexcept {
  if (!starts_with_digits(text, finished)) return false;
  std::string_view rest = text.substr(finished.size() + digits);
  if (!rest.starts_with('-')) return false;
  rest.remove_prefix(1);
  return !rest.empty() && rest.size() <= 20 && std::all_of(rest.begin(), rest.end(), [](char c) { return c >= '0' && c <= '9'; });
}

bool is_unfinished_name(std::string_view text) noexcept {
  return text.size() == unfinished.size() + digits && starts_with_digits(text, unfinished);
}

std::string path_of(std::string_view name) { return std::string(shared_memory_directory) + "/" + std::string(name); }

} // namespace sotval::cache
