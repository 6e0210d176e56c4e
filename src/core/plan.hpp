#pragma once

#include <chrono>
#include <cstdint>
#include <map>
#include <memory>
#include <span>
#include <string>
#include <vector>

#include <sotval/value.hpp>

#include "check/check.hpp"
#include "classifier.hpp"
#include "document/field_test.hpp"
#include "pack/pack.hpp"
#include "store/digest.hpp"
#include "text/text_matcher.hpp"

// The plan: all rules of a run compiled together. Equal selections of files, equal text leaves and
// equal field tests are one, whichever rules use them, so that work is done once.

namespace sotval::core {

/// What is asked of the content of every file that a selector chooses.
struct ContentNeeds {
  std::vector<LeafRequest> leaves;
  std::vector<FieldTestId> tests;

  bool empty() const noexcept { return leaves.empty() && tests.empty(); }
};

/// A rule in C++ that some check asks for.
struct CustomTask {
  std::size_t rule = 0; ///< position in Plan::checks()
  std::string rule_id;
  std::string name; ///< in the registry
  Value parameters; ///< a map or null
};

/// An external program that some check asks for.
struct CommandTask {
  std::size_t rule = 0;
  std::string rule_id;
  std::vector<std::string> arguments; ///< the program first
  SelectorId paths = 0;
  std::chrono::milliseconds timeout{0}; ///< 0: none
  std::size_t output_limit = 0;         ///< bytes; 0: none
};

/// Immutable once built. Threads: may be read concurrently.
class Plan {
public:
  /// `rules`: indices into pack.rules, ascending. Ids of everything depend on pack and rules alone.
  Plan(const Pack& pack, std::span<const std::size_t> rules);
  Plan(Plan&&) noexcept = default;
  Plan& operator=(Plan&&) noexcept = default;

  const std::vector<std::unique_ptr<Check>>& checks() const noexcept { return checks_; } // one per rule
  const std::vector<Selector>& selectors() const noexcept { return selectors_; }
  const std::vector<ContentNeeds>& needs() const noexcept { return needs_; } // one per selector
  /// What is asked of a file that these selectors choose, in ascending order.
  ContentNeeds needs_of(std::span<const SelectorId> selectors) const;
  const std::vector<TextLeaf>& leaves() const noexcept { return leaves_; }
  std::span<const std::shared_ptr<const CompiledLeaf>> compiled_leaves() const noexcept { return compiled_; }
  const std::vector<FieldTest>& tests() const noexcept { return tests_; }
  const std::vector<Digest>& test_digests() const noexcept { return test_digests_; } // one per test, of what it asks
  const std::vector<CustomTask>& custom() const noexcept { return custom_; }      // by rule
  const std::vector<CommandTask>& commands() const noexcept { return commands_; } // by rule

private:
  friend class PlanBuilder;
  Plan() = default;

  std::vector<std::unique_ptr<Check>> checks_;
  std::vector<Selector> selectors_;
  std::vector<ContentNeeds> needs_;
  std::vector<TextLeaf> leaves_;
  std::vector<std::shared_ptr<const CompiledLeaf>> compiled_;
  std::vector<FieldTest> tests_;
  std::vector<Digest> test_digests_;
  std::vector<CustomTask> custom_;
  std::vector<CommandTask> commands_;
};

/// What a check kind sees of the plan while it is compiled.
class PlanBuilder {
public:
  explicit PlanBuilder(const Pack& pack) : pack_(pack) {}

  /// The selection of a parameter of type path_set(s): globs and @sets, a text or a list of texts.
  /// Globs choose entries of `type`; a set chooses by its own type unless `override_sets`.
  SelectorId select(const Value& path_sets, EntryType type, const Value* excludes = nullptr, bool override_sets = false);

  LeafId want_text(SelectorId files, const TextLeaf& leaf, bool every_place);
  /// Pattern leaves get their numbers before it is known where they are wanted.
  LeafId intern(const TextLeaf& leaf);
  FieldTestId want_field(SelectorId files, const Value& test);

  /// Tasks of the rule that is being compiled; the number is the one in Plan::custom(), Plan::commands().
  std::size_t want_custom(std::string name, Value parameters);
  std::size_t want_command(CommandTask command);

  const TextLeaf& leaf(LeafId id) const { return plan_.leaves_[id]; }
  const std::vector<Selector>& selectors() const { return plan_.selectors_; }
  const std::vector<ContentNeeds>& needs() const { return plan_.needs_; }

  /// Compiles a check with "kind".
  std::unique_ptr<Check> compile(const Value& check);
  /// The check of a rule: the one at `position` in Plan::checks().
  std::unique_ptr<Check> compile_rule(std::size_t position, const std::string& id, const Value& check);

  Plan finish(std::vector<std::unique_ptr<Check>> checks);

private:
  const Pack& pack_;
  Plan plan_;
  std::size_t rule_ = 0;
  std::string rule_id_;
  std::map<Selector, SelectorId> selector_ids_;
  std::map<TextLeaf, LeafId> leaf_ids_;
  std::map<std::string, std::vector<std::pair<Value, FieldTestId>>> test_ids_; // by path, then by whole value
};

} // namespace sotval::core
