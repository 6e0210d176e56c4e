#pragma once

#include <atomic>
#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/report.hpp>

#include "check/check.hpp"
#include "pack/pack.hpp"
#include "plan.hpp"

namespace sotval::core {

/// Decides the rules of a run, group by group. Rules are known by their position in `rules`. A group is
/// of one batch; what its rules depend on lies in groups before it, as far as it is part of the run.
/// No file is opened.
class Judge {
public:
  /// All arguments must outlive the judge. `rules`: as the plan was made from.
  Judge(const Pack& pack, std::span<const std::size_t> rules, const Plan& plan, const JudgeContext& context, bool skip_dependants);

  /// In the order in which they are to be judged; each in pack order.
  std::span<const std::vector<std::size_t>> groups() const noexcept { return groups_; }

  /// True if the rule will not be judged, because one it depends on failed.
  /// Requires: the groups before its own are judged.
  bool skips(std::size_t rule) const { return skip_dependants_ && !roots_of(rule).empty(); }

  /// Judges the groups before this one that are not judged yet, on up to so many threads. `advanced`: is told how many rules
  /// are judged by now, on the calling thread.
  void judge_until(std::size_t group, unsigned threads, const std::function<void(std::uint64_t)>& advanced);

  /// In pack order. Requires: all groups are judged.
  std::vector<RuleResult> take_results() noexcept { return std::move(results_); }

private:
  const RuleInfo& info(std::size_t rule) const { return pack_.rules[rules_[rule]]; }
  std::vector<std::size_t> dependencies(std::size_t rule) const;
  std::vector<std::string> roots_of(std::size_t rule) const;
  void make_groups();
  RuleResult& begin(std::size_t rule);
  void judge_rule(std::size_t rule);
  void skip(std::size_t rule, std::vector<std::string> roots);

  const Pack& pack_;
  std::span<const std::size_t> rules_;
  const Plan& plan_;
  const JudgeContext& context_;
  bool skip_dependants_;
  std::map<std::string_view, std::size_t> position_; // by id
  std::vector<std::vector<std::size_t>> groups_;
  std::vector<RuleResult> results_;
  std::size_t next_group_ = 0;
  std::atomic<std::uint64_t> judged_{0}; // rules
};

} // namespace sotval::core
