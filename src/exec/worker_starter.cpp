#include "exec/worker_starter.hpp"

#include <mutex>
#include <system_error>

#include <fcntl.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "exec/messages.hpp"

namespace sotval::exec {

struct WorkerStarter::Shared {
  WorkerProgram program;
  std::vector<std::string> environment = current_environment();
  core::Descriptor program_fd, null_fd, news;
  int open_error = 0; // of the program

  std::mutex mutex;
  std::vector<StartedWorker> started;

  void put(StartedWorker worker) {
    {
      const std::lock_guard lock(mutex);
      started.push_back(std::move(worker));
    }
    const std::uint64_t one = 1;
    [[maybe_unused]] const ssize_t told = ::write(news.get(), &one, sizeof one);
  }
};

namespace {

core::Descriptor open_or_throw(int fd, const char* what) {
  if (fd < 0) throw std::system_error(errno, std::generic_category(), what);
  return core::Descriptor(fd);
}

// Any regular file will do that nobody else has open: an empty one in memory, or the program once more.
core::Descriptor open_mark(int program) {
  if (core::Descriptor memory = create_mark_file()) return memory;
  return open_or_throw(::open(("/proc/self/fd/" + std::to_string(program)).c_str(), O_RDONLY | O_CLOEXEC), "open");
}

bool is_open(int fd) {
  return ::fcntl(fd, F_GETFD) != -1;
}

} // namespace

WorkerStarter::WorkerStarter(const WorkerProgram& program) : shared_(std::make_shared<Shared>()) {
  shared_->program = program;
  shared_->program_fd = core::Descriptor(::open(program.path.c_str(), O_PATH | O_CLOEXEC));
  shared_->open_error = shared_->program_fd ? 0 : errno;
  shared_->null_fd = open_or_throw(::open("/dev/null", O_RDWR | O_CLOEXEC), "/dev/null");
  shared_->news = open_or_throw(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK), "eventfd");
  launcher_ = std::make_unique<Launcher>();
}

WorkerStarter::~WorkerStarter() = default;

int WorkerStarter::news_fd() const noexcept {
  return shared_->news.get();
}

void WorkerStarter::start() {
  launcher_->post([shared = shared_, launcher = launcher_.get()] {
    StartedWorker worker;
    try {
      if (shared->open_error != 0) throw std::system_error(shared->open_error, std::generic_category());
      auto [ours, theirs] = Channel::open();
      worker.mark = Mark(open_mark(shared->program_fd.get()));
      LaunchRequest request;
      request.program = shared->program_fd.get();
      request.arguments = shared->program.arguments;
      request.environment = shared->environment;
      // What a worker prints is for people: results have a way of their own.
      const int out = is_open(STDERR_FILENO) ? STDERR_FILENO : shared->null_fd.get();
      request.descriptors = {{shared->null_fd.get(), STDIN_FILENO}, {out, STDOUT_FILENO}, {out, STDERR_FILENO},
                             {theirs.get(), control_descriptor},    {worker.mark.fd(), mark_descriptor}};
      worker.child = launcher->launch(request);
      worker.channel.emplace(std::move(ours));
    } catch (const std::system_error& error) {
      worker.error = error.code().value();
      worker.message = core::error_text(worker.error);
    } catch (const std::exception& error) { // no memory
      worker.error = ENOMEM;
      worker.message = error.what();
    }
    shared->put(std::move(worker));
  });
  ++under_way_;
}

std::vector<StartedWorker> WorkerStarter::take() {
  std::uint64_t count = 0;
  [[maybe_unused]] const ssize_t got = ::read(shared_->news.get(), &count, sizeof count);
  const std::lock_guard lock(shared_->mutex);
  under_way_ -= static_cast<unsigned>(shared_->started.size());
  return std::exchange(shared_->started, {});
}

} // namespace sotval::exec
