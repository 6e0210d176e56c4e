#include "exec/launcher.hpp"

#include <array>
#include <condition_variable>
#include <csignal>
#include <cstring>
#include <deque>
#include <mutex>
#include <new>
#include <stdexcept>
#include <thread>
#include <type_traits>

#include <fcntl.h>
#include <poll.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/syscall.h>
#include <sys/wait.h>
#include <unistd.h>

#include <boost/asio/io_context.hpp>
#include <boost/process/v2/posix/vfork_launcher.hpp>
#include <boost/process/v2/process.hpp>

namespace sotval::exec {

namespace {

namespace process = boost::process::v2;

// Numbers from here on are out of the way of those that a child is to have, and below any limit.
constexpr int high_descriptor = 10;
constexpr std::size_t max_child_descriptors = 8;

// Everything a child does between fork and exec, as an initialiser of Boost.Process that does the exec as
// well: Boost's own way out of a failed exec runs exit(), and with it what the host registered for its
// own end. The child is one of vfork(), which spares the copy of the page tables and a fault of the host at
// each page that it touches afterwards, but it runs in the host's memory: only async-signal-safe calls, and
// nothing is written but what is its own.
class StartChild {
public:
  /// `report`: where it writes the error number of what failed; closed by the exec.
  StartChild(const LaunchRequest& request, const char* const* arguments, const char* const* environment, pid_t parent, int report)
      : request_(request), arguments_(arguments), environment_(environment), parent_(parent), report_(report) {}

  template <typename Launcher> boost::system::error_code on_setup(Launcher& launcher, const process::filesystem::path&, const char* const*&) const {
    launcher.env = environment_;
    return {};
  }

  template <typename Launcher>
  boost::system::error_code on_exec_setup(Launcher&, const process::filesystem::path&, const char* const*&) const noexcept {
    const int report = ::fcntl(report_, F_DUPFD_CLOEXEC, high_descriptor); // where no target number can be
    const auto fail = [report](int error) {
      [[maybe_unused]] const ssize_t told = ::write(report, &error, sizeof error);
      ::_exit(127);
    };
    if (report < 0) { // no descriptor left: the original one still tells
      const int error = errno;
      [[maybe_unused]] const ssize_t told = ::write(report_, &error, sizeof error);
      ::_exit(127);
    }
    ::setpgid(0, 0);
    ::prctl(PR_SET_PDEATHSIG, SIGKILL);
    if (::getppid() != parent_) fail(ESRCH); // it died before it could take us along
    if (request_.directory >= 0 && ::fchdir(request_.directory) != 0) fail(errno);
    move_descriptors(fail);
    restore_signals();
    const rlimit no_core{0, 0};
    ::setrlimit(RLIMIT_CORE, &no_core);
    auto* const argv = const_cast<char* const*>(arguments_);
    auto* const env = const_cast<char* const*>(environment_);
    if (request_.program >= 0)
      ::syscall(SYS_execveat, program_, "", argv, env, AT_EMPTY_PATH);
    else
      ::execve(request_.path.c_str(), argv, env);
    fail(errno);
    return {};
  }

private:
  const LaunchRequest& request_;
  const char* const* arguments_;
  const char* const* environment_;
  pid_t parent_;
  int report_;
  mutable int program_ = -1; // out of the way of the child's numbers

  template <typename Fail> void move_descriptors(const Fail& fail) const noexcept {
    std::array<int, max_child_descriptors> high{};
    for (std::size_t i = 0; i < request_.descriptors.size(); ++i)
      if ((high[i] = ::fcntl(request_.descriptors[i].first, F_DUPFD_CLOEXEC, high_descriptor)) < 0) fail(errno);
    if (request_.program >= 0 && (program_ = ::fcntl(request_.program, F_DUPFD_CLOEXEC, high_descriptor)) < 0) fail(errno);
    if (::syscall(SYS_close_range, 0U, ~0U, 4U /* CLOSE_RANGE_CLOEXEC */) != 0) fail(errno); // dup2() takes the flag off
    for (std::size_t i = 0; i < request_.descriptors.size(); ++i)
      if (::dup2(high[i], request_.descriptors[i].second) < 0) fail(errno);
  }

  // Ignored signals and the mask would survive the exec.
  static void restore_signals() noexcept {
    struct sigaction action {};
    action.sa_handler = SIG_DFL;
    for (int signal = 1; signal < NSIG; ++signal) ::sigaction(signal, &action, nullptr);
    sigset_t none;
    ::sigemptyset(&none);
    ::sigprocmask(SIG_SETMASK, &none, nullptr);
  }
};

// Boost finds hooks by whether a call of them would compile: one with a slightly wrong signature is
// silently never called.
using Hooked = process::posix::vfork_launcher;
using BoostArguments = const char* const*;
static_assert(std::is_same_v<decltype(std::declval<const StartChild&>().on_exec_setup(std::declval<Hooked&>(), std::declval<const process::filesystem::path&>(),
                                                                                      std::declval<BoostArguments&>())),
                             boost::system::error_code>);

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
    if (::pipe2(ends.data(), O_CLOEXEC) != 0) throw std::system_error(errno, std::generic_category());
    reader = core::Descriptor(ends[0]);
    writer = core::Descriptor(ends[1]);
  }

  /// Waits for the exec; 0 if it went well.
  int read_error() {
    writer = {};
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
  // One for each child: Boost tells all services of a reactor of the fork, in the child as well, whose memory is
  // also ours. A new one has none that would do anything.
  boost::asio::io_context reactor(1);
  process::posix::vfork_launcher launcher; // an object of its own: its pid is known even if the call throws
  ChildProcess child;
  try {
    auto started = launcher(reactor.get_executor(), process::filesystem::path("/"), std::vector<std::string>{}, start);
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
