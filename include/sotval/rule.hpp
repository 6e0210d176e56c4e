#pragma once

#include <cstddef>
#include <cstdint>
#include <functional>
#include <map>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/export.hpp>
#include <sotval/result.hpp>
#include <sotval/rule_pack.hpp>
#include <sotval/value.hpp>

/// \file
/// Rules written in C++. A pack names them in a check of kind `custom`, or they join a pack by
/// RulePack::with_rules().

namespace sotval {

/// What an entry of the tree is.
enum class EntryKind : std::uint8_t {
  file,      ///< a regular file, or a link to one below the root
  directory, ///< never a link
  other,     ///< other links, and special files
};

/// One entry of the tree, as the scan saw it.
struct RepositoryEntry {
  std::string_view path; ///< relative to the root, with forward slashes; valid as long as the view
  EntryKind kind = EntryKind::other; ///< a link to a file below the root is a file
  std::uint64_t size = 0;            ///< bytes; files only
};

/// The content of a file, or why there is none.
struct FileContent {
  bool ok = false;    ///< it could be read
  std::string bytes;  ///< all of them, if ok
  std::string reason; ///< if not ok
};

/// The repository, read-only: the tree as it was scanned, and the files' content.
/// Threads: may be used concurrently.
class SOTVAL_API RepositoryView {
public:
  virtual ~RepositoryView() = default;

  virtual std::size_t size() const noexcept = 0;                                ///< entries, the root not counted
  virtual RepositoryEntry operator[](std::size_t index) const = 0;              ///< in tree order. Requires: index < size()
  /// By its path; nothing if it is not there.
  virtual std::optional<RepositoryEntry> find(std::string_view path) const = 0;
  /// All entries that a glob of the pack language matches, in tree order. Throws InputError if it is none.
  virtual std::vector<RepositoryEntry> glob(std::string_view pattern) const = 0;
  /// Reads a file below the root, through no link that leads out, up to Limits::file_size.
  virtual FileContent read(std::string_view path) const = 0;
  /// False if a directory could not be listed: then there may be entries that nobody knows of.
  virtual bool complete() const noexcept = 0;
};

/// What a rule came to.
struct RuleOutcome {
  /// Becomes the verdict: passed; failed or advisory; error.
  enum class Kind : std::uint8_t { holds, violated, undecided };
  Kind kind = Kind::holds;       ///< which of the three
  std::string message;           ///< what was found and what was expected, one line; of `undecided`: why
  std::vector<Finding> findings; ///< in any order
  bool nothing_matched = false;  ///< the rule looked for candidates and found none
  Value evidence = Value::Map{}; ///< a map

  /// The rule holds.
  static RuleOutcome holds(std::string message) { return {Kind::holds, std::move(message), {}, false, Value::Map{}}; }
  /// The rule does not hold.
  static RuleOutcome violated(std::string message, std::vector<Finding> findings = {}) {
    return {Kind::violated, std::move(message), std::move(findings), false, Value::Map{}};
  }
  /// Nobody can say: something that matters could not be read.
  static RuleOutcome undecided(std::string reason) { return {Kind::undecided, std::move(reason), {}, false, Value::Map{}}; }
};

/// A rule in C++.
/// Threads: evaluate() may be called concurrently, and in worker processes: its result may depend on the
///          view and the parameters alone, else strategies would differ.
/// Errors:  what evaluate() throws becomes the verdict `error`, with what() as the reason.
class SOTVAL_API Rule {
public:
  virtual ~Rule() = default;

  /// What a pack would say about it; needed where the rule joins by RulePack::with_rules(). `kind` is ignored.
  virtual RuleInfo info() const { return {}; }
  virtual RuleOutcome evaluate(const RepositoryView& repository) const = 0; ///< what the rule comes to on this tree
};

/// Makes a rule from the parameters under `with` in the pack (a map, or null). Throws InputError if they are
/// wrong. Called by the constructor of Validator, to see that, and in each process once for a run.
using RuleFactory = std::function<std::unique_ptr<Rule>(const Value& parameters)>;

/// Called around every evaluation, on the thread and in the process that evaluates, so concurrently. An
/// exception from `before` makes the rule's verdict `error` without an evaluation, one from `after` too.
/// `after` is also called if the rule threw: the outcome is `undecided` then, with the reason.
struct RuleHooks {
  std::function<void(std::string_view rule_id, const RepositoryView&)> before;              ///< empty: none
  std::function<void(std::string_view rule_id, const RepositoryView&, RuleOutcome&)> after; ///< may add to the outcome
};

/// Names of custom rules, so that a worker can make the same rule. A value: copies share nothing.
class SOTVAL_API RuleRegistry {
public:
  /// Throws InputError if the name is empty or taken or there is no factory.
  void add(std::string name, RuleFactory factory);
  /// The same for a rule without parameters that has a default constructor.
  template <class R> void add(std::string name) {
    add(std::move(name), [](const Value&) { return std::make_unique<R>(); });
  }
  void set_hooks(RuleHooks hooks) { hooks_ = std::move(hooks); } ///< in place of those it has

  std::vector<std::string> names() const;                    ///< ascending
  bool empty() const noexcept { return factories_.empty(); } ///< no rule was added
  /// As they were set.
  const RuleHooks& hooks() const noexcept { return hooks_; }
  /// Throws InputError, with a suggestion, if there is no such rule, and what the factory throws.
  std::unique_ptr<Rule> make(std::string_view name, const Value& parameters) const;

private:
  std::map<std::string, RuleFactory, std::less<>> factories_;
  RuleHooks hooks_;
};

} // namespace sotval
