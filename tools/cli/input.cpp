#include "input.hpp"

#include <array>
#include <cerrno>
#include <cstring>

#include <fcntl.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "file_source.hpp"
#include "pack/spelling.hpp"

namespace sotval::cli {

std::string read_input(const std::string& file, const std::string& what) {
  const bool standard = file == "-";
  const auto fail = [&](int error) {
    throw InputError(what + (standard ? "standard input" : core::in_quotes(file)) + " cannot be read: " + std::strerror(error));
  };
  const core::Descriptor opened(standard ? -1 : ::open(file.c_str(), O_RDONLY | O_CLOEXEC));
  if (!standard && !opened) fail(errno);
  std::string text;
  std::array<char, 65536> part{};
  for (;;) {
    const ssize_t count = ::read(standard ? STDIN_FILENO : opened.get(), part.data(), part.size());
    if (count == -1 && errno == EINTR) continue;
    if (count == -1) fail(errno);
    if (count == 0) return text;
    text.append(part.data(), static_cast<std::size_t>(count));
  }
}

} // namespace sotval::cli
