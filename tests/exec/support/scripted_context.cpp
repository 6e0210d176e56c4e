#include "exec/support/scripted_context.hpp"

#include <atomic>
#include <chrono>
#include <csignal>
#include <cstdlib>
#include <cstring>
#include <fstream>
#include <ostream>
#include <stdexcept>
#include <thread>

#include <sys/socket.h>
#include <unistd.h>

#include <sotval/version.hpp>

#include "bytes.hpp"
#include "exec/frame.hpp"
#include "exec/messages.hpp"
#include "exec/worker_loop.hpp"

namespace support {

using namespace sotval;

namespace {

constexpr std::string_view test_worker = "--test-worker";

void write_to_socket(std::string_view bytes) {
  while (!bytes.empty()) {
    const ssize_t n = ::send(exec::control_descriptor, bytes.data(), bytes.size(), MSG_NOSIGNAL);
    if (n <= 0) return;
    bytes.remove_prefix(static_cast<std::size_t>(n));
  }
}

[[noreturn]] void never_come_back() {
  for (;;) ::pause();
}

// The compiler must neither see the end of it nor its pointlessness.
[[gnu::noinline]] int recurse(volatile int* depth) {
  volatile char page[4096];
  page[17] = static_cast<char>(*depth);
  int deeper = *depth + 1;
  return deeper < 0 ? 0 : recurse(&deeper) + page[17];
}

// As if by the worker, which has sent its greeting and `ready` before.
[[noreturn]] void send_result_of(std::uint32_t job) {
  std::string frame;
  exec::FrameWriter writer;
  for (int sent = 0; sent < 2; ++sent) writer.write(frame, exec::FrameType::ready, "");
  frame.clear();
  writer.write(frame, exec::FrameType::result, exec::encode(JobResult{job, 0, 1, Outcome::done, {}, {}}));
  write_to_socket(frame);
  never_come_back();
}

void append(const std::filesystem::path& file) {
  std::ofstream(file, std::ios::app) << 'x';
}

void take_memory() {
  std::vector<std::unique_ptr<char[]>> taken;
  for (;;) {
    constexpr std::size_t piece = 8 * 1024 * 1024;
    taken.push_back(std::make_unique<char[]>(piece));
  }
}

std::string do_what(std::string_view action) {
  const std::size_t space = action.find(' ');
  const std::string_view verb = action.substr(0, space);
  const std::string argument(space == std::string_view::npos ? std::string_view() : action.substr(space + 1));
  if (verb == "ok") return argument;
  if (verb == "throw") throw std::runtime_error("as told");
  if (verb == "segv") {
    std::signal(SIGSEGV, SIG_DFL); // a sanitizer has its own idea
    std::raise(SIGSEGV);
  }
  if (verb == "abort") {
    std::signal(SIGABRT, SIG_DFL);
    std::abort();
  }
  if (verb == "exit") std::exit(std::stoi(argument));
  if (verb == "kill") std::raise(SIGKILL);
  if (verb == "stop") std::raise(SIGSTOP);
  if (verb == "recurse") {
    int depth = 0;
    return std::to_string(recurse(&depth));
  }
  if (verb == "sleep") never_come_back();
  if (verb == "spin")
    for (std::atomic<unsigned> turns = 0;; ++turns) {
    }
  if (verb == "stubborn") {
    for (int signal = 1; signal < NSIG; ++signal) std::signal(signal, SIG_IGN);
    never_come_back();
  }
  if (verb == "garbage") {
    write_to_socket(std::string(100, '\x5a'));
    never_come_back();
  }
  if (verb == "huge") {
    std::string frame;
    exec::FrameWriter().write(frame, exec::FrameType::result, "x");
    const std::uint32_t size = 0xFFFFFFFF;
    std::memcpy(frame.data() + 8, &size, sizeof size);
    write_to_socket(frame);
    never_come_back();
  }
  if (verb == "close") {
    ::close(exec::control_descriptor);
    never_come_back();
  }
  if (verb == "fork") {
    if (::fork() == 0) never_come_back();
    std::raise(SIGKILL);
  }
  if (verb == "memory") take_memory();
  if (verb == "big") return std::string(std::stoul(argument), 'b');
  if (verb == "nap") {
    std::this_thread::sleep_for(std::chrono::milliseconds(std::stoi(argument)));
    return "rested";
  }
  if (verb == "tell-pid") {
    std::ofstream(argument + ".new") << ::getpid();
    std::filesystem::rename(argument + ".new", argument); // whole or not at all
    never_come_back();
  }
  if (verb == "once") {
    const std::size_t end = argument.find(' ');
    const std::filesystem::path file = argument.substr(0, end);
    if (std::filesystem::exists(file)) return "again";
    append(file);
    return do_what(argument.substr(end + 1));
  }
  throw std::logic_error("unknown action " + std::string(action));
}

// Ends before it begins.
class EndingContext final : public JobContext {
public:
  JobResult execute(const Job&, const ItemObserver&) const noexcept override { ::_exit(3); }
  std::string item_name(std::uint32_t) const override { return {}; }
  BytePieces worker_input() const override { return {}; }
};

// Does its first job, and ends at the second before it begins.
class OneJobContext final : public JobContext {
public:
  explicit OneJobContext(std::unique_ptr<ScriptedContext> scripted) : scripted_(std::move(scripted)) {}
  JobResult execute(const Job& job, const ItemObserver& starting) const noexcept override {
    if (done_.exchange(true)) {
      std::this_thread::sleep_for(std::chrono::milliseconds(20)); // so that the first result is not kept back
      ::_exit(3);
    }
    return scripted_->execute(job, starting);
  }
  std::string item_name(std::uint32_t item) const override { return scripted_->item_name(item); }
  BytePieces worker_input() const override { return scripted_->worker_input(); }

private:
  std::unique_ptr<ScriptedContext> scripted_;
  mutable std::atomic<bool> done_{false};
};

} // namespace

ScriptedContext::ScriptedContext(std::vector<std::string> actions, std::filesystem::path attempts)
    : actions_(std::move(actions)), attempts_(std::move(attempts)) {
  core::ByteWriter out;
  out.text(attempts_.string());
  out.number(actions_.size());
  for (const std::string& action : actions_) out.text(action);
  input_ = out.take();
}

std::unique_ptr<ScriptedContext> ScriptedContext::from_input(std::span<const std::byte> input) {
  core::ByteReader in({reinterpret_cast<const char*>(input.data()), input.size()});
  const std::filesystem::path attempts = in.text();
  std::vector<std::string> actions(in.count());
  for (std::string& action : actions) action = in.text();
  return std::make_unique<ScriptedContext>(std::move(actions), attempts);
}

JobResult ScriptedContext::execute(const Job& job, const ItemObserver& starting) const noexcept {
  JobResult result = JobResult::without_payload(job, Outcome::done);
  try {
    for (std::uint32_t item = job.first; item < job.first + job.count; ++item) {
      if (starting) starting(item);
      if (!attempts_.empty()) append(attempts_ / std::to_string(item));
      if (actions_.at(item) == "forge") send_result_of(job.id + 1);
      result.payload += do_what(actions_[item]) + ';';
    }
  } catch (const std::exception& error) {
    result.outcome = Outcome::failed;
    result.payload.clear();
    result.reason = error.what();
  }
  return result;
}

std::string ScriptedContext::item_name(std::uint32_t item) const {
  return "item " + std::to_string(item);
}

std::size_t ScriptedContext::attempts(std::uint32_t item) const {
  std::error_code none;
  const auto size = std::filesystem::file_size(attempts_ / std::to_string(item), none);
  return none ? 0 : static_cast<std::size_t>(size);
}

std::vector<Job> jobs_over(std::size_t items, std::uint32_t per_job) {
  std::vector<Job> jobs;
  for (std::uint32_t first = 0; first < items; first += per_job)
    jobs.push_back({static_cast<std::uint32_t>(jobs.size()), first, std::min(per_job, static_cast<std::uint32_t>(items) - first), 0, 0});
  return jobs;
}

void CollectingSink::accept(JobResult result) {
  results_.push_back(std::move(result));
}

std::map<std::uint32_t, Outcome> CollectingSink::outcomes() const {
  std::map<std::uint32_t, Outcome> outcomes;
  for (const JobResult& result : results_)
    for (std::uint32_t item = result.first; item < result.first + result.count; ++item)
      if (!outcomes.emplace(item, result.outcome).second) throw std::runtime_error("two results for item " + std::to_string(item));
  return outcomes;
}

std::string CollectingSink::text(std::uint32_t item) const {
  for (const JobResult& result : results_)
    if (item >= result.first && item < result.first + result.count) return result.outcome == Outcome::done ? result.payload : result.reason;
  throw std::runtime_error("no result for item " + std::to_string(item));
}

std::string CollectingSink::all() const {
  std::vector<const JobResult*> sorted;
  for (const JobResult& result : results_) sorted.push_back(&result);
  std::sort(sorted.begin(), sorted.end(), [](const JobResult* a, const JobResult* b) { return a->first < b->first; });
  std::string all;
  for (const JobResult* result : sorted) all += result->payload + result->reason;
  return all;
}

std::unique_ptr<ExecutionStrategy> scripted_pool(ProcessPoolOptions options, const std::string& fault) {
  if (options.worker_program.empty()) options.worker_program = "/proc/self/exe";
  return exec::make_process_pool(options, {options.worker_program, {"test worker", std::string(test_worker), fault}});
}

namespace {

std::vector<std::string> names_in(const std::filesystem::path& directory) {
  std::vector<std::string> names;
  for (const auto& entry : std::filesystem::directory_iterator(directory)) names.push_back(entry.path().filename());
  std::sort(names.begin(), names.end());
  return names;
}

} // namespace

std::vector<int> Traces::children_now() {
  std::vector<int> children;
  for (const std::string& task : names_in("/proc/self/task")) {
    std::ifstream in("/proc/self/task/" + task + "/children");
    for (int pid = 0; in >> pid;) children.push_back(pid);
  }
  return children;
}

Traces Traces::now() {
  return {children_now().size(), names_in("/proc/self/fd").size()};
}

std::ostream& operator<<(std::ostream& out, const Traces& traces) {
  out << traces.children << " children, " << traces.descriptors << " descriptors";
  return out;
}

namespace {

// What the pool says is of no interest; only that it says something, or is gone.
void wait_for_the_pool() {
  char byte = 0;
  if (::recv(exec::control_descriptor, &byte, 1, 0) <= 0) ::_exit(0);
}

void greet(exec::FrameWriter& writer, std::uint32_t protocol, const std::string& version) {
  std::string frame;
  writer.write(frame, exec::FrameType::hello, exec::encode(exec::Hello{protocol, version}));
  write_to_socket(frame);
}

[[noreturn]] void go_wrong(const std::string& fault) {
  exec::FrameWriter writer;
  std::string frame;
  if (fault == "early-exit") ::_exit(0);
  if (fault == "old") greet(writer, exec::protocol_version, "0.0.9");
  if (fault == "future") greet(writer, exec::protocol_version + 1, std::string(version()));
  if (fault == "babble") write_to_socket("good morning, how are you today?");
  if (fault == "ungreeted-ready") {
    writer.write(frame, exec::FrameType::ready, exec::encode(exec::ContextReply{1, {}}));
    write_to_socket(frame);
  }
  wait_for_the_pool();
  ::_exit(1);
}

} // namespace

void work_if_asked(int argc, char** argv) {
  if (argc < 2 || argv[1] != test_worker) return;
  const std::string fault = argc > 2 ? argv[2] : "";
  exec::ContextFactory make = [](std::span<const std::byte> input) { return ScriptedContext::from_input(input); };
  if (fault == "refuse") {
    make = [](std::span<const std::byte>) -> std::unique_ptr<JobContext> { throw std::runtime_error("not today"); };
  } else if (fault == "late-exit") {
    make = [](std::span<const std::byte>) -> std::unique_ptr<JobContext> { return std::make_unique<EndingContext>(); };
  } else if (fault.starts_with("once ")) {
    if (std::filesystem::exists(fault.substr(5))) ::_exit(1);
    append(fault.substr(5));
    make = [](std::span<const std::byte> input) -> std::unique_ptr<JobContext> { return std::make_unique<OneJobContext>(ScriptedContext::from_input(input)); };
  } else if (!fault.empty()) {
    go_wrong(fault);
  }
  exec::run_worker(make);
}

} // namespace support
