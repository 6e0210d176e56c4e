#include "judge.hpp"

#include <algorithm>
#include <set>
#include <utility>

#include "check/support.hpp"
#include "in_chunks.hpp"

namespace sotval::core {

namespace {

Verdict verdict_of(Truth holds, Obligation obligation) {
  switch (holds) {
  case Truth::yes: return Verdict::passed;
  case Truth::no: return obligation == Obligation::should ? Verdict::advisory : Verdict::failed;
  case Truth::unknown: break;
  }
  return Verdict::error;
}

} // namespace

Judge::Judge(const Pack& pack, std::span<const std::size_t> rules, const Plan& plan, const JudgeContext& context, bool skip_dependants)
    : pack_(pack), rules_(rules), plan_(plan), context_(context), skip_dependants_(skip_dependants), results_(rules.size()) {
  for (std::size_t i = 0; i < rules.size(); ++i) position_.emplace(pack.rules[rules[i]].id, i);
  make_groups();
}

// The rules that this one depends on, as far as they are part of the run.
std::vector<std::size_t> Judge::dependencies(std::size_t rule) const {
  std::vector<std::size_t> out;
  for (const std::string& id : info(rule).depends_on)
    if (const auto found = position_.find(id); found != position_.end()) out.push_back(found->second);
  return out;
}

// Ascending batches; within a batch a rule is one level above what it depends on there. The loader has
// made sure that there is no cycle and that no rule depends on a later batch.
void Judge::make_groups() {
  constexpr std::size_t unknown = ~std::size_t{0};
  std::vector<std::size_t> level(rules_.size(), unknown);
  std::map<std::pair<unsigned, std::size_t>, std::vector<std::size_t>> groups;
  for (std::size_t start = 0; start < rules_.size(); ++start) {
    std::vector<std::size_t> stack{start}; // chains may be as long as the pack
    while (!stack.empty()) {
      const std::size_t rule = stack.back();
      const std::size_t waiting = stack.size();
      std::size_t above = 0;
      for (const std::size_t dependency : dependencies(rule)) {
        if (info(dependency).batch != info(rule).batch) continue;
        if (level[dependency] == unknown)
          stack.push_back(dependency);
        else
          above = std::max(above, level[dependency] + 1);
      }
      if (stack.size() > waiting) continue;
      stack.pop_back();
      level[rule] = above;
    }
  }
  for (std::size_t rule = 0; rule < rules_.size(); ++rule) groups[{info(rule).batch, level[rule]}].push_back(rule);
  for (auto& [key, members] : groups) groups_.push_back(std::move(members));
}

// Failed dependencies lead back to the rules where the trouble starts.
std::vector<std::string> Judge::roots_of(std::size_t rule) const {
  std::set<std::string> roots;
  for (const std::size_t dependency : dependencies(rule)) {
    const RuleResult& above = results_[dependency];
    if (above.verdict != Verdict::failed && above.verdict != Verdict::skipped) continue;
    if (above.downstream_of.empty())
      roots.insert(above.rule_id);
    else
      roots.insert(above.downstream_of.begin(), above.downstream_of.end());
  }
  return {roots.begin(), roots.end()};
}

void Judge::judge_until(std::size_t group, unsigned threads, const std::function<void(std::uint64_t)>& advanced) {
  constexpr std::size_t chunk = 4;             // some rules take a hundred times as long as others
  constexpr std::size_t worth_threads = 2'000; // nodes: of a small tree all rules are judged in less time than a thread takes to start
  std::vector<std::size_t> rules;
  for (; next_group_ < group; ++next_group_) rules.insert(rules.end(), groups_[next_group_].begin(), groups_[next_group_].end());
  if (skip_dependants_) {
    for (const std::size_t rule : rules) {
      if (std::vector<std::string> roots = roots_of(rule); roots.empty())
        judge_rule(rule);
      else
        skip(rule, std::move(roots));
      advanced(++judged_);
    }
    return;
  }
  // Where no rule is skipped, what it comes to does not depend on others.
  in_chunks(rules.size(), chunk, context_.snapshot.size() < worth_threads ? 1 : threads, [&](std::size_t first, std::size_t last, bool calling) {
    for (std::size_t i = first; i < last; ++i) judge_rule(rules[i]);
    const std::uint64_t judged = judged_ += last - first;
    if (calling) advanced(judged);
  });
  // Rules that hold by themselves are not downstream of anything worth telling.
  for (const std::size_t rule : rules)
    if (results_[rule].verdict != Verdict::passed) results_[rule].downstream_of = roots_of(rule);
  advanced(judged_);
}

RuleResult& Judge::begin(std::size_t rule) {
  const RuleInfo& about = info(rule);
  RuleResult& result = results_[rule];
  result.rule_id = about.id;
  result.title = about.title;
  result.severity = about.severity;
  result.batch = about.batch;
  result.timestamp = std::chrono::system_clock::now();
  return result;
}

void Judge::judge_rule(std::size_t rule) {
  RuleResult& result = begin(rule);
  const auto started = std::chrono::steady_clock::now();
  Judgement judgement = plan_.checks()[rule]->judge(context_);
  result.verdict = verdict_of(judgement.holds, info(rule).obligation);
  result.message = std::move(judgement.message);
  result.nothing_matched = judgement.nothing_matched;
  result.findings = std::move(judgement.findings);
  result.finding_count = judgement.finding_count;
  result.findings_elsewhere = judgement.findings_elsewhere;
  result.evidence = std::move(judgement.evidence);
  result.duration = std::chrono::steady_clock::now() - started;
}

void Judge::skip(std::size_t rule, std::vector<std::string> roots) {
  RuleResult& result = begin(rule);
  result.downstream_of = std::move(roots);
  result.verdict = Verdict::skipped;
  result.message = "not judged, because " + join_names(result.downstream_of, 5) + " failed";
  result.evidence = Value::Map{};
}

} // namespace sotval::core
