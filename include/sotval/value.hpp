#pragma once

#include <cstdint>
#include <string>
#include <string_view>
#include <utility>
#include <variant>
#include <vector>

/// \file
/// A closed value type: what evidence is made of, and what a rule pack is made of once it is read.

namespace sotval {

/// Null, bool, integer, floating-point number, text, list or map. Nothing else can be stored, so
/// every Value can be printed, compared and sent to another process by construction.
///
/// Ownership: a Value owns all that it holds; copies are deep.
/// Threads:   as for standard containers: concurrent reads are fine.
class Value {
public:
  using List = std::vector<Value>;             ///< in this order
  using Entry = std::pair<std::string, Value>; ///< key and value
  using Map = std::vector<Entry>;              ///< keeps the order of insertion; keys are distinct

  Value() = default; ///< null
  Value(bool value) : data_(value) {} ///< true or false
  Value(int value) : data_(std::int64_t{value}) {} ///< integer
  Value(unsigned value) : data_(std::int64_t{value}) {} ///< integer
  Value(std::int64_t value) : data_(value) {} ///< integer
  Value(std::uint64_t value) : data_(static_cast<std::int64_t>(value)) {} ///< integer; beyond the largest std::int64_t: negative
  Value(double value) : data_(value) {} ///< floating-point number
  Value(const char* text) : data_(std::string(text)) {} ///< text, ended by a zero byte
  Value(std::string_view text) : data_(std::string(text)) {} ///< text
  Value(std::string text) : data_(std::move(text)) {} ///< text
  Value(List list) : data_(std::move(list)) {} ///< list
  Value(Map map) : data_(std::move(map)) {} ///< map. Requires: distinct keys

  bool is_null() const noexcept { return std::holds_alternative<std::monostate>(data_); } ///< holds nothing
  const bool* as_bool() const noexcept { return std::get_if<bool>(&data_); } ///< nullptr if it is of another type, as below
  const std::int64_t* as_int() const noexcept { return std::get_if<std::int64_t>(&data_); } ///< integers alone
  const double* as_double() const noexcept { return std::get_if<double>(&data_); } ///< floating-point numbers alone, not integers
  const std::string* as_string() const noexcept { return std::get_if<std::string>(&data_); } ///< text
  const List* as_list() const noexcept { return std::get_if<List>(&data_); } ///< list
  List* as_list() noexcept { return std::get_if<List>(&data_); } ///< list, to be changed
  const Map* as_map() const noexcept { return std::get_if<Map>(&data_); } ///< map
  Map* as_map() noexcept { return std::get_if<Map>(&data_); } ///< map, to be changed by set() or with keys kept distinct

  /// The entry of that name; nullptr if there is none or this is not a map. Valid until the map changes.
  const Value* find(std::string_view key) const noexcept {
    if (const Map* map = as_map())
      for (const Entry& entry : *map)
        if (entry.first == key) return &entry.second;
    return nullptr;
  }

  /// Sets an entry of a map; a null value becomes a map first.
  /// Requires: this is a map or null.
  void set(std::string_view key, Value value) {
    if (is_null()) data_ = Map{};
    Map& map = std::get<Map>(data_);
    for (Entry& entry : map) {
      if (entry.first != key) continue;
      entry.second = std::move(value);
      return;
    }
    map.emplace_back(std::string(key), std::move(value));
  }

  friend bool operator==(const Value&, const Value&) = default;

private:
  std::variant<std::monostate, bool, std::int64_t, double, std::string, List, Map> data_;
};

} // namespace sotval
