#include "exec/worker_loop.hpp"

#include <algorithm>
#include <array>
#include <cerrno>
#include <chrono>
#include <csignal>
#include <cstring>
#include <exception>
#include <fstream>
#include <new>
#include <optional>
#include <string>
#include <vector>

#include <sys/prctl.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <unistd.h>

#include <sotval/error.hpp>
#include <sotval/version.hpp>

#include "cache/segment.hpp"
#include "exec/mark.hpp"
#include "exec/messages.hpp"
#include "exec/frame.hpp"

namespace sotval::exec {

namespace {

using Clock = std::chrono::steady_clock;

constexpr std::size_t largest_message = std::size_t{1} << 40; // the pool is believed: it started us

// The worker's end of the socket. Waits: there is nothing else to do. When the pool is gone, so are we.
class Pool {
public:
  MessageReader::Message receive() {
    for (;;) {
      if (const auto message = messages_.next()) return *message;
      flush(); // nobody shall wait for what is done
      read_some();
    }
  }
  /// The descriptor that came with the last message.
  core::Descriptor take_descriptor() { return std::move(descriptor_); }

  void queue(FrameType type, std::string_view message) { writer_.write(outgoing_, type, message); }
  std::size_t queued() const noexcept { return outgoing_.size(); }
  void flush() {
    for (std::size_t sent = 0; sent < outgoing_.size();) {
      const ssize_t n = ::send(control_descriptor, outgoing_.data() + sent, outgoing_.size() - sent, MSG_NOSIGNAL);
      if (n > 0) sent += static_cast<std::size_t>(n);
      if (n < 0 && errno != EINTR) ::_exit(0); // nobody will ever read it
    }
    outgoing_.clear();
  }

private:
  void read_some() {
    constexpr std::size_t piece = 64 * 1024;
    iovec room{messages_.frames().room(piece), piece};
    alignas(cmsghdr) std::array<char, CMSG_SPACE(sizeof(int))> control{};
    msghdr message{};
    message.msg_iov = &room;
    message.msg_iovlen = 1;
    message.msg_control = control.data();
    message.msg_controllen = control.size();
    const ssize_t n = ::recvmsg(control_descriptor, &message, MSG_CMSG_CLOEXEC);
    if (n < 0 && errno == EINTR) return;
    if (n <= 0) ::_exit(0);
    messages_.frames().received(static_cast<std::size_t>(n));
    if (const cmsghdr* header = CMSG_FIRSTHDR(&message); header != nullptr && header->cmsg_type == SCM_RIGHTS) {
      int fd = -1;
      std::memcpy(&fd, CMSG_DATA(header), sizeof fd);
      descriptor_ = core::Descriptor(fd);
    }
  }

  MessageReader messages_{largest_message};
  FrameWriter writer_;
  std::string outgoing_;
  core::Descriptor descriptor_;
};

// The input of a run, in shared memory or a copy of our own, and the context made from it.
struct Run {
  std::optional<cache::AttachedSegment> segment;
  std::unique_ptr<std::byte[]> copy; // new[] aligns to 16
  std::unique_ptr<JobContext> context;

  void end() noexcept {
    context.reset(); // it looks into the others
    segment.reset();
    copy.reset();
  }
};

#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
void limit_memory(std::uint64_t) {} // they reserve terabytes
#else
std::uint64_t address_space_in_use() {
  std::ifstream in("/proc/self/statm");
  std::uint64_t pages = 0;
  in >> pages;
  return pages * static_cast<std::uint64_t>(::sysconf(_SC_PAGESIZE));
}

void limit_memory(std::uint64_t bytes) {
  if (bytes == 0) return;
  rlimit limit{};
  if (::getrlimit(RLIMIT_AS, &limit) != 0) return;
  // The hard limit stays: to raise it takes privileges, without which this one would be refused as well.
  const std::uint64_t used = address_space_in_use();
  limit.rlim_cur = std::min(limit.rlim_max, bytes > RLIM_INFINITY - used ? RLIM_INFINITY : used + bytes);
  ::setrlimit(RLIMIT_AS, &limit);
}
#endif

class Worker {
public:
  explicit Worker(const ContextFactory& make_context) : make_context_(make_context) {}

  [[noreturn]] void work() {
    pool_.queue(FrameType::hello, encode(Hello{protocol_version, std::string(version())}));
    pool_.flush();
    for (;;) {
      const MessageReader::Message message = pool_.receive();
      switch (message.type) {
      case FrameType::run: begin(decode_run(message.payload)); break;
      case FrameType::work: execute(decode_jobs(message.payload)); break;
      default: throw ProtocolError("a message that is not for workers");
      }
    }
  }

private:
  void begin(const RunMessage& message) {
    run_.end();
    ContextReply reply{message.context, {}};
    try {
      const std::span<const std::byte> input = message.shared ? attach() : receive_input(message.input_size);
      if (input.size() != message.input_size) throw EngineError("the input of the run has another size than was said");
      if (!memory_limited_) limit_memory(message.memory);
      memory_limited_ = true;
      run_.context = make_context_(input);
    } catch (const std::exception& error) {
      reply.reason = error.what();
      run_.end();
    }
    pool_.queue(run_.context ? FrameType::ready : FrameType::refused, encode(reply));
    pool_.flush();
  }

  std::span<const std::byte> attach() {
    const core::Descriptor fd = pool_.take_descriptor();
    if (!fd) throw EngineError("the shared memory of the run did not arrive");
    run_.segment.emplace(fd.get());
    return run_.segment->find(run_block);
  }

  std::span<const std::byte> receive_input(std::uint64_t size) {
    run_.copy = std::make_unique<std::byte[]>(size);
    const MessageReader::Message input = pool_.receive();
    if (input.type != FrameType::input || input.payload.size() != size) throw ProtocolError("the input of a run is missing");
    std::memcpy(run_.copy.get(), input.payload.data(), size);
    return {run_.copy.get(), static_cast<std::size_t>(size)};
  }

  // Results travel together as long as they come quickly, also those of several messages.
  void execute(const std::vector<Job>& jobs) {
    constexpr auto longest_wait = std::chrono::milliseconds(1);
    constexpr std::size_t most_bytes = 256 * 1024;
    if (!run_.context) throw ProtocolError("work without a run");
    const ItemObserver starting = [this](std::uint32_t item) { mark_.set(item); };
    for (const Job& job : jobs) {
      pool_.queue(FrameType::result, encode(run_.context->execute(job, starting)));
      const auto now = Clock::now();
      if (now - flushed_ < longest_wait && pool_.queued() < most_bytes) continue;
      pool_.flush();
      flushed_ = now;
    }
  }

  const ContextFactory& make_context_;
  Pool pool_;
  MarkSetter mark_{mark_descriptor};
  Run run_;
  Clock::time_point flushed_;
  bool memory_limited_ = false;
};

} // namespace

void run_worker(const ContextFactory& make_context) noexcept {
  ::prctl(PR_SET_NAME, "sotval-worker"); // it was started through a descriptor, which has no name
  std::signal(SIGPIPE, SIG_IGN);
  try {
    Worker(make_context).work();
  } catch (const std::exception&) { // no memory, or a pool that talks nonsense
  }
  ::_exit(worker_failed);
}

} // namespace sotval::exec
