#include "program.hpp"

#include <array>
#include <cerrno>
#include <filesystem>
#include <stdexcept>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <pty.h>
#include <sys/wait.h>
#include <unistd.h>

namespace support {

namespace {

void close_and_forget(int& descriptor) {
  if (descriptor != -1) ::close(descriptor);
  descriptor = -1;
}

/// The two ends of a stream: ours to read, the program's to write. Either may be -1.
struct Ends {
  int ours = -1;
  int its = -1;
};

void fill(int descriptor) {
  const int flags = ::fcntl(descriptor, F_GETFL);
  ::fcntl(descriptor, F_SETFL, flags | O_NONBLOCK);
  const std::array<char, 4096> zeros{};
  for (const std::size_t size : {zeros.size(), std::size_t{1}})
    while (::write(descriptor, zeros.data(), size) > 0) {
    }
  ::fcntl(descriptor, F_SETFL, flags);
}

Ends open_ends(Stream stream) {
  Ends ends;
  std::array<int, 2> both{-1, -1};
  winsize size{24, 80, 0, 0};
  switch (stream) {
  case Stream::pipe:
    if (::pipe2(both.data(), O_CLOEXEC) == -1) throw std::runtime_error("no pipe");
    return {both[0], both[1]};
  case Stream::full_pipe:
    ends = open_ends(Stream::pipe);
    fill(ends.its);
    return ends;
  case Stream::terminal:
    if (::openpty(&ends.ours, &ends.its, nullptr, nullptr, &size) == -1) throw std::runtime_error("no terminal");
    ::fcntl(ends.ours, F_SETFD, FD_CLOEXEC);
    ::fcntl(ends.its, F_SETFD, FD_CLOEXEC);
    return ends;
  case Stream::full_disk: return {-1, ::open("/dev/full", O_WRONLY | O_CLOEXEC)};
  case Stream::closed: break;
  }
  return ends;
}

void connect(int descriptor, int number) {
  if (descriptor == -1)
    ::close(number);
  else
    ::dup2(descriptor, number);
}

// The child, before the program. Signals as in an interactive shell, whatever the test runner has.
[[noreturn]] void become_program(char* const* arguments, char* const* environment, const ProgramOptions& options, int out,
                                 int error) {
  const int input = ::open(options.input.c_str(), O_RDONLY | O_CLOEXEC);
  connect(input, STDIN_FILENO);
  connect(out, STDOUT_FILENO);
  connect(error, STDERR_FILENO);
  for (const int signal : {SIGINT, SIGTERM, SIGPIPE}) ::signal(signal, SIG_DFL);
  sigset_t none;
  sigemptyset(&none);
  ::sigprocmask(SIG_SETMASK, &none, nullptr);
  if (::chdir(options.directory.c_str()) == 0) ::execve(options.program.c_str(), arguments, environment);
  ::_exit(127);
}

// The program's end closes when the program takes the place of our copy.
void wait_for_end(Ends& pipe) {
  close_and_forget(pipe.its);
  char byte = 0;
  while (::read(pipe.ours, &byte, 1) == -1 && errno == EINTR) {
  }
  close_and_forget(pipe.ours);
}

std::vector<char*> pointers(std::vector<std::string>& texts) {
  std::vector<char*> made;
  for (std::string& text : texts) made.push_back(text.data());
  made.push_back(nullptr);
  return made;
}

/// Reads what there is; false at the end. A terminal whose last writer is gone answers EIO.
bool read_some(int descriptor, std::string& text) {
  std::array<char, 65536> buffer{};
  const ssize_t count = ::read(descriptor, buffer.data(), buffer.size());
  if (count > 0) text.append(buffer.data(), static_cast<std::size_t>(count));
  return count > 0 || (count == -1 && errno == EINTR);
}

} // namespace

Program::Program(const std::vector<std::string>& arguments, const ProgramOptions& options) {
  std::vector<std::string> words{std::filesystem::path(options.program).filename()};
  words.insert(words.end(), arguments.begin(), arguments.end());
  std::vector<std::string> variables;
  for (const auto& [name, value] : options.environment) variables.push_back(name + "=" + value);
  const std::vector<char*> argument_pointers = pointers(words);
  const std::vector<char*> variable_pointers = pointers(variables);
  Ends out = open_ends(options.out);
  Ends error = open_ends(options.error);
  Ends started = open_ends(Stream::pipe);
  process_ = ::fork();
  if (process_ == 0)
    become_program(argument_pointers.data(), variable_pointers.data(), options, out.its, error.its);
  close_and_forget(out.its);
  close_and_forget(error.its);
  wait_for_end(started);
  out_ = out.ours;
  error_ = error.ours;
  if (process_ == -1) throw std::runtime_error("cannot start the program");
}

Program::~Program() {
  close_and_forget(out_);
  close_and_forget(error_);
  if (process_ == -1) return;
  ::kill(process_, SIGKILL);
  ::waitpid(process_, nullptr, 0);
}

void Program::close_out() { close_and_forget(out_); }

Outcome Program::finish() {
  Outcome outcome;
  while (out_ != -1 || error_ != -1) {
    std::array<pollfd, 2> waiting{pollfd{out_, POLLIN, 0}, pollfd{error_, POLLIN, 0}};
    ::poll(waiting.data(), waiting.size(), -1);
    if (waiting[0].revents != 0 && !read_some(out_, outcome.out)) close_and_forget(out_);
    if (waiting[1].revents != 0 && !read_some(error_, outcome.error)) close_and_forget(error_);
  }
  int status = 0;
  ::waitpid(std::exchange(process_, -1), &status, 0);
  if (WIFEXITED(status)) outcome.code = WEXITSTATUS(status);
  if (WIFSIGNALED(status)) outcome.signal = WTERMSIG(status);
  return outcome;
}

} // namespace support
