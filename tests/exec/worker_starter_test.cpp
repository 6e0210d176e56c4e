#include "support/catch.hpp"

#include <csignal>

#include <poll.h>
#include <sys/resource.h>
#include <sys/stat.h>

#include <sotval/version.hpp>

#include "exec/messages.hpp"
#include "exec/support/launching.hpp"
#include "exec/support/scripted_context.hpp"
#include "exec/worker_starter.hpp"
#include "support/child.hpp"
#include "support/forbidden_call.hpp"
#include "support/temporary_directory.hpp"

using namespace sotval;
using namespace sotval::exec;
using namespace support;

namespace {

WorkerProgram this_program() {
  return {"/proc/self/exe", {"test worker", "--test-worker"}};
}

// Waits until as many as were asked for were started, or not.
std::vector<StartedWorker> take_all(WorkerStarter& starter) {
  std::vector<StartedWorker> all;
  while (starter.under_way() != 0) {
    pollfd news{starter.news_fd(), POLLIN, 0};
    if (::poll(&news, 1, 60'000) != 1) break;
    for (StartedWorker& worker : starter.take()) all.push_back(std::move(worker));
  }
  return all;
}

std::optional<MessageReader::Message> next_message(Channel& channel) {
  for (;;) {
    if (const auto message = channel.messages().next()) return message;
    pollfd readable{channel.fd(), POLLIN, 0};
    if (::poll(&readable, 1, 60'000) != 1 || channel.receive() == Channel::State::closed) return std::nullopt;
  }
}

std::string start_error(const WorkerProgram& program) {
  WorkerStarter starter(program);
  starter.start();
  std::vector<StartedWorker> workers = take_all(starter);
  if (workers.size() != 1) return "nothing";
  if (!workers[0].channel) return workers[0].message + (workers[0].error == 0 || workers[0].child ? " but odd" : "");
  kill_group(workers[0].child);
  reap(workers[0].child);
  return "started";
}

} // namespace

TEST_CASE("workers are started in the background, greet, and end with their socket", "[exec][starter]") {
  const Traces before = Traces::now();
  {
    WorkerStarter starter(this_program());
    CHECK(starter.under_way() == 0);
    CHECK(starter.take().empty());
    for (int i = 0; i < 3; ++i) starter.start();
    CHECK(starter.under_way() == 3);
    std::vector<StartedWorker> workers = take_all(starter);
    REQUIRE(workers.size() == 3);
    for (StartedWorker& worker : workers) {
      CHECK(worker.error == 0);
      REQUIRE(worker.channel);
      CHECK_FALSE(worker.mark.read());
      const auto message = next_message(*worker.channel);
      REQUIRE(message);
      CHECK(message->type == FrameType::hello);
      const Hello hello = decode_hello(message->payload);
      CHECK(hello.protocol == protocol_version);
      CHECK(hello.version == version());
      worker.channel->close();
      CHECK(reap(worker.child).describe() == "exited with status 0");
    }
  }
  CHECK(Traces::now() == before);
}

TEST_CASE("a worker whose pool talks nonsense ends and says so by its status", "[exec][starter]") {
  const auto end_after = [](FrameType type, std::string_view message) {
    WorkerStarter starter(this_program());
    starter.start();
    std::vector<StartedWorker> workers = take_all(starter);
    if (workers.size() != 1 || !workers[0].channel) return std::string("not started");
    workers[0].channel->queue(type, message);
    workers[0].channel->send();
    return reap(workers[0].child).describe();
  };
  const std::string failed = "exited with status " + std::to_string(worker_failed);
  CHECK(end_after(FrameType::run, "x") == failed);
  CHECK(end_after(FrameType::hello, "") == failed);
  CHECK(end_after(FrameType::work, encode_jobs({{0, 0, 1, 0, 0}})) == failed); // without a run
}

TEST_CASE("a worker makes its context from what it is sent and tells where it is", "[exec][starter]") {
  const ScriptedContext context({"ok zero", "ok one", "kill"});
  WorkerStarter starter(this_program());
  starter.start();
  std::vector<StartedWorker> workers = take_all(starter);
  REQUIRE(workers.size() == 1);
  StartedWorker& worker = workers[0];
  REQUIRE(worker.channel);
  REQUIRE(next_message(*worker.channel)); // its greeting
  worker.channel->queue(FrameType::run, encode(RunMessage{77, context.worker_input().front().size(), false, 0}));
  worker.channel->queue_input(context.worker_input());
  worker.channel->send();
  auto message = next_message(*worker.channel);
  REQUIRE(message);
  CHECK(message->type == FrameType::ready);
  CHECK(decode_context_reply(message->payload).context == 77);
  CHECK_FALSE(worker.mark.read());

  worker.channel->queue(FrameType::work, encode_jobs({{5, 0, 2, 0, 0}}));
  worker.channel->send();
  message = next_message(*worker.channel);
  REQUIRE(message);
  const JobResult result = decode_result(message->payload);
  CHECK((result.job == 5 && result.first == 0 && result.count == 2 && result.outcome == Outcome::done));
  CHECK(result.payload == "zero;one;");
  CHECK(worker.mark.read() == 1U);

  worker.channel->queue(FrameType::work, encode_jobs({{6, 2, 1, 0, 0}}));
  worker.channel->send();
  CHECK_FALSE(next_message(*worker.channel));
  CHECK(worker.mark.read() == 2U);
  CHECK(reap(worker.child).describe() == "was killed by SIGKILL (Killed)");
}

TEST_CASE("a worker refuses a context that cannot be made and waits for another", "[exec][starter]") {
  const ScriptedContext context({"ok zero"});
  WorkerStarter starter(this_program());
  starter.start();
  std::vector<StartedWorker> workers = take_all(starter);
  REQUIRE(workers.size() == 1);
  Channel& channel = *workers[0].channel;
  REQUIRE(next_message(channel));
  channel.queue(FrameType::run, encode(RunMessage{1, 0, false, 0})); // no bytes: no such context
  channel.queue_input({});
  channel.send();
  auto message = next_message(channel);
  REQUIRE(message);
  CHECK(message->type == FrameType::refused);
  CHECK_FALSE(decode_context_reply(message->payload).reason.empty());
  channel.queue(FrameType::run, encode(RunMessage{2, 5, true, 0})); // in shared memory that does not come
  channel.send();
  message = next_message(channel);
  REQUIRE(message);
  CHECK(message->type == FrameType::refused);
  channel.queue(FrameType::run, encode(RunMessage{3, context.worker_input().front().size(), false, 0}));
  channel.queue_input(context.worker_input());
  channel.send();
  message = next_message(channel);
  REQUIRE(message);
  CHECK(message->type == FrameType::ready);
  channel.close();
  CHECK(reap(workers[0].child).describe() == "exited with status 0");
}

TEST_CASE("a worker program that cannot be started is told when one is asked for", "[exec][starter]") {
  const TemporaryDirectory directory;
  const Traces before = Traces::now();
  CHECK(start_error({"/nonexistent/worker", {"worker"}}) == "No such file or directory");
  CHECK(start_error({directory.path(), {"worker"}}) == "Permission denied");
  CHECK(start_error({directory.write("text", "text"), {"worker"}}) == "Permission denied");
  const auto script = directory.write("script", "#!/bin/sh\n");
  std::filesystem::permissions(script, std::filesystem::perms::owner_all);
  CHECK(start_error({script, {"worker"}}) == "No such file or directory"); // scripts cannot be
  CHECK(start_error({"/bin/true", {"worker"}}) == "started");
  CHECK(Traces::now() == before);
}

TEST_CASE("a worker program that is replaced stays the one it was", "[exec][starter]") {
  const TemporaryDirectory directory;
  const auto copy = directory.path() / "worker";
  std::filesystem::copy_file("/bin/true", copy);
  WorkerStarter starter({copy, {"worker"}});
  std::filesystem::remove(copy);
  std::filesystem::copy_file("/bin/false", copy);
  starter.start();
  std::vector<StartedWorker> workers = take_all(starter);
  REQUIRE(workers.size() == 1);
  CHECK(reap(workers[0].child).describe() == "exited with status 0");
}

TEST_CASE("after a stop nothing is started any more, and what was is there to be taken", "[exec][starter]") {
  const Traces before = Traces::now();
  {
    WorkerStarter starter(this_program());
    for (int i = 0; i < 8; ++i) starter.start();
    starter.stop();
    for (StartedWorker& worker : starter.take()) {
      CHECK(worker.channel);
      kill_group(worker.child);
      reap(worker.child);
    }
    CHECK(starter.take().empty());
  }
  CHECK(Traces::now() == before);
}

TEST_CASE("what a worker prints goes where errors go, never to standard output", "[exec][starter]") {
  Pipe out, err;
  CHECK(in_child([&]() -> std::string {
          ::dup2(out.write.get(), STDOUT_FILENO);
          ::dup2(err.write.get(), STDERR_FILENO);
          WorkerStarter starter({"/bin/sh", {"sh", "-c", "echo printed; read line || echo end of input"}});
          starter.start();
          std::vector<StartedWorker> workers = take_all(starter);
          return workers.size() == 1 ? reap(workers[0].child).describe() : "not one";
        }) == "exited with status 0");
  out.write = core::Descriptor();
  err.write = core::Descriptor();
  CHECK(detail::read_all(out.read.get()).empty());
  CHECK(detail::read_all(err.read.get()) == "printed\nend of input\n");
}

TEST_CASE("a host without standard streams can start workers", "[exec][starter]") {
  CHECK(in_child([]() -> std::string {
          for (const int fd : {STDIN_FILENO, STDOUT_FILENO, STDERR_FILENO}) ::close(fd);
          WorkerStarter starter(this_program());
          for (int i = 0; i < 2; ++i) starter.start();
          std::vector<StartedWorker> workers = take_all(starter);
          if (workers.size() != 2) return "not two";
          std::string ends;
          for (StartedWorker& worker : workers) {
            if (!worker.channel) return worker.message;
            if (!next_message(*worker.channel)) return "no greeting";
            worker.channel->close();
            ends += reap(worker.child).describe() + ";";
          }
          return ends;
        }) == "exited with status 0;exited with status 0;");
}

TEST_CASE("without memory files the mark is the program once more", "[exec][starter]") {
  CHECK(in_child([]() -> std::string {
          if (!forbid_call(SYS_memfd_create, ENOSYS)) return "cannot be tested";
          WorkerStarter starter(this_program()); // its thread inherits that
          starter.start();
          std::vector<StartedWorker> workers = take_all(starter);
          if (workers.size() != 1) return "not one";
          if (!workers[0].channel) return workers[0].message;
          if (!next_message(*workers[0].channel)) return "no greeting";
          if (workers[0].mark.read()) return "marked";
          Mark::set(workers[0].mark.fd(), 5);
          const bool read = workers[0].mark.read() == 5U;
          workers[0].channel->close();
          return reap(workers[0].child).describe() + (read ? "" : ", not marked");
        }) == "exited with status 0");
}

TEST_CASE("where there are no descriptors a worker is not started, and later it is", "[exec][starter]") {
  CHECK(in_child([]() -> std::string {
          WorkerStarter starter({"/bin/true", {"worker"}});
          const rlimit few{static_cast<rlim_t>(starter.news_fd()), 1024}, many{1024, 1024};
          ::setrlimit(RLIMIT_NOFILE, &few);
          starter.start();
          // poll() itself is limited by that, hence a descriptor that is waited for by reading.
          std::vector<StartedWorker> workers;
          while (workers.empty()) workers = starter.take();
          ::setrlimit(RLIMIT_NOFILE, &many);
          if (workers.size() != 1 || workers[0].channel || workers[0].error != EMFILE) return "started";
          starter.start();
          workers = take_all(starter);
          return workers.size() == 1 ? reap(workers[0].child).describe() : "not one";
        }) == "exited with status 0");
}
