#pragma once

#include <csignal>
#include <map>
#include <string>
#include <vector>

// Runs sotval-cli as a user's shell would: words in, text and exit code out.

namespace support {

/// What a descriptor of the program is connected to.
enum class Stream {
  pipe,
  full_pipe, ///< holds zeros already, so that the program waits at its first write until finish() reads
  terminal,
  full_disk,
  closed
};

struct ProgramOptions {
  std::string program = SOTVAL_CLI;                 ///< what is run
  std::string directory = "/";                      ///< where it runs
  std::map<std::string, std::string> environment{}; ///< all of it
  std::string input = "/dev/null";                  ///< a file that is its standard input
  Stream out = Stream::pipe;
  Stream error = Stream::pipe;
};

struct Outcome {
  int code = -1;  ///< exit code; -1 if a signal ended it
  int signal = 0; ///< that signal
  std::string out;
  std::string error;
};

/// A started program: from the constructor on, the process is the program and no longer a copy of the
/// tests. Ended and waited for at the end of the scope.
class Program {
public:
  explicit Program(const std::vector<std::string>& arguments, const ProgramOptions& options = {});
  Program(const Program&) = delete;
  Program& operator=(const Program&) = delete;
  ~Program();

  int process() const noexcept { return process_; }
  /// What the program writes to standard output or error arrives here.
  int out() const noexcept { return out_; }
  int error() const noexcept { return error_; }

  void close_out();
  /// Reads all it writes, then waits for its end.
  Outcome finish();

private:
  int process_ = -1;
  int out_ = -1;
  int error_ = -1;
};

inline Outcome run(const std::vector<std::string>& arguments, const ProgramOptions& options = {}) {
  return Program(arguments, options).finish();
}

inline bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

} // namespace support
