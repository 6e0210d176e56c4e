#include "input.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "file_source.hpp"
#include "pack/spelling.hpp"

namespace sotval::cli {

namespace {

constexpr std::size_t max_input = 256 * 1024 * 1024;

std::string name_of(const std::string& file) { return file == "-" ? "standard input" : core::in_quotes(file); }

} // namespace

std::string read_input(const std::string& file, const std::string& what) {
  std::string text = read_start_of_input(file, what, max_input + 1);
  if (text.size() > max_input) throw InputError(what + name_of(file) + " is larger than 256 MiB");
  return text;
}

std::string read_start_of_input(const std::string& file, const std::string& what, std::size_t most) {
  const bool standard = file == "-";
  const auto fail = [&](int error) { throw InputError(what + name_of(file) + " cannot be read: " + std::strerror(error)); };
  const core::Descriptor opened(standard ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!standard && !opened) fail(errno);
  std::string text;
  std::array<char, 65536> part{};
  while (text.size() < most) {
    const ssize_t count = ::read(standard ? STDIN_FILENO : opened.get(), part.data(), std::min(part.size(), most - text.size()));
    if (count == -1 && errno == EINTR) continue;
    if (count == -1) fail(errno);
    if (count == 0) break;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
  return text;
}

} // namespace sotval::cli
