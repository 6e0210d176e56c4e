#include "rule_work.hpp"

#include <algorithm>
#include <set>

#include <sotval/error.hpp>

#include "run_commands.hpp"
#include "stopped.hpp"

namespace sotval::core {

namespace {

// Numbers of those tasks that are for one of the rules.
template <class Task> std::vector<std::size_t> tasks_of(const std::vector<Task>& tasks, const std::set<std::size_t>& rules) {
  std::vector<std::size_t> out;
  for (std::size_t i = 0; i < tasks.size(); ++i)
    if (rules.contains(tasks[i].rule)) out.push_back(i);
  return out;
}

std::string reason_of(const JobResult& result) {
  if (!result.reason.empty()) return result.reason;
  switch (result.outcome) {
  case Outcome::crashed: return "it crashed";
  case Outcome::timed_out: return "it took too long";
  case Outcome::failed: return "it failed without a reason";
  default: return "was not looked at";
  }
}

// Takes what custom rules came to.
class OutcomeSink final : public ResultSink {
public:
  OutcomeSink(std::vector<TaskOutcome>& outcomes, std::uint32_t first_item, bool& stopped, const std::stop_token& stop,
              std::function<void()> one_more)
      : outcomes_(outcomes), first_item_(first_item), stopped_(stopped), stop_(stop), one_more_(std::move(one_more)), seen_(outcomes.size()) {}

  void accept(JobResult result) override {
    const std::size_t task = std::size_t{result.first} - first_item_;
    if (result.first < first_item_ || task >= outcomes_.size() || result.count != 1)
      throw EngineError("a result names items that are not part of the run");
    seen_[task] = true;
    if (result.outcome == Outcome::done) {
      ByteReader in(result.payload);
      outcomes_[task] = get_outcome(in);
      if (!in.done()) ByteReader::fail();
    } else if (result.outcome == Outcome::cancelled && stop_.stop_requested()) {
      stopped_ = true;
      outcomes_[task] = TaskOutcome::undecided(not_looked_at);
    } else {
      outcomes_[task] = TaskOutcome::undecided(reason_of(result));
    }
    one_more_();
  }
  bool has(std::size_t task) const { return seen_[task]; }

private:
  std::vector<TaskOutcome>& outcomes_;
  std::uint32_t first_item_;
  bool& stopped_;
  const std::stop_token& stop_;
  std::function<void()> one_more_;
  std::vector<bool> seen_;
};

} // namespace

TaskTable::TaskTable(const Plan& plan)
    : custom(plan.custom().size(), TaskOutcome::undecided("was not looked at")), commands(plan.commands().size(), TaskOutcome::undecided("was not looked at")) {}

std::size_t RuleWork::groups(const Judge& judge) const {
  std::set<std::size_t> rules;
  for (const CustomTask& task : parts_.plan.custom()) rules.insert(task.rule);
  for (const CommandTask& task : parts_.plan.commands()) rules.insert(task.rule);
  std::size_t last = 0;
  for (std::size_t group = 0; group < judge.groups().size(); ++group)
    for (const std::size_t rule : judge.groups()[group])
      if (rules.contains(rule)) last = group + 1;
  return last;
}

void RuleWork::run(const Judge& judge, std::size_t group) {
  std::set<std::size_t> rules;
  for (const std::size_t rule : judge.groups()[group])
    if (!judge.skips(rule)) rules.insert(rule);
  evaluate(tasks_of(parts_.plan.custom(), rules));
  run_programs(tasks_of(parts_.plan.commands(), rules));
}

void RuleWork::evaluate(const std::vector<std::size_t>& tasks) {
  if (tasks.empty()) return;
  std::vector<Job> jobs;
  for (const std::size_t task : tasks) jobs.push_back(parts_.context.job_of_custom(task));
  OutcomeSink sink(table_.custom, parts_.context.job_of_custom(0).first, stopped_, parts_.stop, [this] { parts_.advanced(++done_); });
  parts_.strategy.run(jobs, parts_.context, sink, parts_.stop);
  for (const std::size_t task : tasks)
    if (!sink.has(task))
      throw EngineError("strategy '" + std::string(parts_.strategy.name()) + "' gave no result for rule " + parts_.plan.custom()[task].rule_id);
}

void RuleWork::run_programs(const std::vector<std::size_t>& tasks) {
  if (tasks.empty()) return;
  if (parts_.not_on_disk) {
    for (const std::size_t task : tasks) table_.commands[task] = TaskOutcome::undecided("was not run: it would see the disk, not the overlay");
    parts_.advanced(done_ += tasks.size());
    return;
  }
  const std::uint64_t before = done_;
  const bool all = run_commands(parts_.plan, tasks, parts_.judging, parts_.root, parts_.runner(), parts_.strategy.workers(), parts_.stop,
                                table_.commands, [&](std::size_t done) { parts_.advanced(done_ = before + done); });
  stopped_ |= !all;
}

} // namespace sotval::core
