#include "exec/launcher.hpp"

#include <array>
#include <condition_variable>
#include <csignal>
#include <cstdint>
#include <cstring>
#include <deque>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>
#include <utility>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/default_launcher.hpp>
#include <boost/process/v2/process.hpp>

namespace sotval::exec {

namespace {

namespace process = boost::process::v2;

// Numbers from here on are out of the way of those that a child is to have, and below any limit.
constexpr int high_descriptor = 10;
constexpr std::size_t max_child_descriptors = 8;

// Everything a child does before its exec. It is one of vfork(), which spares the copy of the page tables and a
// fault of the host at each page that it touches afterwards, but it runs in the host's memory: so it makes system
// calls, past whatever has been put between them and the library, and writes nothing but what is its own.
class StartChild {
public:
  /// `report`: where it writes the error number of what failed; closed by the exec.
  StartChild(const LaunchRequest& request, const char* const* arguments, const char* const* environment, pid_t parent, int report)
      : request_(request), arguments_(arguments), environment_(environment), parent_(parent), report_(report) {}

  [[noreturn]] void exec() const noexcept {
    const int report = copy_high(report_); // where no target number can be
    if (report < 0) fail(report_);         // no descriptor left: the original one still tells
    ::syscall(SYS_setpgid, 0, 0);
    ::syscall(SYS_prctl, PR_SET_PDEATHSIG, SIGKILL, 0, 0, 0);
    if (::syscall(SYS_getppid) != parent_) errno = ESRCH, fail(report); // it died before it could take us along
    if (request_.directory >= 0 && ::syscall(SYS_fchdir, request_.directory) != 0) fail(report);
    const int program = request_.program >= 0 ? copy_high(request_.program) : -1;
    if (request_.program >= 0 && program < 0) fail(report);
    move_descriptors(report);
    restore_signals();
    const rlimit no_core{0, 0};
    ::syscall(SYS_prlimit64, 0, RLIMIT_CORE, &no_core, nullptr);
    if (program >= 0)
      ::syscall(SYS_execveat, program, "", arguments_, environment_, AT_EMPTY_PATH);
    else
      ::syscall(SYS_execve, request_.path.c_str(), arguments_, environment_);
    fail(report);
  }

private:
  static int copy_high(int descriptor) noexcept { return static_cast<int>(::syscall(SYS_fcntl, descriptor, F_DUPFD_CLOEXEC, high_descriptor)); }

  [[noreturn]] static void fail(int report) noexcept {
    const int error = errno;
    ::syscall(SYS_write, report, &error, sizeof error);
    for (;;) ::syscall(SYS_exit_group, 127);
  }

  void move_descriptors(int report) const noexcept {
    int high[max_child_descriptors] = {};
    for (std::size_t i = 0; i < request_.descriptors.size(); ++i)
      if ((high[i] = copy_high(request_.descriptors[i].first)) < 0) fail(report);
    if (::syscall(SYS_close_range, 0U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) != 0) fail(report); // dup3() takes the flag off
    for (std::size_t i = 0; i < request_.descriptors.size(); ++i)
      if (::syscall(SYS_dup3, high[i], request_.descriptors[i].second, 0) < 0) fail(report);
  }

  // Ignored signals and the mask would survive the exec.
  static void restore_signals() noexcept {
    constexpr std::uint64_t usual_action[4] = {}; // as the kernel has it
    constexpr std::uint64_t none = 0;
    for (int signal = 1; signal < NSIG; ++signal) ::syscall(SYS_rt_sigaction, signal, usual_action, nullptr, sizeof none);
    ::syscall(SYS_rt_sigprocmask, SIG_SETMASK, &none, nullptr, sizeof none);
  }

  const LaunchRequest& request_;
  const char* const* arguments_;
  const char* const* environment_;
  pid_t parent_;
  int report_;
};

// How Boost.Process is to start a child. Its own launchers tell the reactor of the fork, in the child as well,
// which takes memory and locks, and leave the child of a failed exec by exit(), and so by what the host registered
// for its own end.
struct VforkLauncher : process::posix::default_launcher {
  template <typename Executor>
  process::basic_process<Executor> operator()(const Executor& executor, const StartChild& start) {
    pid = ::vfork();
    if (pid == 0) start.exec();
    if (pid < 0) throw std::system_error(errno, std::generic_category());
    return process::basic_process<Executor>(executor, pid);
  }
};

std::vector<const char*> pointers_to(const std::vector<std::string>& texts) {
  std::vector<const char*> pointers;
  for (const std::string& text : texts) pointers.push_back(text.c_str());
  pointers.push_back(nullptr);
  return pointers;
}

core::Descriptor open_pidfd(pid_t pid) {
  return core::Descriptor(static_cast<int>(::syscall(SYS_pidfd_open, pid, 0U)));
}

void kill_and_reap(pid_t pid) noexcept {
  ::kill(pid, SIGKILL);
  while (::waitpid(pid, nullptr, 0) < 0 && errno == EINTR) {
  }
}

// By which a child tells what stood in the way of its exec.
struct ReportPipe {
  core::Descriptor reader, writer;

  ReportPipe() {
    std::array<int, 2> ends{};
    if (::pipe2(ends.data(), O_CLOEXEC | O_NONBLOCK) != 0) throw std::system_error(errno, std::generic_category());
    reader = core::Descriptor(ends[0]);
    writer = core::Descriptor(ends[1]);
  }

  /// 0 if the exec went well. vfork() comes back when it is decided, so that there is nothing to wait for, but for tools that
  /// make a fork() of it. Where the host forks at that moment, its child has the pipe as well and may keep it open for ever.
  int read_error() {
    constexpr int patience = 2'000; // milliseconds
    writer = {};
    pollfd decided{reader.get(), POLLIN, 0};
    while (::poll(&decided, 1, patience) < 0 && errno == EINTR) {
    }
    int error = 0;
    ssize_t n = 0;
    while ((n = ::read(reader.get(), &error, sizeof error)) < 0 && errno == EINTR) {
    }
    return n == sizeof error ? error : 0;
  }
};

// Boost's reactor takes three descriptors and loses one if there is none for the next: so it is not begun
// where there are not enough. (Where another thread takes them at that moment, one is lost.)
void check_descriptors(int any) {
  std::array<core::Descriptor, 5> kept; // those of the reactor, Boost's pidfd and ours
  for (core::Descriptor& descriptor : kept)
    if (descriptor = core::Descriptor(::fcntl(any, F_DUPFD_CLOEXEC, 0)); !descriptor) throw std::system_error(errno, std::generic_category());
}

} // namespace

struct Launcher::State {
  std::mutex mutex;
  std::condition_variable more;
  std::deque<std::function<void()>> tasks;
  bool ending = false;
  const pid_t owner = ::getpid();
  std::thread thread;
  boost::asio::io_context reactor{1}; // private: what the host has for its own is left alone

  void work() {
    for (;;) {
      std::function<void()> task;
      {
        std::unique_lock lock(mutex);
        more.wait(lock, [this] { return ending || !tasks.empty(); });
        if (ending) return;
        task = std::move(tasks.front());
        tasks.pop_front();
      }
      task();
    }
  }
};

Launcher::Launcher() : state_(std::make_shared<State>()) {
  // Signals are the host's business: its handlers must not run on a thread it does not know.
  sigset_t all, former;
  ::sigfillset(&all);
  ::pthread_sigmask(SIG_SETMASK, &all, &former);
  try {
    state_->thread = std::thread([state = state_.get()] { state->work(); });
  } catch (...) {
    ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
    throw;
  }
  ::pthread_sigmask(SIG_SETMASK, &former, nullptr);
}

Launcher::~Launcher() {
  if (::getpid() != state_->owner) { // there is no such thread in a fork; what it left behind cannot be taken down
    new std::shared_ptr<State>(std::move(state_));
    return;
  }
  {
    const std::lock_guard lock(state_->mutex);
    state_->ending = true;
  }
  state_->more.notify_one();
  state_->thread.join();
}

void Launcher::post(std::function<void()> task) {
  {
    const std::lock_guard lock(state_->mutex);
    state_->tasks.push_back(std::move(task));
  }
  state_->more.notify_one();
}

ChildProcess Launcher::launch(const LaunchRequest& request) {
  if (std::this_thread::get_id() != state_->thread.get_id()) throw std::logic_error("a process can only be launched in a task of its launcher");
  if (request.descriptors.size() > max_child_descriptors) throw std::logic_error("too many descriptors for a child");
  const std::vector<const char*> arguments = pointers_to(request.arguments);
  const std::vector<const char*> environment = pointers_to(request.environment);
  ReportPipe report;
  check_descriptors(report.reader.get());
  const StartChild start(request, arguments.data(), environment.data(), state_->owner, report.writer.get());
  VforkLauncher launcher; // an object of its own: its pid is known even if the call throws
  ChildProcess child;
  try {
    auto started = launcher(state_->reactor.get_executor(), start);
    child.pid = started.id();
    child.pidfd = open_pidfd(child.pid);
    const int unwatchable = child.pidfd ? 0 : errno;
    started.detach();
    const int error = report.read_error();
    if (error == 0 && unwatchable == 0) return child;
    kill_and_reap(child.pid);
    throw std::system_error(error != 0 ? error : unwatchable, std::generic_category());
  } catch (const boost::system::system_error& failure) {
    int error = failure.code().value();
    if (launcher.pid > 0) { // it cannot be watched, of which Boost says no more than that -1 is no descriptor
      if (!open_pidfd(launcher.pid)) error = errno;
      if (const int reported = report.read_error()) error = reported;
      kill_and_reap(launcher.pid);
    }
    throw std::system_error(error, std::generic_category());
  } catch (const std::bad_alloc&) {
    if (launcher.pid > 0) kill_and_reap(launcher.pid);
    throw;
  }
}

void kill_group(const ChildProcess& child) noexcept {
  if (!child) return;
  ::kill(-child.pid, SIGKILL);
  ::syscall(SYS_pidfd_send_signal, child.pidfd.get(), SIGKILL, nullptr, 0U); // if it has left its group
}

bool wait_for_end(const ChildProcess& child, int milliseconds) noexcept {
  pollfd ended{child.pidfd.get(), POLLIN, 0};
  return ::poll(&ended, 1, milliseconds) == 1;
}

ChildEnd reap(ChildProcess& child) noexcept {
  ChildEnd end;
  if (!child) return end;
  siginfo_t info{};
  int result = 0;
  while ((result = ::waitid(static_cast<idtype_t>(P_PIDFD), static_cast<id_t>(child.pidfd.get()), &info, WEXITED)) != 0 && errno == EINTR) {
  }
  if (result == 0) {
    end.kind = info.si_code == CLD_EXITED ? ChildEnd::Kind::exited : ChildEnd::Kind::signalled;
    end.code = info.si_status;
  }
  child = ChildProcess{};
  return end;
}

std::string ChildEnd::describe() const {
  switch (kind) {
  case Kind::exited: return "exited with status " + std::to_string(code);
  case Kind::signalled: {
    const char* name = ::sigabbrev_np(code);
    const char* about = ::sigdescr_np(code);
    std::string text = name != nullptr ? std::string("was killed by SIG") + name : "was killed by signal " + std::to_string(code);
    if (about != nullptr) text += std::string(" (") + about + ")";
    return text;
  }
  case Kind::unknown: break;
  }
  return "ended";
}

std::vector<std::string> current_environment() {
  std::vector<std::string> variables;
  for (char** variable = environ; variable != nullptr && *variable != nullptr; ++variable) variables.emplace_back(*variable);
  return variables;
}

} // namespace sotval::exec
