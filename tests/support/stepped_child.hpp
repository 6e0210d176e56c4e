#pragma once

#include <functional>
#include <optional>
#include <stdexcept>
#include <string>

#include <csignal>

#include <sys/ptrace.h>
#include <sys/wait.h>
#include <unistd.h>

#include "support/child.hpp"

namespace support {

/// Runs `work` in a child process that stands still before and after each of its system calls while
/// `at_call(number, before)` is called here: what happens to a file between two steps of a program can
/// so be decided. Returns what `work` returned; nothing if this process may not trace its children.
inline std::optional<std::string> in_stepped_child(const std::function<std::string()>& work,
                                                   const std::function<void(long number, bool before)>& at_call) {
  int ends[2];
  if (pipe(ends) != 0) throw std::runtime_error("no pipe");
  const pid_t child = fork();
  if (child < 0) throw std::runtime_error("no child");
  if (child == 0) {
    close(ends[0]);
    if (ptrace(PTRACE_TRACEME, 0, nullptr, nullptr) != 0) _exit(1);
    raise(SIGSTOP);
    detail::run_and_exit(ends[1], work);
  }
  close(ends[1]);
  int status = 0;
  waitpid(child, &status, 0);
  const bool traced = WIFSTOPPED(status);
  if (traced) ptrace(PTRACE_SETOPTIONS, child, nullptr, PTRACE_O_TRACESYSGOOD | PTRACE_O_EXITKILL);
  long number = -1;
  for (long signal = 0; WIFSTOPPED(status);) {
    ptrace(PTRACE_SYSCALL, child, nullptr, signal);
    waitpid(child, &status, 0);
    if (!WIFSTOPPED(status)) break;
    signal = WSTOPSIG(status) == (SIGTRAP | 0x80) ? 0 : WSTOPSIG(status);
    if (signal != 0) continue;
    __ptrace_syscall_info info{};
    ptrace(PTRACE_GET_SYSCALL_INFO, child, sizeof info, &info);
    const bool before = info.op == PTRACE_SYSCALL_INFO_ENTRY;
    if (before) number = static_cast<long>(info.entry.nr);
    at_call(number, before);
  }
  std::string text = detail::read_all(ends[0]);
  close(ends[0]);
  if (!traced) return std::nullopt;
  return status == 0 ? text : detail::how_it_ended(status);
}

} // namespace support
