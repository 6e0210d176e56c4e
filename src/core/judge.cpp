#include "judge.hpp"

#include <algorithm>
#include <map>
#include <set>

#include "check/support.hpp"

namespace sotval::core {

namespace {

// Ascending batches; within a batch what others depend on comes first, else pack order. The loader has
// made sure that there is no cycle and that no rule depends on a later batch.
class DependencyOrder {
public:
  DependencyOrder(const Pack& pack, std::span<const std::size_t> rules) : pack_(pack), rules_(rules), done_(rules.size()) {
    for (std::size_t i = 0; i < rules.size(); ++i) position_.emplace(pack.rules[rules[i]].id, i);
    std::vector<std::size_t> by_batch(rules.size());
    for (std::size_t i = 0; i < rules.size(); ++i) by_batch[i] = i;
    std::stable_sort(by_batch.begin(), by_batch.end(), [&](std::size_t a, std::size_t b) { return info(a).batch < info(b).batch; });
    for (const std::size_t i : by_batch) visit(i);
  }

  const std::vector<std::size_t>& order() const { return order_; }
  const RuleInfo& info(std::size_t i) const { return pack_.rules[rules_[i]]; }

  /// Positions of the rules that this one depends on, as far as they are part of the run.
  std::vector<std::size_t> dependencies(std::size_t i) const {
    std::vector<std::size_t> out;
    for (const std::string& id : info(i).depends_on)
      if (const auto found = position_.find(id); found != position_.end()) out.push_back(found->second);
    return out;
  }

private:
  void visit(std::size_t start) {
    std::vector<std::size_t> stack{start}; // chains may be as long as the pack
    while (!stack.empty()) {
      const std::size_t i = stack.back();
      const std::size_t waiting = stack.size();
      if (!done_[i])
        for (const std::size_t dependency : dependencies(i))
          if (!done_[dependency]) stack.push_back(dependency);
      if (stack.size() > waiting) continue;
      stack.pop_back();
      if (done_[i]) continue;
      done_[i] = true;
      order_.push_back(i);
    }
  }

  const Pack& pack_;
  std::span<const std::size_t> rules_;
  std::map<std::string_view, std::size_t> position_;
  std::vector<bool> done_;
  std::vector<std::size_t> order_;
};

Verdict verdict_of(Truth holds, Obligation obligation) {
  switch (holds) {
  case Truth::yes: return Verdict::passed;
  case Truth::no: return obligation == Obligation::should ? Verdict::advisory : Verdict::failed;
  case Truth::unknown: break;
  }
  return Verdict::error;
}

// Failed dependencies lead back to the rules where the trouble starts.
std::vector<std::string> roots_of(const DependencyOrder& order, const std::vector<RuleResult>& results, std::size_t i) {
  std::set<std::string> roots;
  for (const std::size_t dependency : order.dependencies(i)) {
    const RuleResult& above = results[dependency];
    if (above.verdict != Verdict::failed && above.verdict != Verdict::skipped) continue;
    if (above.downstream_of.empty())
      roots.insert(above.rule_id);
    else
      roots.insert(above.downstream_of.begin(), above.downstream_of.end());
  }
  return {roots.begin(), roots.end()};
}

} // namespace

std::vector<RuleResult> judge(const Pack& pack, std::span<const std::size_t> rules, const Plan& plan, const JudgeContext& context,
                              bool skip_dependants, const std::function<void(std::uint64_t)>& judged) {
  const DependencyOrder order(pack, rules);
  std::vector<RuleResult> results(rules.size());
  std::uint64_t done = 0;
  for (const std::size_t i : order.order()) {
    const RuleInfo& info = order.info(i);
    RuleResult& result = results[i];
    result.rule_id = info.id;
    result.title = info.title;
    result.severity = info.severity;
    result.batch = info.batch;
    result.timestamp = std::chrono::system_clock::now();
    result.downstream_of = roots_of(order, results, i);
    const auto started = std::chrono::steady_clock::now();
    if (skip_dependants && !result.downstream_of.empty()) {
      result.verdict = Verdict::skipped;
      result.message = "not judged, because " + join_names(result.downstream_of, 5) + " failed";
      result.evidence = Value::Map{};
    } else {
      Judgement judgement = plan.checks()[i]->judge(context);
      result.verdict = verdict_of(judgement.holds, info.obligation);
      result.message = std::move(judgement.message);
      result.nothing_matched = judgement.nothing_matched;
      result.findings = std::move(judgement.findings);
      result.finding_count = judgement.finding_count;
      result.evidence = std::move(judgement.evidence);
      // Rules that hold by themselves are not downstream of anything worth telling.
      if (result.verdict == Verdict::passed) result.downstream_of.clear();
    }
    result.duration = std::chrono::steady_clock::now() - started;
    if (judged) judged(++done);
  }
  return results;
}

} // namespace sotval::core
