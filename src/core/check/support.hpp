#pragma once

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "check/check.hpp"
#include "check/kind.hpp"
#include "pack/pack.hpp"

// What several check kinds have in common.

namespace re2 {
class RE2;
}

namespace sotval::core {

// ---- parameters, as the loader accepted them

std::string text_parameter(const Value& parameters, std::string_view name, std::string_view otherwise = {});
std::optional<std::uint64_t> number_parameter(const Value& parameters, std::string_view name);
bool bool_parameter(const Value& parameters, std::string_view name);
EntryType type_parameter(const Value& parameters, EntryType otherwise);
/// The texts of a list or a single text; empty if it is not there.
std::vector<std::string> list_parameter(const Value& parameters, std::string_view name);
/// nullptr if the parameter is not there.
std::unique_ptr<re2::RE2> regex_parameter(const Value& parameters, std::string_view name);
/// No regex matches everything.
bool matches(const std::unique_ptr<re2::RE2>& regex, std::string_view text);

// ---- how many candidates must satisfy a check

struct Require {
  enum class Kind { every, none, at_least, ratio } kind = Kind::every;
  std::uint64_t at_least = 1;
  double ratio = 1;
  bool pass_when_empty = false;

  /// True if no candidate is at fault by itself: another one, or one that is gone, may be what is missing.
  bool concerns_all() const noexcept { return kind == Kind::at_least || kind == Kind::ratio; }
  std::string describe() const; // "every one", "at least 3", ...
};

/// Reads `require` and `on_empty`.
Require require_parameter(const Value& parameters, Require::Kind otherwise);

/// Candidates by what is known of them.
struct Tally {
  std::uint64_t satisfying = 0;
  std::uint64_t failing = 0;
  std::uint64_t unknown = 0;
  bool incomplete = false; // there may be more candidates where nobody could look

  std::uint64_t total() const noexcept { return satisfying + failing + unknown; }
};

/// Whether the requirement is met; unknown if what is not known could change that.
Truth decide(const Require& require, const Tally& tally);

// ---- counts that may be larger than known

struct Bounds {
  std::optional<std::uint64_t> equals, min, max;

  bool hold(std::uint64_t count) const noexcept;
  std::string describe() const; // "exactly 24", "at least 1", "1 to 3"
};

/// `maybe`: entries that might count; `open_ended`: any number more might exist.
Truth decide(const Bounds& bounds, std::uint64_t count, std::uint64_t maybe, bool open_ended);

// ---- evidence

/// A list cut at the limit; its full length is told by a count beside it.
class EvidenceList {
public:
  explicit EvidenceList(const Limits& limits) : limit_(limits.evidence_items) {}
  void add(Value item) {
    if (count_++ < limit_) items_.push_back(std::move(item));
  }
  /// `make` is called only if its item will be listed: most of a long list is counted, never written.
  template <class Make>
    requires std::is_invocable_v<Make>
  void add(const Make& make) {
    if (count_++ < limit_) items_.push_back(make());
  }
  std::size_t size() const noexcept { return count_; }
  bool empty() const noexcept { return count_ == 0; }
  /// Sets `name`, and `name`_cut_at if something was cut.
  void put(Value& evidence, std::string_view name) &&;

private:
  std::size_t limit_;
  std::size_t count_ = 0;
  Value::List items_;
};

/// Text for JSON and people: what is not UTF-8 is escaped.
std::string printable_path(std::string_view path);

// ---- children of a directory

/// Whether the plain relative path exists below the directory.
Truth has_child(const Snapshot& snapshot, std::uint32_t directory, std::string_view path, EntryType type);

bool has_type(const TreeNode& node, EntryType type) noexcept;

/// "a, b and c"; at most `limit` are named.
std::string join_names(const std::vector<std::string>& names, std::size_t limit, std::string_view last = " and ");

/// Why a check could not be decided: how many candidates are unknown and which is the first of them, and
/// what could not be listed if candidates may be missing.
std::string undecided_message(const JudgeContext& context, std::uint64_t unknown, const std::string& first, bool incomplete);

} // namespace sotval::core
