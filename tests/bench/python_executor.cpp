#include "python_executor.hpp"

#include <array>
#include <string>
#include <utility>

#include <fcntl.h>
#include <spawn.h>
#include <sys/wait.h>
#include <unistd.h>

#include <sotval/error.hpp>

namespace bench {

std::optional<PythonExecutor> PythonExecutor::start(unsigned workers) {
  std::array<int, 2> in{}, out{};
  if (::pipe2(in.data(), O_CLOEXEC) != 0 || ::pipe2(out.data(), O_CLOEXEC) != 0) throw sotval::EngineError("no pipe to python3");
  posix_spawn_file_actions_t actions;
  ::posix_spawn_file_actions_init(&actions);
  ::posix_spawn_file_actions_adddup2(&actions, in[0], STDIN_FILENO);
  ::posix_spawn_file_actions_adddup2(&actions, out[1], STDOUT_FILENO);
  std::array<std::string, 4> words{"python3", "-B", SOTVAL_BENCH_DIR "/process_pool_executor.py", std::to_string(workers)};
  std::array<char*, 5> arguments{};
  for (std::size_t i = 0; i < words.size(); ++i) arguments[i] = words[i].data();
  pid_t pid = 0;
  const int error = ::posix_spawnp(&pid, "python3", &actions, nullptr, arguments.data(), environ);
  ::posix_spawn_file_actions_destroy(&actions);
  ::close(in[0]);
  ::close(out[1]);
  PythonExecutor executor(error == 0 ? pid : 0, File(::fdopen(in[1], "w")), File(::fdopen(out[0], "r")));
  if (error != 0) return std::nullopt;
  return executor;
}

PythonExecutor::PythonExecutor(PythonExecutor&& other) noexcept
    : pid_(std::exchange(other.pid_, 0)), to_(std::move(other.to_)), from_(std::move(other.from_)) {}

PythonExecutor::~PythonExecutor() {
  to_.reset(); // to the script that means: go
  if (pid_ > 0) ::waitpid(pid_, nullptr, 0);
}

double PythonExecutor::run(unsigned chunk_size, std::size_t tasks) {
  std::fprintf(to_.get(), "%u %zu\n", chunk_size, tasks);
  std::fflush(to_.get());
  double microseconds = 0;
  if (std::fscanf(from_.get(), "%lf", &microseconds) != 1) throw sotval::EngineError("python3 gave no time");
  return microseconds;
}

} // namespace bench
