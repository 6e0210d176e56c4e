#include "support/catch.hpp"

#include <algorithm>
#include <cerrno>
#include <csignal>
#include <cstdlib>
#include <memory>
#include <thread>

#include <sys/resource.h>
#include <sys/stat.h>

#include "command_runner.hpp"
#include "exec/support/launching.hpp"
#include "exec/support/scripted_context.hpp"
#include "support/child.hpp"
#include "support/forbidden_call.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval;
using namespace support;
using core::CommandRequest;
using core::CommandResult;
using core::make_command_runner;
using End = core::CommandResult::End;
using std::chrono::milliseconds;

namespace {

constexpr std::size_t ten_million = 10'000'000;

CommandRequest command(std::vector<std::string> arguments, std::string input = {}) {
  return {std::move(arguments), "/", std::move(input), milliseconds(0), 0};
}

CommandRequest script(const std::string& text, std::string input = {}) {
  return command({"/bin/sh", "-c", text}, std::move(input));
}

CommandResult run(const CommandRequest& request) {
  return make_command_runner()->run(request, {});
}

// A script that lives until it is killed, with grandchildren, all of which hold a named pipe; its name is read by
// whoever wants to know when the last of them is gone.
std::string stay(const std::filesystem::path& fifo) {
  return "exec 9>" + fifo.string() + "; sleep 1000 & (sleep 1000; true) & echo started >&9; sleep 1000; true";
}

class Fifo {
public:
  Fifo() : path_(directory_.path() / "fifo") {
    ::mkfifo(path_.c_str(), 0600);
    read_ = core::Descriptor(::open(path_.c_str(), O_RDONLY | O_NONBLOCK | O_CLOEXEC));
    ::fcntl(read_.get(), F_SETFL, 0);
  }
  const std::filesystem::path& path() const { return path_; }
  /// Waits for "started", then calls back.
  void wait_for_start() const {
    pollfd readable{read_.get(), POLLIN, 0};
    ::poll(&readable, 1, 60'000);
  }
  bool all_gone() const { return all_closed(read_); }

private:
  TemporaryDirectory directory_;
  std::filesystem::path path_;
  core::Descriptor read_;
};

// For a child: PATH is a matter of the whole process.
std::string with_path(const std::string& path, const std::string& name) {
  return in_child([&] {
    ::setenv("PATH", path.c_str(), 1);
    const CommandResult result = run(command({name}));
    return result.output + result.reason;
  });
}

std::filesystem::path executable(const TemporaryDirectory& directory, std::string_view name, std::string_view text) {
  const auto file = directory.write(name, text);
  std::filesystem::permissions(file, std::filesystem::perms::owner_all);
  return file;
}

} // namespace

TEST_CASE("a command's exit status and output are its own", "[exec][command]") {
  for (const int status : {0, 1, 11, 126, 127, 255}) {
    const CommandResult result = run(script("echo out; echo err >&2; exit " + std::to_string(status)));
    CHECK(result.end == End::exited);
    CHECK(result.code == status);
    CHECK(result.output == "out\n");
    CHECK(result.errors == "err\n");
    CHECK(result.reason.empty());
  }
}

TEST_CASE("a command that is ended by a signal says which", "[exec][command]") {
  for (const int signal : {SIGTERM, SIGKILL, SIGSEGV, SIGPIPE}) {
    const CommandResult result = run(script("echo before; kill -" + std::to_string(signal) + " $$"));
    CHECK(result.end == End::signalled);
    CHECK(result.code == signal);
    CHECK(result.output == "before\n");
  }
}

TEST_CASE("a command leaves nothing behind", "[exec][command]") {
  (void)run(script("true"));
  const Traces before = Traces::now();
  (void)run(script("cat; cat >&2; exit 3", std::string(200'000, 'x')));
  (void)run(command({"/nonexistent"}));
  (void)run(command({"no such program"}));
  CommandRequest late = script("sleep 1000");
  late.timeout = milliseconds(1);
  (void)run(late);
  CHECK(Traces::now() == before);
}

TEST_CASE("a command that takes too long is ended with all it has started", "[exec][command]") {
  const Fifo fifo;
  CommandRequest request = script("echo before; " + stay(fifo.path()));
  request.timeout = milliseconds(300);
  const CommandResult result = run(request);
  CHECK(result.end == End::timed_out);
  CHECK(fifo.all_gone());
}

TEST_CASE("what a command has started ends with it", "[exec][command]") {
  const Fifo fifo;
  const CommandResult result = run(script("exec 9>" + fifo.path().string() + "; sleep 1000 & echo done"));
  CHECK(result.end == End::exited);
  CHECK(result.output == "done\n");
  CHECK(fifo.all_gone());
}

TEST_CASE("a time limit that is not reached changes nothing", "[exec][command]") {
  CommandRequest request = script("echo quick");
  for (const milliseconds limit : {milliseconds(60'000), milliseconds(100'000'000'000), milliseconds::max()}) {
    request.timeout = limit;
    CHECK(run(request).end == End::exited);
  }
}

TEST_CASE("a stop request ends a command with all it has started", "[exec][command]") {
  const Fifo fifo;
  std::stop_source stop;
  std::thread stopper([&] {
    fifo.wait_for_start();
    stop.request_stop();
  });
  const CommandResult result = make_command_runner()->run(script(stay(fifo.path())), stop.get_token());
  stopper.join();
  CHECK(result.end == End::stopped);
  CHECK(fifo.all_gone());
}

TEST_CASE("a stop that was requested before ends a command at once", "[exec][command]") {
  const auto stop = std::make_unique<std::stop_source>(); // on the stack g++ 12 takes it for uninitialised
  stop->request_stop();
  CHECK(make_command_runner()->run(script("sleep 1000"), stop->get_token()).end == End::stopped);
}

TEST_CASE("a command that writes more than it may is ended", "[exec][command]") {
  for (const char* text : {"yes", "yes & wait", "head -c 1001 /dev/zero"}) {
    CommandRequest request = script(text);
    request.output_limit = 1000;
    CHECK(run(request).end == End::too_much_output);
  }
  CommandRequest request = script("head -c 1000 /dev/zero");
  request.output_limit = 1000;
  const CommandResult result = run(request);
  CHECK(result.end == End::exited);
  CHECK(result.output == std::string(1000, '\0'));
}

TEST_CASE("a command need not read its input", "[exec][command]") {
  const std::string input(ten_million, 'i');
  for (const char* text : {"exit 3", "exec <&-; echo closed >&2; exit 3", "head -c 5 >/dev/null; exit 3"}) {
    const CommandResult result = run(script(text, input));
    CHECK(result.end == End::exited);
    CHECK(result.code == 3);
  }
}

TEST_CASE("a command that closes its input goes on", "[exec][command]") {
  const CommandResult result = run(script("exec <&-; head -c 1000000 /dev/zero; echo end >&2", std::string(ten_million, 'i')));
  CHECK(result.end == End::exited);
  CHECK(result.output.size() == 1'000'000);
  CHECK(result.errors == "end\n");
}

TEST_CASE("a command can write and read any amount in any order", "[exec][command]") {
  std::string input(ten_million, '\0'); // NULs are bytes like others
  for (std::size_t i = 0; i < input.size(); i += 7) input[i] = static_cast<char>(i);
  CommandResult result = run(command({"/bin/cat"}, input));
  CHECK(result.end == End::exited);
  CHECK(result.output == input);

  result = run(script("head -c 10000000 /dev/zero >&2; head -c 10000000 /dev/zero; cat | wc -c; echo end >&2", input));
  CHECK(result.end == End::exited);
  CHECK(result.output.size() == ten_million + std::string("10000000\n").size());
  CHECK(result.errors.size() == 4096); // the last of it
  CHECK_THAT(result.errors, Catch::Matchers::EndsWith("end\n"));
}

TEST_CASE("a command that closes its outputs is waited for", "[exec][command]") {
  const CommandResult result = run(script("echo out; exec >&- 2>&-; cat >/dev/null; exit 5", std::string(100'000, 'x')));
  CHECK(result.end == End::exited);
  CHECK(result.code == 5);
  CHECK(result.output == "out\n");
}

TEST_CASE("a command without input reads the end of it", "[exec][command]") {
  CHECK(run(script("cat; echo end")).output == "end\n");
}

TEST_CASE("a process that has left the group of its command cannot hold it up", "[exec][command]") {
  // It writes for as long as there is somebody to read.
  const CommandResult result = run(script("setsid sh -c 'while echo more; do :; done' & setsid sh -c 'while echo more; do :; done' >&2 & read line; exit 4", "go\n"));
  CHECK(result.end == End::exited);
  CHECK(result.code == 4);
}

TEST_CASE("a command that cannot be started is told by its reason", "[exec][command]") {
  const TemporaryDirectory directory;
  const auto reason_of = [](const CommandRequest& request) {
    const CommandResult result = run(request);
    CHECK(result.end == End::not_started);
    return result.reason;
  };
  CHECK(reason_of(command({"/nonexistent/program"})) == "No such file or directory");
  CHECK(reason_of(command({directory.path()})) == "Permission denied");
  CHECK(reason_of(command({directory.write("text", "text")})) == "Permission denied");
  CHECK(reason_of(command({executable(directory, "odd", "\1\2")})) == "Exec format error");
  CHECK(reason_of(command({"sotval-no-such-program"})) == "'sotval-no-such-program' is not in PATH");
  CHECK(reason_of(command({""})) == "'' is not in PATH");
  CommandRequest elsewhere = script("true");
  elsewhere.directory = "/nonexistent";
  CHECK(reason_of(elsewhere) == "No such file or directory");
  elsewhere.directory = "/bin/sh";
  CHECK(reason_of(elsewhere) == "Not a directory");
}

TEST_CASE("a program is looked for in PATH, never in the current directory", "[exec][command]") {
  const TemporaryDirectory directory;
  executable(directory, "a/tool", "#!/bin/sh\necho a\n");
  executable(directory, "b/tool", "#!/bin/sh\necho b\n");
  directory.write("text/tool", "not executable");
  directory.make_directory("directory/tool");
  executable(directory, "tool", "#!/bin/sh\necho current\n");
  const std::string root = directory.path();
  CHECK(with_path(root + "/b:" + root + "/a", "tool") == "b\n");
  CHECK(with_path(root + "/none:" + root + "/text:" + root + "/a", "tool") == "a\n");
  CHECK(with_path(root + "/directory:" + root + "/a", "tool") == "a\n");
  const auto former = std::filesystem::current_path();
  std::filesystem::current_path(root);
  CHECK(with_path(":.:a::b:", "tool") == "'tool' is not in PATH");
  CHECK(with_path("", "tool") == "'tool' is not in PATH");
  CHECK(with_path(".:" + root + "/b", "tool") == "b\n");
  std::filesystem::current_path(former);
}

TEST_CASE("a command runs in its directory with the environment of the host", "[exec][command]") {
  const TemporaryDirectory directory;
  CommandRequest request = script("pwd -P; echo $SOTVAL_TEST_VARIABLE");
  request.directory = directory.path();
  ::setenv("SOTVAL_TEST_VARIABLE", "from here", 1);
  const CommandResult result = run(request);
  ::unsetenv("SOTVAL_TEST_VARIABLE");
  CHECK(result.output == std::filesystem::canonical(directory.path()).string() + "\nfrom here\n");
}

TEST_CASE("ten commands at once do not mix", "[exec][command]") {
  const auto runner = make_command_runner();
  std::vector<CommandResult> results(10);
  std::vector<std::thread> threads;
  for (std::size_t i = 0; i < results.size(); ++i)
    threads.emplace_back([&, i] { results[i] = runner->run(script("cat; exit " + std::to_string(i), std::string(500'000, static_cast<char>('a' + i))), {}); });
  for (std::thread& thread : threads) thread.join();
  for (std::size_t i = 0; i < results.size(); ++i) {
    CHECK(results[i].code == static_cast<int>(i));
    CHECK(results[i].output == std::string(500'000, static_cast<char>('a' + i)));
  }
}

TEST_CASE("one command that takes long does not hold up another of the same runner", "[exec][command]") {
  const Fifo fifo;
  const auto runner = make_command_runner();
  std::stop_source stop;
  std::thread slow([&] { (void)runner->run(script(stay(fifo.path())), stop.get_token()); });
  fifo.wait_for_start();
  CHECK(runner->run(script("echo quick"), {}).output == "quick\n");
  stop.request_stop();
  slow.join();
}

TEST_CASE("the host's handling of a broken pipe stays as it is", "[exec][command]") {
  const std::string input(ten_million, 'i');
  CHECK(in_child([&]() -> std::string {
          static volatile std::sig_atomic_t signals = 0;
          std::signal(SIGPIPE, [](int) { signals = signals + 1; });
          if (run(script("exec <&-; exit 0", input)).end != End::exited) return "not exited";
          struct sigaction action {};
          ::sigaction(SIGPIPE, nullptr, &action);
          sigset_t blocked, pending;
          ::pthread_sigmask(SIG_BLOCK, nullptr, &blocked);
          ::sigpending(&pending);
          if (action.sa_handler == SIG_DFL || action.sa_handler == SIG_IGN) return "handler";
          if (::sigismember(&blocked, SIGPIPE) == 1 || ::sigismember(&pending, SIGPIPE) == 1) return "blocked or pending";
          return signals == 0 ? "good" : "called";
        }) == "good");
  CHECK(in_child([&]() -> std::string { // one of the host's own that waits is still there
          sigset_t pipe_signal, pending;
          ::sigemptyset(&pipe_signal);
          ::sigaddset(&pipe_signal, SIGPIPE);
          ::pthread_sigmask(SIG_BLOCK, &pipe_signal, nullptr);
          ::raise(SIGPIPE);
          (void)run(script("exec <&-; exit 0", input));
          ::sigpending(&pending);
          return ::sigismember(&pending, SIGPIPE) == 1 ? "good" : "taken away";
        }) == "good");
}

TEST_CASE("where the ends of children are ignored, a command is never taken for one that passed", "[exec][command]") {
  CHECK(in_child([]() -> std::string {
          std::signal(SIGCHLD, SIG_IGN);
          const auto runner = make_command_runner();
          for (int i = 0; i < 20; ++i) {
            const CommandResult result = runner->run(script(i % 2 == 0 ? "exit 0" : "echo x; cat; exit 3", "input"), {});
            if (result.end != End::not_started || result.reason.empty()) return "ended as if all were well";
          }
          return "good";
        }) == "good");
}

TEST_CASE("where nothing can be started a command says why", "[exec][command]") {
  CHECK(in_child([]() -> std::string {
          const rlimit few{8, 8}; // nothing for three pipes
          ::setrlimit(RLIMIT_NOFILE, &few);
          return run(script("true")).reason;
        }) == "Too many open files");
  CHECK(in_child([]() -> std::string {
          if (!forbid_processes(EAGAIN) || !forbid_call(SYS_clone3, EAGAIN)) return "cannot be tested"; // nor a thread
          return run(script("true")).reason;
        }) == "Resource temporarily unavailable");
}
