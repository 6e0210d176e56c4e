#include "pack/schema.hpp"

#include <algorithm>
#include <span>
#include <stdexcept>
#include <string>
#include <string_view>
#include <utility>

#include <sotval/result.hpp>

#include "check/kind.hpp"
#include "pack/keys.hpp"
#include "pack/rule_reader.hpp"

namespace sotval::core {

namespace {

using Map = Value::Map;
using List = Value::List;

// ---- what schemas are made of

Value refer_to(const std::string& definition) {
  return Map{{"$ref", "#/definitions/" + definition}};
}
Value text() {
  return refer_to("text");
}
// Within a rule: what for_each puts in is a text until then.
Value or_placeholder(Value schema) {
  return Map{{"anyOf", List{std::move(schema), refer_to("placeholder")}}};
}
Value boolean() {
  return or_placeholder(Map{{"type", "boolean"}});
}
Value whole_number(std::int64_t minimum) {
  return Map{{"type", "integer"}, {"minimum", minimum}};
}
Value list_of(Value item, std::int64_t minimum = 1) {
  return Map{{"type", "array"}, {"items", std::move(item)}, {"minItems", minimum}};
}
Value one_or_more(const Value& item) {
  return Map{{"anyOf", List{item, list_of(item)}}};
}
template <class Names> Value one_of(const Names& names) {
  List list;
  for (const std::string_view name : names) list.emplace_back(name);
  return Map{{"enum", std::move(list)}};
}
Value requires_one(std::span<const std::string_view> names) {
  List list;
  for (const std::string_view name : names) list.push_back(Map{{"required", List{name}}});
  return list;
}

// A mapping with these keys and no other.
template <class SchemaOf> Value mapping(std::span<const Key> keys, SchemaOf schema_of) {
  Value properties = Map{};
  List required;
  for (const Key& key : keys) {
    // What stands beside $ref is not looked at: allOf makes room for the description.
    properties.set(key.name, Map{{"description", key.about}, {"allOf", List{schema_of(key.name)}}});
    if (key.required) required.emplace_back(key.name);
  }
  Value schema = Map{{"type", "object"}, {"properties", std::move(properties)}, {"additionalProperties", false}};
  if (!required.empty()) schema.set("required", std::move(required));
  return schema;
}

[[noreturn]] void unknown(std::string_view key) {
  throw std::logic_error("the schema does not know '" + std::string(key) + "'");
}

// ---- checks

Value requirement() {
  Value map = mapping(require_keys, [](std::string_view key) {
    return or_placeholder(key == "at_least" ? whole_number(1) : Map{{"type", "number"}, {"exclusiveMinimum", 0}, {"maximum", 1}});
  });
  map.set("minProperties", 1);
  map.set("maxProperties", 1);
  return or_placeholder(Map{{"anyOf", List{one_of(require_words), std::move(map)}}});
}

Value pattern() {
  constexpr auto names = names_of(pattern_keys);
  const auto patterns = [] { return or_placeholder(list_of(refer_to("pattern"))); };
  Value map = mapping(pattern_keys, [&](std::string_view key) {
    if (key == "not") return refer_to("pattern");
    if (key == "all" || key == "any") return patterns();
    if (key != "count") return text();
    return or_placeholder(mapping(count_keys, [&](std::string_view part) { return part == "min" ? or_placeholder(whole_number(1)) : patterns(); }));
  });
  Value properties = *map.find("properties");
  properties.set("nocase", Map{{"description", "ignore case, whatever the check says"}, {"allOf", List{boolean()}}});
  map.set("properties", std::move(properties));
  map.set("oneOf", requires_one(names));
  map.set("dependencies", Map{{"nocase", Map{{"anyOf", requires_one(std::span(names).first(pattern_leaves))}}}});
  return Map{{"anyOf", List{text(), std::move(map)}}};
}

Value field_test() {
  constexpr std::string_view where[] = {"path", "paths"}, regexes[] = {"regex", "items_regex"};
  Value scalar = Map{{"type", List{"string", "number", "boolean"}}};
  Value map = mapping(field_test_keys, [&](std::string_view key) -> Value {
    if (key == "path" || key == "regex" || key == "items_regex") return text();
    if (key == "paths") return one_or_more(text());
    if (key == "optional" || key == "non_empty" || key == "nocase") return boolean();
    if (key == "type") return or_placeholder(one_of(field_types));
    if (key == "equals") return Map{{"type", List{"string", "number", "boolean", "array"}}};
    if (key == "min") return or_placeholder(Map{{"type", "number"}});
    if (key == "min_items" || key == "max_items") return or_placeholder(whole_number(0));
    if (key == "contains") return one_or_more(scalar);
    unknown(key);
  });
  map.set("oneOf", requires_one(where));
  map.set("dependencies", Map{{"nocase", Map{{"anyOf", requires_one(regexes)}}}});
  return or_placeholder(std::move(map));
}

Value parameter_schema(ParameterType type) {
  switch (type) {
  case ParameterType::integer: return or_placeholder(whole_number(0));
  case ParameterType::glob:
  case ParameterType::path_set:
  case ParameterType::regex:
  case ParameterType::text: return text();
  case ParameterType::globs:
  case ParameterType::path_sets:
  case ParameterType::child_paths:
  case ParameterType::name_globs:
  case ParameterType::names: return one_or_more(text());
  case ParameterType::command: return one_or_more(refer_to("any_text"));
  case ParameterType::entry_type: return or_placeholder(one_of(entry_types));
  case ParameterType::boolean: return boolean();
  case ParameterType::number_range:
    return or_placeholder(Map{{"type", "array"}, {"items", or_placeholder(whole_number(0))}, {"minItems", 2}, {"maxItems", 2}});
  case ParameterType::require: return requirement();
  case ParameterType::on_empty: return or_placeholder(one_of(on_empty_values));
  case ParameterType::scope: return or_placeholder(one_of(scopes));
  case ParameterType::pattern: return refer_to("pattern");
  case ParameterType::field_tests: return or_placeholder(list_of(refer_to("field_test")));
  case ParameterType::checks: return or_placeholder(list_of(refer_to("check")));
  case ParameterType::values: return or_placeholder(Map{{"type", "object"}});
  }
  throw std::logic_error("the schema does not know a type of parameters");
}

std::string definition_of(const CheckKind& kind) {
  return "check_" + std::string(kind.name);
}

Value parameters_of(const CheckKind& kind) {
  std::vector<Key> keys{{"kind", kind.about, true}};
  for (const Parameter& parameter : kind.parameters) keys.push_back({parameter.name, parameter.about, parameter.required});
  return mapping(keys, [&](std::string_view key) -> Value {
    for (const Parameter& parameter : kind.parameters)
      if (parameter.name == key) return parameter_schema(parameter.type);
    return Map{{"const", kind.name}};
  });
}

// By the kind, so that an editor speaks of that one and not of all.
Value check() {
  List by_kind, names;
  for (const CheckKind* kind : check_kinds()) {
    names.emplace_back(kind->name);
    by_kind.push_back(Map{{"if", Map{{"properties", Map{{"kind", Map{{"const", kind->name}}}}}}}, {"then", refer_to(definition_of(*kind))}});
  }
  Value kinds = Map{{"description", "what is checked; the other keys are parameters of it"}, {"allOf", List{or_placeholder(Map{{"enum", std::move(names)}})}}};
  Value map = Map{{"type", "object"}, {"required", List{"kind"}}, {"properties", Map{{"kind", std::move(kinds)}}}, {"allOf", std::move(by_kind)}};
  return or_placeholder(std::move(map));
}

// ---- the rest of a pack

Value severity() {
  List names;
  for (const Severity level : severities) names.emplace_back(to_string(level));
  return Map{{"enum", std::move(names)}};
}

Value batch_number() {
  return Map{{"type", "integer"}, {"minimum", 0}, {"maximum", max_batch}};
}

Value rule() {
  return mapping(rule_keys, [](std::string_view key) -> Value {
    if (key == "id" || key == "title" || key == "category") return text();
    if (key == "why" || key == "fix") return refer_to("any_text");
    if (key == "severity") return or_placeholder(severity());
    if (key == "batch") return or_placeholder(batch_number());
    if (key == "depends_on") return Map{{"anyOf", List{text(), list_of(text(), 0)}}};
    if (key == "obligation") return or_placeholder(one_of(obligations));
    if (key == "facts") return or_placeholder(Map{{"type", "object"}});
    if (key == "check") return refer_to("check");
    if (key != "for_each") unknown(key);
    Value table = mapping(table_keys, [](std::string_view part) -> Value {
      return part == "columns" ? list_of(text()) : list_of(Map{{"type", "array"}});
    });
    return Map{{"anyOf", List{list_of(Map{{"type", "object"}}), std::move(table)}}};
  });
}

Value set() {
  return mapping(set_keys, [](std::string_view key) -> Value {
    if (key == "type") return one_of(entry_types);
    if (key == "glob") return one_or_more(text());
    return key == "about" ? refer_to("any_text") : text();
  });
}

Value override_of_rule() {
  return mapping(override_keys, [](std::string_view key) -> Value {
    if (key == "enabled") return Map{{"type", "boolean"}};
    return key == "severity" ? severity() : Map{{"type", "object"}};
  });
}

Value batch() {
  return mapping(batch_keys, [](std::string_view key) -> Value {
    if (key == "batch") return batch_number();
    return key == "about" ? refer_to("any_text") : text();
  });
}

Value named(Value schema) {
  return Map{{"type", "object"}, {"additionalProperties", std::move(schema)}};
}

Value section(std::string_view key) {
  if (key == "sotval") return Map{{"const", 1}};
  if (key == "version" || key == "title") return refer_to("any_text");
  if (key == "pack" || key == "extends") return text();
  if (key == "include") return Map{{"anyOf", List{text(), list_of(text(), 0)}}};
  if (key == "global_exclude") return one_or_more(text());
  if (key == "on_dependency_failure") return one_of(failure_modes);
  if (key == "sets") return named(refer_to("set"));
  if (key == "categories") return named(mapping(category_keys, [](std::string_view) { return refer_to("any_text"); }));
  if (key == "batches") return list_of(batch(), 0);
  if (key == "rules") return list_of(refer_to("rule"), 0);
  if (key == "overrides") return named(override_of_rule());
  unknown(key);
}

} // namespace

Value pack_schema() {
  Value definitions = Map{
      // As it is written, whatever YAML makes of it.
      {"text", Map{{"type", List{"string", "number", "boolean"}}, {"minLength", 1}}},
      {"any_text", Map{{"type", List{"string", "number", "boolean"}}}},
      {"placeholder", Map{{"type", "string"}, {"pattern", R"(\$\{[A-Za-z_][A-Za-z0-9_]*\})"}}},
      {"set", set()},
      {"rule", rule()},
      {"check", check()},
      {"pattern", pattern()},
      {"field_test", field_test()},
  };
  for (const CheckKind* kind : check_kinds()) definitions.set(definition_of(*kind), parameters_of(*kind));
  // Only the main file says what format it has.
  return Map{
      {"$schema", "http://json-schema.org/draft-07/schema#"},
      {"title", "sotval rule pack"},
      {"type", "object"},
      {"if", Map{{"anyOf", requires_one(std::array<std::string_view, 2>{"sotval", "pack"})}}},
      {"then", mapping(main_keys, section)},
      {"else", mapping(included_keys, section)},
      {"definitions", std::move(definitions)},
  };
}

} // namespace sotval::core
