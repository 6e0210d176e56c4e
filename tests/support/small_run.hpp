#pragma once

#include <map>
#include <string>
#include <string_view>

#include <sotval/validator.hpp>

#include "support/temporary_directory.hpp"

namespace support {

/// What a small repository holds: the content of files by their path; a path that ends in '/' is a directory.
using Tree = std::map<std::string, std::string>;

/// A pack with everything but its rules.
inline std::string pack_text(std::string_view rules, std::string_view sections = {}) {
  return "sotval: 1\npack: test\nversion: 1.0.0\n" + std::string(sections) + "rules:\n" + std::string(rules);
}

/// One rule R of batch 0 with this check, in flow style.
inline std::string rule_text(std::string_view check, std::string_view id = "R") {
  return "  - {id: " + std::string(id) + ", title: Title, severity: high, batch: 0, check: " + std::string(check) + "}\n";
}

inline sotval::RulePack load_pack(const std::string& text) {
  const TemporaryDirectory directory;
  return sotval::RulePack::load(directory.write("pack.yaml", text));
}

/// A repository and the options of a run over it.
class SmallRepository {
public:
  explicit SmallRepository(const Tree& tree) {
    for (const auto& [path, content] : tree) {
      if (path.ends_with('/'))
        directory_.make_directory(path);
      else
        directory_.write(path, content);
    }
  }

  const std::filesystem::path& path() const { return directory_.path(); }
  const TemporaryDirectory& directory() const { return directory_; }

  sotval::ValidatorOptions options(sotval::RulePack pack, const sotval::Limits& limits = {}) const {
    sotval::ValidatorOptions options;
    options.repo_root = path();
    options.pack = std::move(pack);
    options.limits = limits;
    return options;
  }

private:
  TemporaryDirectory directory_;
};

inline sotval::Report run(const std::string& pack, const Tree& tree, const sotval::Limits& limits = {}) {
  const SmallRepository repository(tree);
  return sotval::Validator(repository.options(load_pack(pack), limits)).validate_all();
}

/// What a single check comes to.
inline sotval::RuleResult judge(std::string_view check, const Tree& tree, const sotval::Limits& limits = {}) {
  return run(pack_text(rule_text(check)), tree, limits).results.at(0);
}

inline sotval::Verdict verdict(std::string_view check, const Tree& tree, const sotval::Limits& limits = {}) {
  return judge(check, tree, limits).verdict;
}

inline bool contains(std::string_view text, std::string_view piece) {
  return text.find(piece) != std::string_view::npos;
}

/// Findings as "path:line:column: text".
inline std::vector<std::string> lines_of(const std::vector<sotval::Finding>& findings) {
  std::vector<std::string> lines;
  for (const sotval::Finding& f : findings)
    lines.push_back(f.path + ":" + std::to_string(f.line) + ":" + std::to_string(f.column) + ": " + f.text);
  return lines;
}

} // namespace support
