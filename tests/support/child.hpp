#pragma once

#include <cerrno>
#include <exception>
#include <functional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <grp.h>
#include <sys/wait.h>
#include <unistd.h>

namespace support {

namespace detail {

inline void write_all(int fd, std::string_view text) {
  while (!text.empty()) {
    const ssize_t n = ::write(fd, text.data(), text.size());
    if (n <= 0) return;
    text.remove_prefix(static_cast<std::size_t>(n));
  }
}

inline std::string read_all(int fd) {
  std::string text;
  char buffer[4096];
  for (;;) {
    const ssize_t n = ::read(fd, buffer, sizeof buffer);
    if (n < 0 && errno == EINTR) continue;
    if (n <= 0) return text;
    text.append(buffer, static_cast<std::size_t>(n));
  }
}

// The child's side of a fork: never returns, and ends without what a normal end would run.
[[noreturn]] inline void run_and_exit(int out, const std::function<std::string()>& work) {
  std::string text;
  try {
    text = work();
  } catch (const std::exception& error) {
    text = std::string("exception: ") + error.what();
  }
  write_all(out, text);
  _exit(0);
}

inline std::string how_it_ended(int status) {
  return WIFSIGNALED(status) ? "ended by signal " + std::to_string(WTERMSIG(status))
                             : "ended with " + std::to_string(WEXITSTATUS(status));
}

} // namespace detail

/// Runs `work` in a child process, which may change what it is and may do, and returns what it returned.
inline std::string in_child(const std::function<std::string()>& work) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child == 0) {
    close(ends[0]);
    detail::run_and_exit(ends[1], work);
  }
  close(ends[1]);
  std::string text = detail::read_all(ends[0]);
  close(ends[0]);
  int status = 0;
  waitpid(child, &status, 0);
  return status == 0 ? text : detail::how_it_ended(status);
}

/// In a child: gives up the power to read what may not be read. False if that is not possible.
inline bool become_nobody() {
  constexpr unsigned nobody = 65534;
  if (geteuid() != 0) return true;
  return setgroups(0, nullptr) == 0 && setresgid(nobody, nobody, nobody) == 0 && setresuid(nobody, nobody, nobody) == 0;
}

} // namespace support
