#include "terminal.hpp"

#include <algorithm>
#include <cctype>
#include <cstdlib>
#include <string>
#include <string_view>

#include <fcntl.h>
#include <sys/ioctl.h>
#include <unistd.h>

namespace sotval::cli {

namespace {

std::string_view environment(const char* name) {
  const char* value = std::getenv(name);
  return value == nullptr ? std::string_view() : value;
}

bool is_dumb_terminal() { return environment("TERM") == "dumb"; }

} // namespace

void occupy_standard_descriptors() noexcept {
  // open() takes the lowest free number. The mode is the wrong one on purpose.
  for (const int descriptor : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO})
    if (::fcntl(descriptor, F_GETFD) == -1 &&
        ::open("/dev/null", descriptor == STDIN_FILENO ? O_WRONLY : O_RDONLY) == -1)
      return;
}

bool wants_color(When asked, bool to_standard_output) {
  if (asked != When::automatic) return asked == When::always;
  if (!to_standard_output || !environment("NO_COLOR").empty()) return false;
  if (const auto forced = environment("CLICOLOR_FORCE"); !forced.empty() && forced != "0") return true;
  return ::isatty(STDOUT_FILENO) == 1 && !is_dumb_terminal();
}

bool shows_progress() { return ::isatty(STDERR_FILENO) == 1 && !is_dumb_terminal() && environment("CI").empty(); }

bool shows_unicode() {
  std::string_view locale;
  for (const char* name : {"LC_ALL", "LC_CTYPE", "LANG"})
    if (locale.empty()) locale = environment(name);
  std::string charset(locale.substr(std::min(locale.find('.'), locale.size())));
  std::transform(charset.begin(), charset.end(), charset.begin(),
                 [](unsigned char c) { return static_cast<char>(std::tolower(c)); });
  const bool utf8 = charset.rfind(".utf-8", 0) == 0 || charset.rfind(".utf8", 0) == 0;
  return utf8 && environment("TERM") != "linux"; // whose font lacks most of them
}

std::size_t terminal_width() {
  winsize size{};
  if (::ioctl(STDERR_FILENO, TIOCGWINSZ, &size) == 0 && size.ws_col > 0) return size.ws_col;
  return 80;
}

} // namespace sotval::cli
