#pragma once

#include <map>
#include <string>
#include <string_view>

#include <sotval/rule_pack.hpp>

#include "pack/loader.hpp"
#include "support/temporary_directory.hpp"

namespace support {

using Files = std::map<std::string, std::string>;

inline const sotval::core::Pack* no_builtin(std::string_view) {
  return nullptr;
}

/// Loads a pack of the file "pack.yaml" and others beside it.
inline sotval::core::Pack load(std::string_view text, const Files& others = {},
                               const sotval::core::FindPack& builtin = no_builtin) {
  const TemporaryDirectory directory;
  for (const auto& [name, content] : others) directory.write(name, content);
  return sotval::core::load_pack(directory.write("pack.yaml", text), builtin);
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
