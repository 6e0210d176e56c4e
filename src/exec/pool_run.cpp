#include "exec/pool_run.hpp"

#include <algorithm>
#include <optional>
#include <system_error>
#include <vector>

#include <poll.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include <sotval/version.hpp>

#include "cache/segment.hpp"
#include "exec/messages.hpp"
#include "exec/stopwatch.hpp"

// One loop on the calling thread: wait until something happens (a worker was started, one has written,
// one has ended, a time limit is over, a stop is requested) and react to it. Nothing else waits.

namespace sotval::exec {

namespace {

using std::chrono::milliseconds;

constexpr milliseconds greeting_limit{30'000}; // a machine under load takes its time
constexpr milliseconds context_limit{120'000};
constexpr milliseconds start_pause{50}; // before another attempt, when the system has no process or descriptor to give

// Conditions of the system that may pass.
bool is_transient(int error) {
  return error == EAGAIN || error == ENOMEM || error == EMFILE || error == ENFILE || error == ETXTBSY;
}

class PoolRun {
public:
  PoolRun(const PoolRunInput& input, const std::stop_token& stop) : in_(input), stop_(stop), crew_(input.crew), ledger_(input.ledger) {
    wake_ = core::Descriptor(::eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK));
    if (!wake_) throw PoolFailure("no descriptor to wait with: " + core::error_text(errno));
    publish();
  }

  void work() {
    const std::stop_callback wake(stop_, [this] {
      const std::uint64_t one = 1;
      [[maybe_unused]] const ssize_t told = ::write(wake_.get(), &one, sizeof one);
    });
    try {
      for (std::size_t i = 0; i < workers().size(); ++i) introduce(*workers()[i]);
      has_begun_ = count([this](const Worker& worker) { return worker.ready && worker.context == in_.context.id(); }) != 0;
      assign_to_all();
      while (!ledger_.finished() && !stop_.stop_requested()) {
        start_missing();
        wait();
      }
    } catch (...) {
      end_busy();
      throw;
    }
    end_busy(); // after a stop; else all are idle
  }

private:
  std::vector<std::unique_ptr<Worker>>& workers() { return crew_.workers(); }

  // ---- the input of the run

  void publish() {
    {
      const Stopwatch time(in_.stats.serialization_overhead);
      input_ = in_.context.worker_input();
      for (const auto piece : input_) input_size_ += piece.size();
    }
    if (!in_.options.use_shared_memory) return;
    const Stopwatch time(in_.stats.ipc_overhead);
    try {
      segment_.emplace(cache::Segment::create(run_block, input_));
      in_.stats.shared_memory_size = std::max<std::uint64_t>(in_.stats.shared_memory_size, segment_->size());
    } catch (const EngineError& error) {
      say(LogLevel::warning, std::string("no shared memory, each worker is sent a copy: ") + error.what());
    }
  }

  void introduce(Worker& worker) {
    if (!worker.greeted || worker.context == in_.context.id()) return;
    worker.context = in_.context.id();
    worker.ready = false;
    worker.mark.clear();
    worker.since = Clock::now();
    RunMessage run{worker.context, input_size_, segment_.has_value(), in_.options.worker_memory};
    worker.channel.queue(FrameType::run, encode(run), segment_ ? segment_->fd() : -1);
    if (!segment_) worker.channel.queue_input(input_);
    send(worker);
  }

  // ---- starting workers

  void start_missing() {
    if (Clock::now() < next_start_) return;
    const std::size_t busy = count([this](const Worker& worker) { return !ledger_.is_idle(worker.id); });
    const std::size_t wanted = std::min<std::size_t>(in_.workers, busy + ledger_.waiting());
    const std::size_t fresh = crew_.under_way() + count([this](const Worker& worker) { return worker.fresh && ledger_.is_idle(worker.id); });
    try {
      while (crew_.size() < wanted) crew_.start();
      for (std::size_t i = fresh; i < ledger_.suspects() && make_room(); ++i) crew_.start();
    } catch (const std::system_error& error) {
      start_failed(error.code().value(), error.what());
    }
  }

  // For one more worker: by sending an idle one home, if need be.
  bool make_room() {
    if (crew_.size() < in_.workers) return true;
    const auto idle = std::find_if(workers().begin(), workers().end(), [this](const auto& worker) { return !worker->fresh && ledger_.is_idle(worker->id); });
    if (idle == workers().end()) return false; // one will be sooner or later
    crew_.dismiss(**idle);
    return true;
  }

  template <typename Which> std::size_t count(const Which& which) {
    return static_cast<std::size_t>(std::count_if(workers().begin(), workers().end(), [&](const auto& worker) { return which(*worker); }));
  }

  // Fewer workers are no trouble as long as there is one that gets on.
  void start_failed(int error, const std::string& message) {
    next_start_ = Clock::now() + start_pause;
    if (!workers().empty() || crew_.under_way() != 0) return;
    if (!is_transient(error)) throw PoolFailure("worker program '" + crew_.program().path.string() + "' cannot be started: " + message);
    no_progress("no worker can be started: " + message);
  }

  void no_progress(const std::string& reason) {
    next_start_ = Clock::now() + start_pause;
    if (anybody_busy()) return;
    if (++failures_in_a_row_ > in_.workers + 4) throw PoolFailure(reason);
  }

  bool anybody_busy() const {
    return std::any_of(crew_.workers().begin(), crew_.workers().end(), [this](const auto& worker) { return !ledger_.is_idle(worker->id); });
  }

  void take_started() {
    for (const StartedWorker& failed : crew_.take_started()) start_failed(failed.error, failed.message);
  }

  // ---- waiting

  void wait() {
    polled_.clear();
    polled_.push_back({wake_.get(), POLLIN, 0});
    polled_.push_back({crew_.news_fd(), POLLIN, 0});
    ids_.clear();
    for (const auto& worker : workers()) {
      ids_.push_back(worker->id);
      polled_.push_back({worker->channel.fd(), static_cast<short>(POLLIN | (worker->channel.wants_to_send() ? POLLOUT : 0)), 0});
      polled_.push_back({worker->child.pidfd.get(), POLLIN, 0});
    }
    const int ready = ::poll(polled_.data(), polled_.size(), time_to_wait());
    if (ready < 0 && errno != EINTR) throw PoolFailure("poll: " + core::error_text(errno));
    for (std::size_t i = 0; ready > 0 && i < ids_.size(); ++i)
      if (const short socket = polled_[2 + 2 * i].revents, ended = polled_[3 + 2 * i].revents; socket != 0 || ended != 0)
        serve(ids_[i], (socket & POLLOUT) != 0, ended != 0);
    if (ready > 0 && polled_[1].revents != 0) take_started();
    check_time_limits();
  }

  Worker* find(WorkerId id) {
    const auto found = std::find_if(workers().begin(), workers().end(), [id](const auto& worker) { return worker->id == id; });
    return found == workers().end() ? nullptr : found->get();
  }

  // What a worker wrote before it ended counts: so all of it is read first.
  void serve(WorkerId id, bool can_send, bool ended) {
    Worker* worker = find(id);
    if (worker == nullptr) return; // it was lost in this round already
    if (can_send) send(*worker);
    Channel::State state = Channel::State::open;
    try {
      do {
        {
          const Stopwatch time(in_.stats.ipc_overhead);
          state = worker->channel.receive();
        }
        while (const auto message = worker->channel.messages().next()) react(*worker, *message);
        assign(*worker);
      } while (ended && state == Channel::State::open && more_to_read(*worker));
    } catch (const ProtocolError& error) {
      lose(*worker, Outcome::crashed, std::string("broke the protocol with ") + error.what());
      return;
    }
    if (ended || state == Channel::State::closed) lose(*worker, Outcome::crashed, {});
  }

  static bool more_to_read(const Worker& worker) {
    pollfd readable{worker.channel.fd(), POLLIN, 0};
    return ::poll(&readable, 1, 0) == 1 && (readable.revents & POLLIN) != 0;
  }

  // ---- what workers say

  void react(Worker& worker, const MessageReader::Message& message) {
    worker.since = Clock::now();
    if (!worker.greeted) {
      if (message.type != FrameType::hello) throw ProtocolError("something other than a greeting");
      greet(worker, decode_hello(message.payload));
      return;
    }
    switch (message.type) {
    case FrameType::ready:
    case FrameType::refused: {
      const ContextReply reply = decode_context_reply(message.payload);
      if (reply.context != worker.context) return; // of a run that ended before it was ready
      if (message.type == FrameType::refused) throw PoolFailure("a worker cannot begin: " + reply.reason);
      worker.ready = true;
      if (!has_begun_) in_.stats.process_startup_overhead += Clock::now() - begin_;
      has_begun_ = true;
      return;
    }
    case FrameType::result: take_result(worker, message.payload); return;
    default: throw ProtocolError("a message that is not for the pool");
    }
  }

  void greet(Worker& worker, const Hello& hello) {
    if (hello.protocol != protocol_version || hello.version != version())
      throw PoolFailure("worker program '" + crew_.program().path.string() + "' is of version " + hello.version + " (protocol " +
                        std::to_string(hello.protocol) + "), this library of version " + std::string(version()) + " (protocol " +
                        std::to_string(protocol_version) + "): install both of the same version");
    worker.greeted = true;
    introduce(worker);
  }

  void take_result(Worker& worker, std::string_view bytes) {
    std::optional<JobResult> result;
    {
      const Stopwatch time(in_.stats.serialization_overhead);
      result = decode_result(bytes);
    }
    if (!ledger_.done(worker.id, {result->job, result->first, result->count, 0})) throw ProtocolError("a result that nobody asked for");
    worker.fresh = false;
    worker.seen_at.reset();
    failures_in_a_row_ = 0;
    in_.sink.accept(std::move(*result));
  }

  // ---- giving out work

  void assign(Worker& worker) {
    while (worker.ready && worker.context == in_.context.id()) {
      const bool idle = ledger_.is_idle(worker.id);
      const std::vector<Part> parts = ledger_.assign(worker.id, worker.fresh);
      if (parts.empty()) break;
      if (idle) { // its time begins now
        worker.since = worker.checked = Clock::now();
        worker.seen_at.reset();
      }
      if (ledger_.is_alone(worker.id)) ++in_.stats.retries;
      const Stopwatch time(in_.stats.serialization_overhead);
      worker.channel.queue(FrameType::work, encode_parts(parts));
    }
    if (worker.channel.wants_to_send()) send(worker);
  }

  void assign_to_all() {
    for (const auto& worker : workers()) assign(*worker);
  }

  void send(Worker& worker) {
    const Stopwatch time(in_.stats.ipc_overhead);
    worker.channel.send(); // that it is closed shows when it is read, behind what it still has to say
  }

  // ---- trouble

  void lose(Worker& worker, Outcome outcome, std::string how) {
    const WorkerId id = worker.id;
    const bool greeted = worker.greeted;
    const std::optional<std::uint32_t> item = worker.mark.read();
    const ChildEnd end = crew_.dismiss(worker);
    ++(outcome == Outcome::timed_out ? in_.stats.timeouts : in_.stats.process_crashes);
    if (how.empty()) how = end.describe();
    WorkLedger::Loss loss = ledger_.lost(id, item, outcome, "the worker process that was at it " + how);
    if (loss.begun) {
      failures_in_a_row_ = 0;
      const std::string name = in_.context.item_name(*item);
      say(LogLevel::info, "a worker process " + how + " at " + name + (loss.retry ? "; one more try, alone" : "; that was the second time, it is given up"));
      if (loss.verdict) in_.sink.accept(std::move(*loss.verdict));
    } else {
      say(LogLevel::info, "a worker process " + how + " before it had begun anything");
      no_progress(greeted ? "workers end before they begin anything: the last one " + how
                          : "worker program '" + crew_.program().path.string() + "' " + how +
                                " before it said hello; is it sotval-worker, or does its main() call run_worker_if_asked() first?");
    }
    assign_to_all();
  }

  int time_to_wait() const {
    const auto now = Clock::now();
    auto until = Clock::time_point::max();
    for (const auto& worker : crew_.workers())
      if (const auto limit = next_check(*worker)) until = std::min(until, *limit);
    if (next_start_ > now) until = std::min(until, next_start_);
    if (until == Clock::time_point::max()) return -1;
    const auto left = std::chrono::ceil<milliseconds>(until - now).count();
    return static_cast<int>(std::clamp<std::int64_t>(left, 0, 3'600'000));
  }

  // Where a worker is at is looked up now and then: an item that takes too long is found an eighth late at most.
  std::optional<Clock::time_point> next_check(const Worker& worker) const {
    if (!worker.greeted) return worker.since + greeting_limit;
    if (worker.context == in_.context.id() && !worker.ready) return worker.since + context_limit;
    if (ledger_.is_idle(worker.id) || in_.options.job_timeout.count() == 0) return std::nullopt;
    return std::max(worker.checked, worker.since) + std::max(in_.options.job_timeout / 8, milliseconds(1));
  }

  void check_time_limits() {
    const auto now = Clock::now();
    std::vector<WorkerId> late;
    for (const auto& worker : workers()) {
      const auto limit = next_check(*worker);
      if (!limit || *limit > now) continue;
      if (worker->ready && worker->context == in_.context.id()) {
        worker->checked = now;
        const auto item = worker->mark.read();
        if (item != worker->seen_at) {
          worker->seen_at = item;
          worker->since = now;
        }
        if (now - worker->since < in_.options.job_timeout) continue;
      }
      late.push_back(worker->id);
    }
    for (const WorkerId id : late) {
      Worker* worker = find(id);
      if (worker == nullptr) continue;
      if (!worker->greeted)
        lose(*worker, Outcome::timed_out, "said no hello within " + seconds(greeting_limit));
      else
        lose(*worker, Outcome::timed_out, worker->ready ? "took longer than " + seconds(in_.options.job_timeout)
                                                        : "did not begin the run within " + seconds(context_limit));
    }
  }

  static std::string seconds(milliseconds time) {
    std::string text = std::to_string(time.count() / 1000);
    if (time.count() % 1000 != 0) {
      std::string fraction = std::to_string(1000 + time.count() % 1000).substr(1);
      fraction.erase(fraction.find_last_not_of('0') + 1);
      text += '.' + fraction;
    }
    return text + " s";
  }

  // Nobody waits for what they are at.
  void end_busy() {
    std::vector<const Worker*> busy;
    for (const auto& worker : workers())
      if (!ledger_.is_idle(worker->id) || worker->channel.wants_to_send()) busy.push_back(worker.get());
    for (const Worker* worker : busy) crew_.dismiss(*worker);
  }

  void say(LogLevel level, const std::string& text) const {
    if (in_.options.logger) in_.options.logger(level, text);
  }

  static std::string encode_parts(const std::vector<Part>& parts) {
    std::vector<Job> jobs;
    for (const Part& part : parts) jobs.push_back(part.as_job());
    return encode_jobs(jobs);
  }

  const PoolRunInput& in_;
  const std::stop_token& stop_;
  Crew& crew_;
  WorkLedger& ledger_;
  BytePieces input_;
  std::uint64_t input_size_ = 0;
  std::optional<cache::Segment> segment_;
  core::Descriptor wake_;
  std::vector<pollfd> polled_;
  std::vector<WorkerId> ids_;
  const Clock::time_point begin_ = Clock::now();
  bool has_begun_ = false; // a worker could be given work
  unsigned failures_in_a_row_ = 0; // of workers that came to nothing
  Clock::time_point next_start_{};
};

} // namespace

void run_pool(const PoolRunInput& input, const std::stop_token& stop) {
  PoolRun(input, stop).work();
}

} // namespace sotval::exec
