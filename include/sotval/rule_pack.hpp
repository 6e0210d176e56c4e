#pragma once

#include <filesystem>
#include <memory>
#include <optional>
#include <span>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/error.hpp>
#include <sotval/export.hpp>
#include <sotval/result.hpp>

/// \file
/// Rule packs: the "source of truth" that a repository is checked against.

namespace sotval {

/// One thing that is wrong with a pack.
struct Diagnostic {
  std::string file;       ///< as it was opened
  unsigned line = 0;      ///< from 1; 0: the file as a whole
  unsigned column = 0;    ///< from 1, in code points
  std::string message;    ///< what is wrong, UTF-8
  std::string source;     ///< the line of the file, empty if there is none to show
  std::string suggestion; ///< what was probably meant, or what would be right; may be empty
};

/// A pack that cannot be used. what() shows all diagnostics with line and caret.
class SOTVAL_API PackError : public InputError {
public:
  /// Makes what() of them.
  explicit PackError(std::vector<Diagnostic> diagnostics);
  const std::vector<Diagnostic>& diagnostics() const noexcept { return diagnostics_; } ///< in the order of the files

private:
  std::vector<Diagnostic> diagnostics_;
};

/// What it means that a rule does not hold.
enum class Obligation : std::uint8_t {
  must,   ///< the rule failed
  should, ///< it is an advisory, which never fails a run
};

/// What a pack says about a rule, its check aside.
struct RuleInfo {
  std::string id;                           ///< distinct within the pack
  std::string title;                        ///< what it asks for, one line
  std::string category;                     ///< empty: none
  Severity severity = Severity::medium;     ///< how bad it is if it does not hold
  unsigned batch = 0;                       ///< rules of lower batches are decided first
  std::vector<std::string> depends_on;      ///< ids of rules of the same or an earlier batch
  Obligation obligation = Obligation::must; ///< whether it may be left undone
  std::string kind;                         ///< of its check, e.g. "content"
};

/// A group of rules that are decided before those of the next one.
struct BatchInfo {
  unsigned batch = 0; ///< its number
  std::string name;   ///< may be empty
};

/// Which rules to run. Rules that only dependencies name are not added.
struct Selection {
  std::vector<std::string> rules{};     ///< ids; empty: all
  std::optional<unsigned> batch{};      ///< only this one
  std::optional<Severity> severity{};   ///< at least this severe

  /// Findings are told only if they are of one of these files and directories (relative to the root), of a directory above
  /// one that is not there any more, or of the whole repository. A directory does not stand for what is in it. Verdicts
  /// are those of the whole tree nevertheless. Empty optional: all are told
  std::optional<std::vector<std::string>> findings_in{};
};

/// What `explain` tells of a rule.
struct RuleExplanation {
  RuleInfo rule;                   ///< what the pack says about it
  std::vector<std::string> checks; ///< what it checks, a line each, nested checks indented
  std::vector<std::string> reads;  ///< globs whose files it opens, with the regex of a set that names must match
  std::vector<std::string> lists;  ///< the same where only names matter
  std::string why;                 ///< the reason for it, from the pack or its category; may be empty
  std::string fix;                 ///< how to comply; may be empty
};

class RuleRegistry;

namespace core {
struct Pack;
}

/// An immutable set of rules. Copies share their content.
/// Threads: all members may be called concurrently.
class SOTVAL_API RulePack {
public:
  /// The pack of that name that is compiled into the library. Throws InputError, naming those there are.
  static RulePack builtin(std::string_view name = "ssid");

  /// Reads a pack file and what it includes. Throws PackError with everything that is wrong.
  static RulePack load(const std::filesystem::path& file);

  /// A JSON Schema (draft 7) of pack files, by which editors complete and check them: JSON text that ends with a newline.
  static std::string schema();

  /// This pack and behind it all rules of a registry (rule.hpp), as their info() describes them, by their
  /// names, without parameters. Throws InputError if an id is not one or taken, a dependency is unknown, in
  /// a later batch or part of a cycle.
  RulePack with_rules(const RuleRegistry& registry) const;

  const std::string& name() const noexcept;    ///< as the pack says; valid as long as a copy lives
  /// As the pack says; may be empty.
  const std::string& version() const noexcept;
  /// Same for two packs that mean the same, whatever their spelling. 16 hexadecimal digits.
  const std::string& digest() const noexcept;

  std::span<const RuleInfo> rules() const noexcept;    ///< in pack order; valid as long as a copy lives
  std::span<const BatchInfo> batches() const noexcept; ///< ascending

  /// Numbers, in rules(), of the rules that meet all conditions. Throws InputError if there is none, no
  /// such batch, or, with a suggestion, no such rule.
  std::vector<std::size_t> select(const Selection& selection) const;

  /// Throws InputError, with a suggestion, if there is no such rule.
  RuleExplanation explain(std::string_view rule_id) const;

  /// For the library's own use.
  explicit RulePack(std::shared_ptr<const core::Pack> pack) noexcept : pack_(std::move(pack)) {}
  const std::shared_ptr<const core::Pack>& data() const noexcept { return pack_; } ///< for the library's own use

private:
  std::shared_ptr<const core::Pack> pack_;
};

} // namespace sotval
