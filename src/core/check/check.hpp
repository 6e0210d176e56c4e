#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include <sotval/result.hpp>
#include <sotval/validator.hpp>

#include "classifier.hpp"
#include "facts.hpp"
#include "focus.hpp"
#include "snapshot.hpp"
#include "task_outcome.hpp"
#include "truth.hpp"

namespace sotval::core {

/// Everything that judging may look at. No file is opened here.
struct JudgeContext {
  const Snapshot& snapshot;
  const Classification& classes;
  const FactTable& facts;
  std::span<const TextLeaf> leaves;
  const Limits& limits;
  std::span<const TaskOutcome> custom = {};   // by number in Plan::custom()
  std::span<const TaskOutcome> commands = {}; // by number in Plan::commands()
  const Focus* focus = nullptr;               // nullptr: findings are told wherever they are

  std::span<const std::uint32_t> candidates(SelectorId selector) const { return classes.selected[selector]; }
  bool incomplete(SelectorId selector) const { return classes.incomplete[selector]; }
  std::string path(std::uint32_t node) const { return std::string(snapshot.path(node)); }
  bool tells_of(std::string_view path) const { return focus == nullptr || focus->covers(path); }
};

/// What a check came to.
struct Judgement {
  Truth holds = Truth::unknown;
  std::string message;
  bool nothing_matched = false;
  std::vector<Finding> findings;
  std::size_t finding_count = 0;
  std::size_t findings_elsewhere = 0; // out of focus
  Value evidence = Value::Map{};

  std::size_t found() const noexcept { return finding_count + findings_elsewhere; }

  /// Adds a finding; beyond the limit and out of focus it is only counted.
  void find(const JudgeContext& context, Finding finding) {
    if (!context.tells_of(finding.path))
      ++findings_elsewhere;
    else if (finding_count++ < context.limits.findings)
      findings.push_back(std::move(finding));
  }
  /// `make` is called only if its finding may be listed.
  template <class Make>
    requires std::is_invocable_v<Make>
  void find(const JudgeContext& context, const Make& make) {
    if (context.focus != nullptr) return find(context, make());
    if (finding_count++ < context.limits.findings) findings.push_back(make());
  }
  /// Counts findings that nobody lists.
  void count(const JudgeContext& context, std::string_view path, std::size_t more) {
    (context.tells_of(path) ? finding_count : findings_elsewhere) += more;
  }
  void drop_findings() {
    findings.clear();
    finding_count = findings_elsewhere = 0;
  }
};

/// A compiled check: knows its selectors, leaves and tests by their numbers.
/// Threads: judge() may be called concurrently.
class Check {
public:
  virtual ~Check() = default;
  virtual Judgement judge(const JudgeContext& context) const = 0;
};

} // namespace sotval::core
