#pragma once

#include <cstddef>
#include <memory>
#include <string>
#include <string_view>
#include <unordered_map>
#include <vector>

#include "pack/reader.hpp"
#include "pack/yaml_parser.hpp"

// Families: a rule with `for_each` is a template that is written out once per entry. `${name}` stands
// for the entry's value of that name anywhere in a text; a text that is nothing but `${name}` takes the
// value with its type. `$${` is a literal `${`. Keys are left alone.

namespace sotval::core {

/// The entries of a for_each.
class Family {
public:
  /// Reads a list of mappings with the same keys, or a mapping of `columns` and `rows`. nullptr if
  /// there was an error; it has been reported.
  static std::unique_ptr<Family> read(const Reader& reader, const Node& node);

  Family(const Family&) = delete;
  Family& operator=(const Family&) = delete;

  std::size_t size() const noexcept { return entries_.size(); }

  /// For the errors of an entry. Valid as long as this object.
  const Repetition& repetition() const noexcept { return repetition_; }

  /// The template with the values of one entry; its parts keep their places. nullptr if there was an
  /// error; it has been reported. What is written out is taken from the budget.
  NodePtr write_out(const Reader& reader, const NodePtr& rule, std::size_t entry, PackBudget& budget) const;

private:
  struct Cell {
    NodePtr value;
    std::size_t values = 0; // what it amounts to
    std::size_t bytes = 0;
  };
  friend class Substitution;

  Family() = default;
  bool read_names(const Reader& reader, const Node& names);
  bool add_name(const Reader& reader, const std::string& name, const Place& place);
  bool read_mappings(const Reader& reader, const Node& list);
  bool read_mapping(const Reader& reader, const Node& map);
  bool read_table(const Reader& reader, const Node& table);
  bool read_row(const Reader& reader, const Node& row);
  static Cell cell_of(NodePtr value);
  std::string describe(std::size_t entry) const;

  std::vector<std::string> names_;
  std::unordered_map<std::string_view, std::size_t> index_; // of a name in names_ and in an entry
  std::vector<std::vector<Cell>> entries_;
  Repetition repetition_;
};

} // namespace sotval::core
