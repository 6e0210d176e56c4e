#pragma once

#include <algorithm>
#include <optional>
#include <regex>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sotval/value.hpp>

// As much of JSON Schema as schemas of ours use; any other keyword is an error.

namespace support {

class JsonSchema {
public:
  explicit JsonSchema(sotval::Value schema) : root_(std::move(schema)) {}

  /// Where it is not what the schema says; nothing if it is.
  std::optional<std::string> refuses(const sotval::Value& instance) const { return refuses(root_, instance, "$"); }

private:
  using Value = sotval::Value;
  using Reason = std::optional<std::string>;

  static std::optional<double> number_of(const Value& value) {
    if (const auto* integer = value.as_int()) return static_cast<double>(*integer);
    if (const auto* number = value.as_double()) return *number;
    return std::nullopt;
  }

  static bool is_type(const std::string& type, const Value& value) {
    if (type == "object") return value.as_map() != nullptr;
    if (type == "array") return value.as_list() != nullptr;
    if (type == "string") return value.as_string() != nullptr;
    if (type == "boolean") return value.as_bool() != nullptr;
    if (type == "integer") return value.as_int() != nullptr;
    if (type == "number") return number_of(value).has_value();
    throw std::logic_error("no such type: " + type);
  }

  Reason refuses(const Value& schema, const Value& instance, const std::string& at) const {
    if (const bool* all = schema.as_bool()) return *all ? Reason() : at + ": nothing may be here";
    for (const auto& [keyword, value] : *schema.as_map())
      if (Reason reason = refuses(schema, keyword, value, instance, at)) return reason;
    return {};
  }

  Reason refuses(const Value& schema, const std::string& keyword, const Value& value, const Value& instance, const std::string& at) const {
    const auto refuse_unless = [&](bool good) { return good ? Reason() : at + ": " + keyword; };
    const auto* map = instance.as_map();
    const auto* list = instance.as_list();
    const auto* text = instance.as_string();
    const auto holds = [&](const Value& other) { return !refuses(other, instance, at); };
    if (keyword == "$schema" || keyword == "title" || keyword == "description" || keyword == "definitions" || keyword == "then" || keyword == "else") return {};
    if (keyword == "$ref") {
      const std::string prefix = "#/definitions/";
      const Value* target = root_.find("definitions")->find(value.as_string()->substr(prefix.size()));
      if (target == nullptr || schema.as_map()->size() != 1) throw std::logic_error("bad $ref: " + *value.as_string());
      return refuses(*target, instance, at);
    }
    if (keyword == "type") {
      if (const auto* types = value.as_list())
        return refuse_unless(std::any_of(types->begin(), types->end(), [&](const Value& type) { return is_type(*type.as_string(), instance); }));
      return refuse_unless(is_type(*value.as_string(), instance));
    }
    if (keyword == "const") return refuse_unless(instance == value);
    if (keyword == "enum") return refuse_unless(std::find(value.as_list()->begin(), value.as_list()->end(), instance) != value.as_list()->end());
    if (keyword == "minimum") return refuse_unless(!number_of(instance) || *number_of(instance) >= *number_of(value));
    if (keyword == "exclusiveMinimum") return refuse_unless(!number_of(instance) || *number_of(instance) > *number_of(value));
    if (keyword == "maximum") return refuse_unless(!number_of(instance) || *number_of(instance) <= *number_of(value));
    if (keyword == "minLength") return refuse_unless(text == nullptr || text->size() >= static_cast<std::size_t>(*value.as_int()));
    if (keyword == "pattern") return refuse_unless(text == nullptr || std::regex_search(*text, std::regex(*value.as_string())));
    if (keyword == "minItems") return refuse_unless(list == nullptr || list->size() >= static_cast<std::size_t>(*value.as_int()));
    if (keyword == "maxItems") return refuse_unless(list == nullptr || list->size() <= static_cast<std::size_t>(*value.as_int()));
    if (keyword == "minProperties") return refuse_unless(map == nullptr || map->size() >= static_cast<std::size_t>(*value.as_int()));
    if (keyword == "maxProperties") return refuse_unless(map == nullptr || map->size() <= static_cast<std::size_t>(*value.as_int()));
    if (keyword == "anyOf") return refuse_unless(std::any_of(value.as_list()->begin(), value.as_list()->end(), holds));
    if (keyword == "oneOf") return refuse_unless(std::count_if(value.as_list()->begin(), value.as_list()->end(), holds) == 1);
    if (keyword == "allOf") {
      for (const Value& part : *value.as_list())
        if (Reason reason = refuses(part, instance, at)) return reason;
      return {};
    }
    if (keyword == "if") {
      const Value* branch = schema.find(holds(value) ? "then" : "else");
      return branch == nullptr ? Reason() : refuses(*branch, instance, at);
    }
    if (keyword == "items") {
      for (std::size_t i = 0; list != nullptr && i < list->size(); ++i)
        if (Reason reason = refuses(value, (*list)[i], at + "[" + std::to_string(i) + "]")) return reason;
      return {};
    }
    if (keyword == "required") {
      for (const Value& name : *value.as_list())
        if (map != nullptr && instance.find(*name.as_string()) == nullptr) return at + ": without " + *name.as_string();
      return {};
    }
    if (keyword == "properties") {
      for (const auto& [name, part] : *value.as_map())
        if (const Value* member = instance.find(name))
          if (Reason reason = refuses(part, *member, at + "." + name)) return reason;
      return {};
    }
    if (keyword == "additionalProperties") {
      const Value* known = schema.find("properties");
      if (map != nullptr)
        for (const auto& [name, member] : *map)
          if (known == nullptr || known->find(name) == nullptr)
            if (Reason reason = refuses(value, member, at + "." + name)) return reason;
      return {};
    }
    if (keyword == "dependencies") {
      for (const auto& [name, part] : *value.as_map())
        if (instance.find(name) != nullptr)
          if (Reason reason = refuses(part, instance, at)) return reason;
      return {};
    }
    throw std::logic_error("a keyword that this does not know: " + keyword);
  }

  sotval::Value root_;
};

} // namespace support
