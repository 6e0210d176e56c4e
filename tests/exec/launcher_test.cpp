#include "support/catch.hpp"

#include <atomic>
#include <cerrno>
#include <csignal>
#include <cstdio>
#include <memory>
#include <mutex>
#include <thread>

#include <sys/mman.h>
#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/wait.h>

#include "exec/launcher.hpp"
#include "exec/support/launching.hpp"
#include "exec/support/scripted_context.hpp"
#include "support/forbidden_call.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval;
using namespace sotval::exec;
using namespace support;

namespace {

// errno of a launch that fails, 0 of one that does not.
int launch_error(Launcher& launcher, const LaunchRequest& request) {
  try {
    ChildProcess child = launch(launcher, request);
    kill_group(child);
    reap(child);
    return 0;
  } catch (const std::system_error& error) {
    return error.code().value();
  }
}

LaunchRequest missing_program() {
  return program({"/nonexistent/program"});
}

std::string how(const ChildEnd& end) {
  return end.describe();
}

// Descriptors of the shell that runs it; the one of the directory it reads is closed by the time it is looked at.
constexpr const char* list_descriptors = "for f in /proc/$$/fd/*; do test -e $f && echo ${f##*/}; done";

} // namespace

TEST_CASE("a program ends as it ends", "[exec][launcher]") {
  Launcher launcher;
  const Traces before = Traces::now();
  ChildProcess child = launch(launcher, program({"/bin/true"}));
  CHECK(child);
  CHECK(wait_for_end(child, 60'000));
  CHECK(how(reap(child)) == "exited with status 0");
  CHECK_FALSE(child);
  child = launch(launcher, shell("exit 11"));
  CHECK(how(reap(child)) == "exited with status 11");
  child = launch(launcher, shell("kill -SEGV $$"));
  const ChildEnd end = reap(child);
  CHECK(end.kind == ChildEnd::Kind::signalled);
  CHECK(end.code == SIGSEGV);
  CHECK(end.describe() == "was killed by SIGSEGV (Segmentation fault)");
  CHECK(Traces::now().children == before.children);
}

TEST_CASE("a program that cannot be executed is told by its error and leaves nothing", "[exec][launcher]") {
  const TemporaryDirectory directory;
  Launcher launcher;
  (void)launch_error(launcher, missing_program());
  const Traces before = Traces::now();
  for (int i = 0; i < 20; ++i) CHECK(launch_error(launcher, missing_program()) == ENOENT);
  CHECK(launch_error(launcher, program({directory.path()})) == EACCES);
  CHECK(launch_error(launcher, program({directory.write("text", "no program")})) == EACCES);
  const auto garbage = directory.write("garbage", std::string("\1\2\3", 3));
  std::filesystem::permissions(garbage, std::filesystem::perms::owner_all);
  CHECK(launch_error(launcher, program({garbage})) == ENOEXEC);
  CHECK(launch_error(launcher, program({"/bin/true/x"})) == ENOTDIR);
  CHECK(Traces::now() == before);
}

TEST_CASE("a failed launch runs nothing of what the host has for its own end", "[exec][launcher]") {
  CHECK(in_child([]() -> std::string {
          static const core::Descriptor file(::memfd_create("at-exit", MFD_CLOEXEC));
          std::atexit([] { (void)!::write(file.get(), "handler", 7); });
          std::FILE* const stream = fdopen(::dup(file.get()), "w");
          std::fputs("buffered", stream);
          Launcher launcher;
          if (launch_error(launcher, missing_program()) != ENOENT) return "another error";
          return "written: " + std::to_string(::lseek(file.get(), 0, SEEK_END));
        }) == "written: 0");
}

TEST_CASE("a child has exactly the descriptors that were asked for", "[exec][launcher]") {
  std::vector<core::Descriptor> of_the_host; // neither closed at exec nor meant for anybody
  for (int i = 0; i < 40; ++i) of_the_host.emplace_back(::open("/dev/null", O_RDWR));
  const core::Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
  Launcher launcher;
  LaunchRequest request = shell(list_descriptors);
  CHECK(output_of(launcher, request) == "1\n");
  request.descriptors = {{null.get(), 0}, {null.get(), 2}, {of_the_host[3].get(), 3}, {null.get(), 4}};
  CHECK(output_of(launcher, request) == "0\n1\n2\n3\n4\n");
  request.descriptors = {{null.get(), 2}, {null.get(), 7}};
  CHECK(output_of(launcher, request) == "1\n2\n7\n");
}

TEST_CASE("descriptors whose numbers are exchanged arrive exchanged", "[exec][launcher]") {
  CHECK(in_child([]() -> std::string {
          // Numbers that the child is to have, low ones, are those that we have them under.
          const core::Descriptor a(::memfd_create("a", MFD_CLOEXEC)), b(::memfd_create("b", MFD_CLOEXEC));
          detail::write_all(a.get(), "a");
          detail::write_all(b.get(), "b");
          for (const int fd : {a.get(), b.get()}) ::lseek(fd, 0, SEEK_SET);
          if (a.get() > 8 || b.get() > 8) return "no low numbers";
          Launcher launcher;
          LaunchRequest request = shell("cat <&" + std::to_string(a.get()) + "; cat <&" + std::to_string(b.get()));
          request.descriptors = {{a.get(), b.get()}, {b.get(), a.get()}};
          return output_of(launcher, request);
        }) == "ba");
}

TEST_CASE("a descriptor that is not open is an error", "[exec][launcher]") {
  Launcher launcher;
  LaunchRequest request = program({"/bin/true"});
  request.descriptors = {{100'000, 3}};
  CHECK(launch_error(launcher, request) == EBADF);
}

TEST_CASE("a child has no more to do with the host's signals", "[exec][launcher]") {
  const std::string none = "0000000000000000";
  CHECK(in_child([] {
          for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_IGN);
          std::signal(SIGCHLD, SIG_DFL);
          sigset_t all;
          sigfillset(&all);
          sigprocmask(SIG_SETMASK, &all, nullptr);
          Launcher launcher;
          return output_of(launcher, program({"/bin/grep", "-E", "^Sig(Blk|Ign)", "/proc/self/status"}));
        }) == "SigBlk:\t" + none + "\nSigIgn:\t" + none + "\n");
}

TEST_CASE("the thread of a launcher takes no signals of the host", "[exec][launcher]") {
  Launcher launcher;
  sigset_t blocked, mine;
  on_thread_of(launcher, [&] { return pthread_sigmask(SIG_BLOCK, nullptr, &blocked); });
  for (const int signal : {SIGINT, SIGTERM, SIGCHLD, SIGUSR1, SIGALRM}) CHECK(sigismember(&blocked, signal) == 1);
  pthread_sigmask(SIG_BLOCK, nullptr, &mine);
  CHECK(sigismember(&mine, SIGINT) == 0);
}

TEST_CASE("a child leads its own group, which can be killed with all that is in it", "[exec][launcher]") {
  Launcher launcher;
  Pipe out;
  LaunchRequest request = shell("sleep 1000 & sleep 1000 & echo started; wait");
  request.descriptors = {{out.write.get(), STDOUT_FILENO}};
  ChildProcess child = launch(launcher, request);
  out.write = core::Descriptor();
  CHECK(::getpgid(child.pid) == child.pid);
  char text[8] = {};
  CHECK(::read(out.read.get(), text, 8) == 8); // the grandchildren are there
  CHECK_FALSE(wait_for_end(child, 0));
  kill_group(child);
  CHECK(reap(child).code == SIGKILL);
  CHECK(all_closed(out.read));
}

TEST_CASE("a child dies with its parent, however that ends", "[exec][launcher]") {
  for (const bool killed : {false, true}) {
    Pipe out;
    const std::string end = in_child([&]() -> std::string {
      Launcher launcher;
      LaunchRequest request = program({"/bin/sleep", "1000"});
      request.descriptors = {{out.write.get(), STDOUT_FILENO}};
      if (!launch(launcher, request)) return "not started";
      if (killed) std::raise(SIGKILL);
      ::_exit(0);
    });
    out.write = core::Descriptor();
    CHECK(end == (killed ? "ended by signal 9" : ""));
    CHECK(all_closed(out.read));
  }
}

TEST_CASE("a child outlives the threads that asked for it and for its launcher", "[exec][launcher]") {
  std::unique_ptr<Launcher> launcher;
  std::thread([&] { launcher = std::make_unique<Launcher>(); }).join();
  Pipe in, out;
  ChildProcess child;
  std::thread([&] {
    LaunchRequest request = program({"/bin/cat"});
    request.descriptors = {{in.read.get(), STDIN_FILENO}, {out.write.get(), STDOUT_FILENO}};
    child = launch(*launcher, request);
  }).join();
  in.read = core::Descriptor();
  out.write = core::Descriptor();
  CHECK(::write(in.write.get(), "alive", 5) == 5);
  char text[5] = {};
  CHECK(::read(out.read.get(), text, 5) == 5);
  CHECK(std::string_view(text, 5) == "alive");
  in.write = core::Descriptor();
  CHECK(how(reap(child)) == "exited with status 0");
}

TEST_CASE("programs can be launched while other threads are busy with memory and locks", "[exec][launcher]") {
  std::atomic<bool> over = false;
  std::mutex mutex;
  std::vector<std::thread> busy;
  for (int i = 0; i < 3; ++i)
    busy.emplace_back([&] {
      while (!over) {
        const auto memory = std::make_unique<std::string>(100'000, 'x');
        {
          const std::lock_guard lock(mutex);
          const auto more = std::make_unique<std::string>(1000, 'y');
        }
        std::this_thread::yield(); // the launcher is to have a turn
      }
    });
  int good = 0, missing = 0;
  {
    Launcher launcher;
    for (int i = 0; i < 200; ++i) {
      if (i % 4 == 3) {
        missing += launch_error(launcher, missing_program()) == ENOENT;
        continue;
      }
      ChildProcess child = launch(launcher, program({"/bin/true"}));
      const ChildEnd end = reap(child);
      good += end.kind == ChildEnd::Kind::exited && end.code == 0;
    }
  }
  over = true;
  for (std::thread& thread : busy) thread.join();
  CHECK(good == 150);
  CHECK(missing == 50);
}

TEST_CASE("with hardly any descriptors left a launch works or fails, and leaves nothing", "[exec][launcher]") {
  CHECK(in_child([]() -> std::string {
          const core::Descriptor null(::open("/dev/null", O_RDWR | O_CLOEXEC));
          LaunchRequest request = program({"/bin/true"});
          request.descriptors = {{null.get(), 0}, {null.get(), 1}, {null.get(), 2}, {null.get(), 3}, {null.get(), 4}};
          Launcher launcher;
          const Traces before = Traces::now();
          int started = 0, failed = 0;
          for (rlim_t limit = 4; limit < 48; ++limit) {
            const rlimit few{limit, 1024}, many{1024, 1024};
            ::setrlimit(RLIMIT_NOFILE, &few);
            int error = 0;
            ChildEnd end;
            try {
              ChildProcess child = launch(launcher, request);
              end = reap(child);
            } catch (const std::system_error& failure) {
              error = failure.code().value();
            }
            ::setrlimit(RLIMIT_NOFILE, &many);
            if (error == 0 && end.describe() != "exited with status 0") return "limit " + std::to_string(limit) + ": " + end.describe();
            if (error != 0 && error != EMFILE && error != EINVAL) return "limit " + std::to_string(limit) + ": error " + std::to_string(error);
            ++(error == 0 ? started : failed);
          }
          if (started == 0 || failed == 0) return "all alike";
          const Traces after = Traces::now();
          return after.children == before.children && after.descriptors <= before.descriptors + 3 ? "good" : "something is left";
        }) == "good");
}

TEST_CASE("what the system refuses is an error, and no child is left", "[exec][launcher]") {
  struct Refusal {
    std::string name;
    std::function<bool()> refuse;
    int error;
  };
  for (const Refusal& refusal : {Refusal{"process", [] { return forbid_processes(EAGAIN); }, EAGAIN},
                                 Refusal{"pidfd_open", [] { return forbid_call(SYS_pidfd_open, ENOSYS); }, ENOSYS},
                                 Refusal{"close_range", [] { return forbid_call(SYS_close_range, EPERM); }, EPERM}}) {
    INFO(refusal.name);
    CHECK(in_child([&]() -> std::string {
            Launcher launcher;
            (void)launch_error(launcher, program({"/bin/true"}));
            const Traces before = Traces::now();
            // A filter is for the thread that asks for it.
            if (!on_thread_of(launcher, refusal.refuse)) return "cannot be tested";
            const int error = launch_error(launcher, program({"/bin/sleep", "1000"}));
            if (error != refusal.error) return "error " + std::to_string(error);
            const Traces after = Traces::now(); // what a launcher keeps open it may have closed
            return after.children == before.children && after.descriptors <= before.descriptors ? "good" : "something is left";
          }) == "good");
  }
}

TEST_CASE("after a launch that failed others work as before", "[exec][launcher]") {
  CHECK(in_child([]() -> std::string {
          Launcher launcher;
          std::signal(SIGCHLD, SIG_IGN);
          for (int i = 0; i < 50; ++i) (void)launch_error(launcher, program({"/bin/true"})); // some are gone before they can be watched
          std::signal(SIGCHLD, SIG_DFL);
          if (launch_error(launcher, missing_program()) != ENOENT) return "a missing program is not noticed";
          ChildProcess child = launch(launcher, shell("exit 3"));
          return reap(child).describe();
        }) == "exited with status 3");
}

TEST_CASE("a launcher can be destroyed in a fork of its process", "[exec][launcher]") {
  auto launcher = std::make_unique<Launcher>();
  CHECK(launch_error(*launcher, program({"/bin/true"})) == 0);
  CHECK(in_child([&] {
          launcher.reset();
          return std::string("destroyed");
        }) == "destroyed");
  CHECK(launch_error(*launcher, program({"/bin/true"})) == 0); // and goes on here
}

TEST_CASE("a program is started where it was asked for", "[exec][launcher]") {
  const TemporaryDirectory directory;
  const core::Descriptor there(::open(directory.path().c_str(), O_PATH | O_DIRECTORY | O_CLOEXEC));
  Launcher launcher;
  LaunchRequest request = shell("pwd -P");
  request.directory = there.get();
  CHECK(output_of(launcher, request) == std::filesystem::canonical(directory.path()).string() + "\n");
  request.directory = 100'000;
  CHECK(launch_error(launcher, request) == EBADF);
}

TEST_CASE("a program has the environment and the arguments it was given and no others", "[exec][launcher]") {
  Launcher launcher;
  LaunchRequest request = program({"/usr/bin/env"});
  request.environment = {"ONE=1", "TWO=two words"};
  CHECK(output_of(launcher, request) == "ONE=1\nTWO=two words\n");
  request = program({"/bin/sh", "-c", "echo \"$0|$1|$2|$#\"", "", "two words", "$(exit)"});
  CHECK(output_of(launcher, request) == "|two words|$(exit)|2\n");
  request = program({"/bin/sh"});
  request.arguments = {"another name", "-c", "echo \"$(tr '\\0' '|' </proc/$$/cmdline)\" | cut -c1-12"};
  CHECK(output_of(launcher, request) == "another name\n");
}

TEST_CASE("a program that was opened starts also after it was deleted", "[exec][launcher]") {
  const TemporaryDirectory directory;
  const auto copy = directory.path() / "copy";
  std::filesystem::copy_file("/bin/echo", copy);
  const core::Descriptor opened(::open(copy.c_str(), O_PATH | O_CLOEXEC));
  std::filesystem::remove(copy);
  Launcher launcher;
  LaunchRequest request;
  request.program = opened.get();
  request.arguments = {"echo", "still there"};
  CHECK(output_of(launcher, request) == "still there\n");
}

TEST_CASE("a script that was opened cannot be started", "[exec][launcher]") {
  const TemporaryDirectory directory;
  const auto script = directory.write("script", "#!/bin/sh\nexit 0\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  const core::Descriptor opened(::open(script.c_str(), O_PATH | O_CLOEXEC));
  Launcher launcher;
  LaunchRequest request;
  request.program = opened.get();
  request.arguments = {"script"};
  CHECK(launch_error(launcher, request) == ENOENT);
  CHECK(launch_error(launcher, program({script})) == 0); // by its path it can
}

TEST_CASE("no core is left of a child that crashes", "[exec][launcher]") {
  Launcher launcher;
  CHECK(output_of(launcher, shell("ulimit -c; ulimit -H -c")) == "0\n0\n");
}

TEST_CASE("the end of a child whose status somebody else took is unknown", "[exec][launcher]") {
  Launcher launcher;
  ChildProcess child = launch(launcher, program({"/bin/true"}));
  CHECK(::waitpid(child.pid, nullptr, 0) == child.pid);
  CHECK(wait_for_end(child, 60'000));
  kill_group(child);
  const ChildEnd end = reap(child);
  CHECK(end.kind == ChildEnd::Kind::unknown);
  CHECK(end.describe() == "ended");
}

TEST_CASE("a host that ignores the ends of its children can launch", "[exec][launcher]") {
  CHECK(in_child([]() -> std::string {
          std::signal(SIGCHLD, SIG_IGN);
          Launcher launcher;
          for (int i = 0; i < 50; ++i) { // those that end at once may be gone before anything is known of them
            const int error = launch_error(launcher, program({"/bin/true"}));
            if (error != 0 && error != ESRCH && error != ECHILD) return "error " + std::to_string(error);
            const int missing = launch_error(launcher, missing_program());
            if (missing != ENOENT) return "missing: error " + std::to_string(missing);
          }
          ChildProcess child = launch(launcher, program({"/bin/sleep", "1000"}));
          kill_group(child);
          return reap(child).describe();
        }) == "ended");
}

TEST_CASE("a launch does not wait for processes that the host forks meanwhile", "[exec][launcher]") {
  CHECK(in_child([]() -> std::string {
          const pid_t keeper = ::getpid();
          std::atomic<bool> enough{false};
          std::thread host([&] { // they have all that is open, and live as long as this thread
            for (int forked = 0; !enough; std::this_thread::yield()) {
              if (forked++ >= 300 || ::fork() != 0) continue;
              ::prctl(PR_SET_PDEATHSIG, SIGKILL);
              if (::getppid() != keeper) ::_exit(0);
              for (;;) ::pause();
            }
          });
          std::string trouble;
          {
            Launcher launcher;
            for (int i = 0; i < 5 && trouble.empty(); ++i) {
              if (const int error = launch_error(launcher, program({"/bin/true"}))) trouble = "error " + std::to_string(error);
              if (const int error = launch_error(launcher, missing_program()); error != ENOENT) trouble = "missing: error " + std::to_string(error);
            }
          }
          enough = true;
          host.join();
          return trouble;
        }) == "");
}

TEST_CASE("no child is killed and reaped without harm", "[exec][launcher]") {
  ChildProcess none;
  kill_group(none);
  CHECK(reap(none).kind == ChildEnd::Kind::unknown);
  CHECK_FALSE(wait_for_end(none, 0));
}

TEST_CASE("tasks run in the order they were posted", "[exec][launcher]") {
  std::string order;
  Launcher launcher;
  for (char name = 'a'; name < 'k'; ++name) launcher.post([&order, name] { order += name; });
  on_thread_of(launcher, [] { return 0; });
  CHECK(order == "abcdefghij");
}

TEST_CASE("a launch anywhere else than in a task of the launcher is refused", "[exec][launcher]") {
  Launcher launcher, other;
  CHECK_THROWS_AS(launcher.launch(program({"/bin/true"})), std::logic_error);
  CHECK_THROWS_AS(on_thread_of(other, [&] { return launcher.launch(program({"/bin/true"})); }), std::logic_error);
  LaunchRequest request = program({"/bin/true"});
  request.descriptors.assign(9, {0, 3});
  CHECK_THROWS_AS(launch(launcher, request), std::logic_error);
}
