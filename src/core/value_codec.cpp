#include "value_codec.hpp"

#include <algorithm>

namespace sotval::core {

namespace {

enum class Tag : std::uint8_t { null, no, yes, integer, number, text, list, map };

constexpr std::size_t reserved = 64;

void put(ByteWriter& out, const Value& value, unsigned depth) {
  if (depth > max_value_depth) throw EngineError("a value is nested deeper than " + std::to_string(max_value_depth) + " levels");
  const auto tag = [&](Tag t) { out.number(static_cast<std::uint64_t>(t)); };
  if (value.is_null()) {
    tag(Tag::null);
  } else if (const bool* boolean = value.as_bool()) {
    tag(*boolean ? Tag::yes : Tag::no);
  } else if (const std::int64_t* integer = value.as_int()) {
    tag(Tag::integer);
    out.number(static_cast<std::uint64_t>(*integer));
  } else if (const double* number = value.as_double()) {
    tag(Tag::number);
    out.real(*number);
  } else if (const std::string* text = value.as_string()) {
    tag(Tag::text);
    out.text(*text);
  } else if (const Value::List* list = value.as_list()) {
    tag(Tag::list);
    out.number(list->size());
    for (const Value& item : *list) put(out, item, depth + 1);
  } else if (const Value::Map* map = value.as_map()) {
    tag(Tag::map);
    out.number(map->size());
    for (const auto& [key, item] : *map) {
      out.text(key);
      put(out, item, depth + 1);
    }
  }
}

Value get(ByteReader& in, unsigned depth) {
  if (depth > max_value_depth) ByteReader::fail();
  const std::uint64_t tag = in.number();
  if (tag > static_cast<std::uint64_t>(Tag::map)) ByteReader::fail();
  switch (static_cast<Tag>(tag)) {
  case Tag::null: return {};
  case Tag::no: return false;
  case Tag::yes: return true;
  case Tag::integer: return static_cast<std::int64_t>(in.number());
  case Tag::number: return in.real();
  case Tag::text: return in.text();
  case Tag::list: {
    Value::List list;
    const std::size_t count = in.count();
    list.reserve(std::min(count, reserved)); // a count is cheap to write, room for it is not
    for (std::size_t i = 0; i < count; ++i) list.push_back(get(in, depth + 1));
    return list;
  }
  case Tag::map: {
    Value::Map map;
    const std::size_t count = in.count();
    map.reserve(std::min(count, reserved));
    for (std::size_t i = 0; i < count; ++i) {
      std::string key(in.text());
      map.emplace_back(std::move(key), get(in, depth + 1));
    }
    return map;
  }
  }
  ByteReader::fail();
}

} // namespace

void put_value(ByteWriter& out, const Value& value) {
  put(out, value, 0);
}

Value get_value(ByteReader& in) {
  return get(in, 0);
}

} // namespace sotval::core
