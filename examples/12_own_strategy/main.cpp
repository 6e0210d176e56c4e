// A way of your own to run jobs, here with std::async. Arguments: the repository, and, if you want to see it stopped, after
// how many files.

#include <cstdint>
#include <cstdlib>
#include <deque>
#include <future>
#include <iostream>
#include <memory>
#include <span>
#include <stop_token>
#include <string_view>
#include <utility>

#include <sotval/sotval.hpp>

class Async final : public sotval::ExecutionStrategy {
public:
  std::string_view name() const noexcept override { return "async"; }
  unsigned workers() const noexcept override { return sotval::available_cpus(); }

  void run(std::span<const sotval::Job> jobs, const sotval::JobContext& context, sotval::ResultSink& sink, std::stop_token stop) override {
    std::deque<std::future<sotval::JobResult>> running;
    const auto hand_over_oldest = [&] {
      sink.accept(running.front().get()); // on this thread, as a sink wants it
      running.pop_front();
    };
    for (const sotval::Job& job : jobs) {
      if (running.size() == workers()) hand_over_oldest();
      if (stop.stop_requested())
        sink.accept(sotval::JobResult::cancelled(job)); // every job has a result, also one that was not begun
      else
        running.push_back(std::async([&context, &job] { return context.execute(job); })); // no job throws
    }
    while (!running.empty()) hand_over_oldest();
  }
};

// A stop request may come from any thread: a button, a deadline, Ctrl-C. Here it comes from progress.
class StopAfter final : public sotval::ProgressListener {
public:
  explicit StopAfter(std::uint64_t files) : files_(files) {}
  std::stop_token token() const { return stop_.get_token(); }

  void phase_started(std::string_view phase, std::uint64_t) override { gathering_ = phase == "gather"; }
  void phase_advanced(std::uint64_t done) override {
    if (gathering_ && done >= files_) stop_.request_stop();
  }
  void phase_finished() override {}

private:
  std::uint64_t files_;
  std::stop_source stop_;
  bool gathering_ = false;
};

int main(int argc, char** argv) try {
  const auto stop = std::make_shared<StopAfter>(argc > 2 ? std::strtoull(argv[2], nullptr, 10) : UINT64_MAX);
  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.own_strategy = std::make_shared<Async>();
  options.progress = stop;
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate({}, stop->token());
  sotval::write_text(std::cout, report);
  if (report.run.stopped) std::cerr << "stopped early: what was not looked at is not decided\n";
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
} catch (const sotval::Stopped& stopped) {
  std::cerr << stopped.what() << '\n';
  return 3;
}
