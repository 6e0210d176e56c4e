#pragma once

#include <map>
#include <optional>
#include <stdexcept>
#include <string>
#include <string_view>

#include <sotval/rule_pack.hpp>

#include "core/pack/json_schema.hpp"
#include "pack/loader.hpp"
#include "pack/schema.hpp"
#include "pack/yaml_parser.hpp"
#include "support/temporary_directory.hpp"

namespace support {

using Files = std::map<std::string, std::string>;

inline const sotval::core::Pack* no_builtin(std::string_view) {
  return nullptr;
}

/// What the schema has against a pack file, as editors would see it.
inline std::optional<std::string> schema_refuses(std::string_view text) {
  static const JsonSchema schema(sotval::core::pack_schema());
  sotval::core::Diagnostics diagnostics;
  sotval::core::PackBudget budget;
  const auto node = sotval::core::parse_yaml(diagnostics.add_file({"pack.yaml", std::string(text)}), diagnostics, budget);
  return node == nullptr ? "not YAML" : schema.refuses(sotval::core::to_value(*node));
}

// What the loader accepts the schema accepts as well.
inline void require_schema_accepts(std::string_view text, const Files& others) {
  const auto require = [](std::string_view file) {
    if (const auto reason = schema_refuses(file)) throw std::logic_error("the schema refuses what the loader accepts: " + *reason + "\n" + std::string(file));
  };
  require(text);
  for (const auto& [name, content] : others)
    if (text.find(name) != std::string_view::npos) require(content);
}

/// Loads a pack of the file "pack.yaml" and others beside it.
inline sotval::core::Pack load(std::string_view text, const Files& others = {},
                               const sotval::core::FindPack& builtin = no_builtin) {
  const TemporaryDirectory directory;
  for (const auto& [name, content] : others) directory.write(name, content);
  sotval::core::Pack pack = sotval::core::load_pack(directory.write("pack.yaml", text), builtin);
  require_schema_accepts(text, others);
  return pack;
}

inline std::string without(std::string text, const std::string& part) {
  for (std::size_t i = text.find(part); i != std::string::npos; i = text.find(part, i)) text.erase(i, part.size());
  return text;
}

/// The whole message for such a pack, with paths relative to its directory and a line end at its end;
/// empty if it loads.
inline std::string errors_of(std::string_view text, const Files& others = {},
                             const sotval::core::FindPack& builtin = no_builtin) {
  const TemporaryDirectory directory;
  for (const auto& [name, content] : others) directory.write(name, content);
  try {
    sotval::core::load_pack(directory.write("pack.yaml", text), builtin);
    require_schema_accepts(text, others);
    return {};
  } catch (const sotval::PackError& error) {
    return without(error.what(), directory.path().string() + '/') + '\n';
  }
}

/// A pack of one rule with that check, which stands in line 7 from column 12.
inline std::string pack_with_check(std::string_view check) {
  return "sotval: 1\npack: p\nrules:\n  - id: A\n    title: t\n    severity: low\n    check: " + std::string(check) + "\n";
}

/// The message for such a check.
inline std::string errors_of_check(std::string_view check) {
  return errors_of(pack_with_check(check));
}

/// Such a check as it is stored.
inline sotval::Value loaded_check(std::string_view check) {
  return load(pack_with_check(check)).bodies.at(0).check;
}

} // namespace support
