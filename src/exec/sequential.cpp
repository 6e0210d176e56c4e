#include <sotval/execution_strategy.hpp>

namespace sotval {

namespace {

class Sequential final : public ExecutionStrategy {
public:
  std::string_view name() const noexcept override { return "sequential"; }
  unsigned workers() const noexcept override { return 1; }

  void run(std::span<const Job> jobs, const JobContext& context, ResultSink& sink, std::stop_token stop) override {
    for (const Job& job : jobs) sink.accept(stop.stop_requested() ? JobResult::cancelled(job) : context.execute(job));
  }
};

} // namespace

std::unique_ptr<ExecutionStrategy> make_sequential() {
  return std::make_unique<Sequential>();
}

} // namespace sotval
