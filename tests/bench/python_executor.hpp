#pragma once

#include <cstddef>
#include <cstdio>
#include <memory>
#include <optional>

#include <sys/types.h>

namespace bench {

/// Python's concurrent.futures.ProcessPoolExecutor in a child process (process_pool_executor.py), which is
/// told to do one round at a time.
class PythonExecutor {
public:
  /// Empty: there is no python3.
  static std::optional<PythonExecutor> start(unsigned workers);
  PythonExecutor(PythonExecutor&& other) noexcept;
  ~PythonExecutor();

  /// Maps a function that does nothing over so many numbers; microseconds for each. Throws EngineError.
  double run(unsigned chunk_size, std::size_t tasks);

private:
  struct Close {
    void operator()(std::FILE* file) const { std::fclose(file); }
  };
  using File = std::unique_ptr<std::FILE, Close>;

  PythonExecutor(pid_t pid, File to, File from) : pid_(pid), to_(std::move(to)), from_(std::move(from)) {}

  pid_t pid_;
  File to_, from_;
};

} // namespace bench
