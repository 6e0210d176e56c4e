#pragma once

#include <cstddef>
#include <span>
#include <string>
#include <type_traits>
#include <vector>

#include <sotval/result.hpp>
#include <sotval/validator.hpp>

#include "classifier.hpp"
#include "facts.hpp"
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

  std::span<const std::uint32_t> candidates(SelectorId selector) const { return classes.selected[selector]; }
  bool incomplete(SelectorId selector) const { return classes.incomplete[selector]; }
  std::string path(std::uint32_t node) const { return std::string(snapshot.path(node)); }
};

/// What a check came to.
struct Judgement {
  Truth holds = Truth::unknown;
  std::string message;
  bool nothing_matched = false;
  std::vector<Finding> findings;
  std::size_t finding_count = 0;
  Value evidence = Value::Map{};

  /// Adds a finding; beyond the limit it is only counted.
  void find(const Limits& limits, Finding finding) {
    if (finding_count++ < limits.findings) findings.push_back(std::move(finding));
  }
  /// `make` is called only if its finding will be listed.
  template <class Make>
    requires std::is_invocable_v<Make>
  void find(const Limits& limits, const Make& make) {
    if (finding_count++ < limits.findings) findings.push_back(make());
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
