#pragma once

#include <optional>
#include <string>
#include <string_view>
#include <vector>

// Globs over slash-separated relative paths, as users of packs write them:
// `*` and `?` stay within a component (`?` is one code point), `**` as a whole component is any number
// of directories including none, `[a-c]`, `[!a]`, `[^a]` are sets, `{a,b}` alternatives that nest and may
// hold slashes, `\` takes the next character literally. Matching is case-sensitive, whole-path and does
// not treat dot files differently. `x/**` matches what lies below x, not x.

namespace sotval::core {

/// One component of a glob without alternatives.
class NamePattern {
public:
  /// Requires: `text` was accepted by check_glob(), holds no slash and no alternatives.
  explicit NamePattern(std::string_view text);

  bool matches(std::string_view name) const noexcept;

  /// Set if the pattern has no wildcard: then it matches exactly this.
  const std::optional<std::string>& literal() const noexcept { return literal_; }
  /// Literal text that every matching name ends with; may be empty.
  const std::string& suffix() const noexcept { return suffix_; }
  const std::string& text() const noexcept { return text_; }

private:
  struct Token {
    enum class Kind : unsigned char { literal, star, any, set } kind;
    std::string bytes;                                   // literal
    std::vector<std::pair<char32_t, char32_t>> ranges{}; // set
    bool negated = false;
  };
  bool match_from(std::size_t token, std::string_view name) const noexcept;

  std::string text_;
  std::vector<Token> tokens_;
  std::optional<std::string> literal_;
  std::string suffix_;
  // The shape *literal* or *literal*literal, by far the most frequent, is matched without tokens.
  bool contains_shape_ = false;
  std::string infix_;
};

/// What is wrong with a glob; nothing if it is valid.
std::optional<std::string> check_glob(std::string_view glob);

/// The glob with its alternatives written out, duplicates removed, in order of appearance.
/// Requires: accepted by check_glob().
std::vector<std::string> expand_braces(std::string_view glob);

/// A glob without alternatives as its components; `**` stands for any number of directories.
std::vector<std::string> split_components(std::string_view glob);

/// A whole glob, for single matches. (Whole trees are matched by PathClassifier.)
class Glob {
public:
  /// Requires: accepted by check_glob().
  explicit Glob(std::string_view glob);

  bool matches(std::string_view path) const;

  /// Greatest number of components of a matching path; nothing if unbounded.
  std::optional<std::size_t> max_depth() const noexcept;

private:
  struct Component {
    bool any_depth = false; // **
    NamePattern name;
  };
  using Alternative = std::vector<Component>;
  static bool match_components(const Alternative& alternative, std::string_view path);

  std::vector<Alternative> alternatives_;
};

} // namespace sotval::core
