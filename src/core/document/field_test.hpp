#pragma once

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include <sotval/value.hpp>

#include "document/document.hpp"

namespace re2 {
class RE2;
}

namespace sotval::core {

using FieldTestId = std::uint32_t;

/// A way into a document: `a.b[0].c`; `.` is the document itself.
class FieldPath {
public:
  struct Step {
    std::string key;          // of a map
    std::uint64_t index = 0;  // of a list, if `key` is empty
    bool is_index = false;
  };

  /// Throws std::invalid_argument with what is wrong with it.
  explicit FieldPath(std::string_view text);

  const std::string& text() const noexcept { return text_; }

  /// The node at the path, `Document::none` if there is none. `deepest` becomes the last node on the
  /// way that is there, `depth` the number of steps that lead to it.
  std::uint32_t find(const Document& document, std::uint32_t& deepest, std::size_t& depth) const;
  /// The path as far as `depth` steps, for messages.
  std::string prefix(std::size_t depth) const;

private:
  std::string text_;
  std::vector<Step> steps_;
};

/// Why a document does not hold a field test.
struct FieldFailure {
  std::string text; ///< the field, and that it is absent or what was found and what was expected
  std::uint32_t line = 0, column = 0;
};

/// One test of a yaml_field check, compiled. Threads: immutable.
class FieldTest {
public:
  /// Requires: parameters as the loader accepts them (a map, see docs/packs.md).
  explicit FieldTest(const Value& parameters);
  ~FieldTest();
  FieldTest(FieldTest&&) noexcept;

  /// Requires: the document's root is a map.
  std::optional<FieldFailure> apply(const Document& document) const;

  /// The test in words, e.g. "governance.owner is not empty".
  std::string describe() const;

private:
  std::optional<std::string> complaint(const Document& document, std::uint32_t node) const;
  std::optional<std::string> list_complaint(const Document& document, std::uint32_t node) const;

  std::vector<FieldPath> paths_;
  bool optional_ = false;
  bool non_empty_ = false;
  std::string type_;
  std::optional<Value> equals_;
  std::unique_ptr<re2::RE2> regex_;
  std::unique_ptr<re2::RE2> items_regex_;
  std::optional<Value> min_; // a number
  std::optional<std::uint64_t> min_items_, max_items_;
  Value::List contains_;
};

} // namespace sotval::core
