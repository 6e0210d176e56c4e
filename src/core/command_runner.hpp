#pragma once

#include <chrono>
#include <cstddef>
#include <cstdint>
#include <memory>
#include <stop_token>
#include <string>
#include <vector>

namespace sotval::core {

struct CommandRequest {
  std::vector<std::string> arguments; ///< the program first: an absolute path, or a name to look for in PATH
  std::string directory;              ///< that it is started in
  std::string input;                  ///< for its standard input
  std::chrono::milliseconds timeout{0}; ///< 0: none
  std::size_t output_limit = 0;         ///< bytes of standard output; 0: none
};

struct CommandResult {
  enum class End : std::uint8_t { exited, signalled, timed_out, too_much_output, not_started, stopped };

  End end = End::not_started;
  int code = 0;       ///< exit status, or number of the signal
  std::string output; ///< what it wrote to its standard output
  std::string errors; ///< the last 4 KiB of what it wrote to its standard error
  std::string reason; ///< not_started: why
};

/// Runs external programs, without a shell.
/// Threads: run() may be called concurrently.
class CommandRunner {
public:
  virtual ~CommandRunner() = default;
  /// Returns when the program has ended; it is ended early when its time is over, at its output limit, and
  /// when a stop is requested.
  virtual CommandResult run(const CommandRequest& request, std::stop_token stop) = 0;
};

/// The one that starts programs.
std::unique_ptr<CommandRunner> make_command_runner();

} // namespace sotval::core
