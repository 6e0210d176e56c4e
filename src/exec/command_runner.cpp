#include "command_runner.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <future>
#include <mutex>
#include <new>
#include <optional>
#include <system_error>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/ioctl.h>
#include <sys/stat.h>
#include <unistd.h>

#include <sotval/error.hpp>

#include "exec/launcher.hpp"

// External programs, started by a launcher like worker processes. Three pipes and the end of the program
// are waited for at the same time, so that neither side can block the other whatever is written when.

namespace sotval::exec {

namespace {

using core::CommandRequest;
using core::CommandResult;
using core::Descriptor;
using Clock = std::chrono::steady_clock;

constexpr std::size_t most_errors = 4096; // bytes of standard error that are kept
constexpr std::chrono::hours longest_timeout{24 * 365}; // what is longer does not fit into a clock in the end

struct Pipe {
  Descriptor read, write;

  Pipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    read = Descriptor(ends[0]);
    write = Descriptor(ends[1]);
  }
};

void make_nonblocking(const Descriptor& fd) {
  ::fcntl(fd.get(), F_SETFL, ::fcntl(fd.get(), F_GETFL) | O_NONBLOCK);
}

bool is_program(const std::string& path) {
  struct stat status {};
  return ::stat(path.c_str(), &status) == 0 && S_ISREG(status.st_mode) && ::access(path.c_str(), X_OK) == 0;
}

// As a shell does it, but never relative to the current directory.
std::string find_program(const std::string& name) {
  if (name.find('/') != std::string::npos) return name;
  const char* path = std::getenv("PATH");
  std::string_view rest = path != nullptr ? path : "/usr/bin:/bin";
  while (true) {
    const std::size_t colon = rest.find(':');
    const std::string directory(rest.substr(0, colon));
    if (directory.starts_with('/'))
      if (const std::string candidate = directory + '/' + name; is_program(candidate)) return candidate;
    if (colon == std::string_view::npos) throw EngineError("'" + name + "' is not in PATH");
    rest.remove_prefix(colon + 1);
  }
}

// One program that runs.
class Running {
public:
  Running(const CommandRequest& request, const std::stop_token& stop) : request_(request), stop_(stop), wake_(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK)) {
    if (!wake_) throw std::system_error(errno, std::generic_category());
    for (const Descriptor* end : {&in_.write, &out_.read, &err_.read}) make_nonblocking(*end);
  }
  ~Running() {
    kill_group(child_);
    reap(child_);
  }

  void start(Launcher& launcher) {
    LaunchRequest launch;
    launch.path = find_program(request_.arguments.front());
    launch.arguments = request_.arguments;
    launch.environment = current_environment();
    launch.descriptors = {{in_.read.get(), STDIN_FILENO}, {out_.write.get(), STDOUT_FILENO}, {err_.write.get(), STDERR_FILENO}};
    const Descriptor directory(::open(request_.directory.c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
    if (!directory) throw std::system_error(errno, std::generic_category());
    launch.directory = directory.get();
    std::promise<std::pair<ChildProcess, int>> started;
    launcher.post([&] {
      ChildProcess child;
      int error = 0;
      try {
        child = launcher.launch(launch);
      } catch (const std::system_error& failure) {
        error = failure.code().value();
      } catch (const std::bad_alloc&) {
        error = ENOMEM;
      }
      started.set_value({std::move(child), error});
    });
    auto [child, error] = started.get_future().get();
    if (error != 0) throw std::system_error(error, std::generic_category());
    child_ = std::move(child);
    for (Descriptor* theirs : {&in_.read, &out_.write, &err_.write}) *theirs = Descriptor();
  }

  CommandResult finish() {
    const std::stop_callback wake(stop_, [this] {
      const std::uint64_t one = 1;
      [[maybe_unused]] const ssize_t told = ::write(wake_.get(), &one, sizeof one);
    });
    const auto deadline =
        request_.timeout.count() == 0 ? Clock::time_point::max() : Clock::now() + std::min<std::chrono::milliseconds>(request_.timeout, longest_timeout);
    for (;;) {
      if (stop_.stop_requested()) return ended_early(CommandResult::End::stopped);
      if (Clock::now() >= deadline) return ended_early(CommandResult::End::timed_out);
      if (request_.output_limit != 0 && result_.output.size() > request_.output_limit) return ended_early(CommandResult::End::too_much_output);
      if (wait(deadline)) return ended();
    }
  }

private:
  // True when the program has ended.
  bool wait(Clock::time_point deadline) {
    int milliseconds = -1;
    if (deadline != Clock::time_point::max()) {
      const auto left = std::chrono::ceil<std::chrono::milliseconds>(deadline - Clock::now()).count();
      milliseconds = static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
    }
    std::array<pollfd, 5> polled{{{wake_.get(), POLLIN, 0},
                                  {child_.pidfd.get(), POLLIN, 0},
                                  {out_.read.get(), POLLIN, 0}, // a closed one is -1 and ignored
                                  {err_.read.get(), POLLIN, 0},
                                  {in_.write.get(), POLLOUT, 0}}};
    if (::poll(polled.data(), polled.size(), milliseconds) < 0) return false;
    if (polled[4].revents != 0) write_input();
    if (polled[2].revents != 0 && !read_from(out_.read, result_.output)) out_.read = Descriptor();
    if (polled[3].revents != 0) read_errors();
    return polled[1].revents != 0;
  }

  void write_input() {
    const std::string_view rest = std::string_view(request_.input).substr(written_);
    const ssize_t n = rest.empty() ? 0 : write_without_signal(in_.write.get(), rest);
    if (n > 0) written_ += static_cast<std::size_t>(n);
    // A program need not read what it is given.
    const bool closed = n < 0 && errno != EAGAIN && errno != EINTR;
    if (closed || written_ == request_.input.size()) in_.write = Descriptor();
  }

  // There is no flag for it with pipes: the signal is held back for this thread and taken off again.
  static ssize_t write_without_signal(int fd, std::string_view bytes) {
    sigset_t pipe_signal, former, pending;
    ::sigemptyset(&pipe_signal);
    ::sigaddset(&pipe_signal, SIGPIPE);
    ::sigpending(&pending);
    const bool was_pending = ::sigismember(&pending, SIGPIPE) == 1;
    ::pthread_sigmask(SIG_BLOCK, &pipe_signal, &former);
    const ssize_t n = ::write(fd, bytes.data(), bytes.size());
    const int error = errno;
    if (n < 0 && error == EPIPE && !was_pending) {
      const timespec now{0, 0};
      while (::sigtimedwait(&pipe_signal, nullptr, &now) < 0 && errno == EINTR) {
      }
    }
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
    errno = error;
    return n;
  }

  // False at its end.
  static bool read_from(const Descriptor& fd, std::string& text) {
    std::array<char, 64 * 1024> buffer; // NOLINT: filled by read
    const ssize_t n = ::read(fd.get(), buffer.data(), buffer.size());
    if (n > 0) text.append(buffer.data(), static_cast<std::size_t>(n));
    return n > 0 || (n < 0 && (errno == EAGAIN || errno == EINTR));
  }

  void read_errors() {
    if (!read_from(err_.read, result_.errors)) err_.read = Descriptor();
    if (result_.errors.size() > most_errors) result_.errors.erase(0, result_.errors.size() - most_errors);
  }

  // What it has written is still in the pipes; a child of its own may go on writing, hence no more than that.
  CommandResult ended() {
    kill_group(child_);
    const ChildEnd end = reap(child_);
    drain(out_.read, result_.output);
    drain(err_.read, result_.errors);
    if (result_.errors.size() > most_errors) result_.errors.erase(0, result_.errors.size() - most_errors);
    result_.end = end.kind == ChildEnd::Kind::exited ? CommandResult::End::exited : CommandResult::End::signalled;
    result_.code = end.code;
    if (end.kind == ChildEnd::Kind::unknown) { // the host has taken its status away
      result_.end = CommandResult::End::not_started;
      result_.reason = "its exit status was taken away by somebody else in this process (is SIGCHLD ignored?)";
    } else if (request_.output_limit != 0 && result_.output.size() > request_.output_limit) {
      result_.end = CommandResult::End::too_much_output;
    }
    return std::move(result_);
  }

  static void drain(const Descriptor& fd, std::string& text) {
    int there = 0;
    if (!fd || ::ioctl(fd.get(), FIONREAD, &there) != 0) return;
    for (const std::size_t end = text.size() + static_cast<std::size_t>(there); text.size() < end;)
      if (!read_from(fd, text)) return;
  }

  CommandResult ended_early(CommandResult::End end) {
    kill_group(child_);
    reap(child_);
    result_.end = end;
    return std::move(result_);
  }

  const CommandRequest& request_;
  const std::stop_token& stop_;
  Descriptor wake_;
  Pipe in_, out_, err_;
  std::size_t written_ = 0;
  ChildProcess child_;
  CommandResult result_;
};

class ProgramRunner final : public core::CommandRunner {
public:
  CommandResult run(const CommandRequest& request, std::stop_token stop) override {
    CommandResult result;
    try {
      Running running(request, stop);
      running.start(launcher());
      return running.finish();
    } catch (const std::system_error& error) {
      result.reason = core::error_text(error.code().value());
    } catch (const EngineError& error) {
      result.reason = error.what();
    }
    result.end = CommandResult::End::not_started;
    return result;
  }

private:
  Launcher& launcher() {
    const std::lock_guard lock(mutex_);
    if (!launcher_) launcher_.emplace();
    return *launcher_;
  }

  std::mutex mutex_;
  std::optional<Launcher> launcher_; // a thread only once there is something to start
};

} // namespace

} // namespace sotval::exec

std::unique_ptr<sotval::core::CommandRunner> sotval::core::make_command_runner() {
  return std::make_unique<exec::ProgramRunner>();
}
