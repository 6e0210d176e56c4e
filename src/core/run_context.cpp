#include "run_context.hpp"

#include <new>

#include <sotval/error.hpp>

#include "repository_view.hpp"

namespace sotval::core {

RunContext::RunContext(const RootDirectory& root, const Plan& plan, const Snapshot& snapshot, const GatherWork& work, const Limits& limits,
                       const RuleRegistry& registry, SlowItems slow, bool all_findings)
    : root_(root), plan_(plan), snapshot_(snapshot), work_(work), limits_(limits), outcome_limits_(limits_of_outcomes(limits, all_findings)), custom_(plan.custom(), registry), slow_(std::move(slow)) {}

JobResult RunContext::execute(const Job& job, const ItemObserver& starting) const noexcept {
  JobResult result = JobResult::without_payload(job, Outcome::done);
  try {
    result.payload = job.first < file_count() ? gather(job, starting) : evaluate(job, starting);
  } catch (const std::exception& error) {
    result.outcome = Outcome::failed;
    try {
      result.reason = error.what();
    } catch (...) { // no memory for the reason: the outcome says enough
    }
  } catch (...) { // the observer may throw anything
    result.outcome = Outcome::failed;
  }
  return result;
}

std::string RunContext::item_name(std::uint32_t item) const {
  if (item < file_count()) return std::string(snapshot_.path(work_.files()[item]));
  const std::size_t task = item - file_count();
  if (task >= plan_.custom().size()) throw EngineError("a job names items that are not part of the run");
  return "rule " + plan_.custom()[task].rule_id;
}

Job RunContext::job_of_custom(std::size_t task) const noexcept {
  constexpr std::uint64_t guess = 10'000'000; // nobody knows what it does: none shall wait behind another
  Job job;
  job.first = file_count() + static_cast<std::uint32_t>(task);
  job.id = job.first;
  job.count = 1;
  job.cost = guess;
  return job;
}

// Everything that is done with one item; a clock is read only if somebody wants to know.
template <class Action> void RunContext::item(std::uint32_t number, const ItemObserver& starting, const Action& action) const {
  if (starting) starting(number);
  if (slow_.limit.count() == 0) return action();
  const auto started = std::chrono::steady_clock::now();
  action();
  const auto took = std::chrono::steady_clock::now() - started;
  if (took > slow_.limit) slow_.tell(item_name(number), took);
}

std::string RunContext::gather(const Job& job, const ItemObserver& starting) const {
  const auto files = work_.files(job.first, job.count);
  std::unique_ptr<Gatherer> gatherer = borrow();
  FactWriter writer;
  GatherCounts counts;
  std::uint32_t number = job.first;
  const auto look_at = [&](std::uint32_t node) {
    try {
      writer.add(gatherer->gather(snapshot_, node, work_.work_of(node)));
    } catch (const std::bad_alloc&) { // costs the facts of this file, not those of the others in the job
      counts += gatherer->take_counts();
      gatherer = new_gatherer(); // with what the other one held, all would fail
      writer.add(FileFacts::unreadable(node, "does not fit into memory"));
    }
  };
  gatherer->expect(snapshot_, files);
  for (const std::uint32_t node : files) item(number++, starting, [&] { look_at(node); });
  gatherer->expect(snapshot_, {});
  std::string payload = writer.finish(counts += gatherer->take_counts());
  const std::lock_guard lock(mutex_);
  idle_.push_back(std::move(gatherer));
  return payload;
}

std::string RunContext::evaluate(const Job& job, const ItemObserver& starting) const {
  const std::size_t first = job.first - file_count();
  const std::size_t count = custom_.tasks().size();
  if (first > count || job.count > count - first) throw EngineError("a job names items that are not part of the run");
  ByteWriter out;
  for (std::uint32_t i = 0; i < job.count; ++i)
    item(job.first + i, starting, [&] { put_outcome(out, custom_.evaluate(first + i, view(), outcome_limits_)); });
  return out.take();
}

const RepositoryView& RunContext::view() const {
  const std::lock_guard lock(mutex_);
  if (!view_) view_ = make_repository_view(root_, snapshot_, limits_);
  return *view_;
}

std::unique_ptr<Gatherer> RunContext::new_gatherer() const {
  return std::make_unique<Gatherer>(root_, plan_, limits_, work_.memory());
}

std::unique_ptr<Gatherer> RunContext::borrow() const {
  const std::lock_guard lock(mutex_);
  if (idle_.empty()) return new_gatherer();
  std::unique_ptr<Gatherer> gatherer = std::move(idle_.back());
  idle_.pop_back();
  return gatherer;
}

} // namespace sotval::core
