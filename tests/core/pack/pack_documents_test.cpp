#include <filesystem>

#include <sys/stat.h>

#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of;

TEST_CASE("a missing include is reported with the file that was meant", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [matrx.yaml]
)",
                   {{"matrix.yaml", R"(rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)"}}) ==
        R"(pack.yaml:3:11: error: cannot read 'matrx.yaml': No such file or directory
  3 | include: [matrx.yaml]
    |           ^~~~~~~~~~ did you mean 'matrix.yaml'?
)");
}

TEST_CASE("an include stays below the file that has it", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [../a.yaml, /etc/passwd, x/../../y]
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:11: error: include '../a.yaml' is not a path below this file
  3 | include: [../a.yaml, /etc/passwd, x/../../y]
    |           ^~~~~~~~~ expected a relative path without '..'
pack.yaml:3:22: error: include '/etc/passwd' is not a path below this file
  3 | include: [../a.yaml, /etc/passwd, x/../../y]
    |                      ^~~~~~~~~~~ expected a relative path without '..'
pack.yaml:3:35: error: include 'x/../../y' is not a path below this file
  3 | include: [../a.yaml, /etc/passwd, x/../../y]
    |                                   ^~~~~~~~~ expected a relative path without '..'
)");
}

TEST_CASE("files that include each other are reported as a cycle", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [a.yaml]
)",
                   {{"a.yaml", R"(include: [b.yaml]
)"},
                    {"b.yaml", R"(include: [a.yaml]
)"}}) ==
        R"(b.yaml:1:11: error: include cycle: a.yaml -> b.yaml -> a.yaml
  1 | include: [a.yaml]
    |           ^~~~~~
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [pack.yaml]
)") ==
        R"(pack.yaml:3:11: error: include cycle: pack.yaml -> pack.yaml
  3 | include: [pack.yaml]
    |           ^~~~~~~~~
)");
}

TEST_CASE("a file is included once", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [a.yaml, b.yaml]
)",
                   {{"a.yaml", R"(include: [c.yaml]
)"},
                    {"b.yaml", R"(include: [c.yaml]
)"},
                    {"c.yaml", R"(rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)"}}) ==
        R"(b.yaml:1:11: error: 'c.yaml' is included twice
  1 | include: [c.yaml]
    |           ^~~~~~ first at a.yaml:1
)");
}

TEST_CASE("a directory cannot be included", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [d]
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)",
                   {{"d/x", ""}}) ==
        R"(pack.yaml:3:11: error: cannot read 'd': it is a directory
  3 | include: [d]
    |           ^
)");
}

TEST_CASE("an included file holds no keys of a pack's first file", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [a.yaml]
)",
                   {{"a.yaml", R"(pack: x
extends: y
rule: []
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)"}}) ==
        R"(a.yaml:1:1: error: unknown key 'pack' in an included file
  1 | pack: x
    | ^~~~ expected one of include, sets, categories, batches, global_exclude, rules
a.yaml:2:1: error: unknown key 'extends' in an included file
  2 | extends: y
    | ^~~~~~~ expected one of include, sets, categories, batches, global_exclude, rules
a.yaml:3:1: error: unknown key 'rule' in an included file
  3 | rule: []
    | ^~~~ did you mean 'rules'? (include, sets, categories, batches, global_exclude, rules)
)");
}

TEST_CASE("an included file is neither empty nor a list", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [a.yaml, b.yaml]
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)",
                   {{"a.yaml", ""},
                    {"b.yaml", R"(- a
)"}}) ==
        R"(a.yaml: error: the file is empty
b.yaml:1:1: error: a pack cannot be a list
  1 | - a
    | ^ expected a mapping, as in 'sotval: 1'
)");
}

TEST_CASE("the errors of all files are reported in the order of files and lines", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [a.yaml, b.yaml]
rules:
  - id: A
    title: t
    severity: low
    depends_on: [X]
    sevrity: 3
    check: {kind: path_exists, globs: [x]}
  - id: C
    title: t
    severity: loww
    check: {kind: path_exists, globs: [x]}
)",
                   {{"a.yaml", R"(rules:
  - id: B
    title: t
    severity: hgh
    check: {kind: path_exists, globs: [x]}
)"},
                    {"b.yaml", R"(rules: [
)"}}) ==
        R"(pack.yaml:9:5: error: unknown key 'sevrity' in rule 'A'
  9 |     sevrity: 3
    |     ^~~~~~~ did you mean 'severity'?
pack.yaml:13:15: error: unknown severity 'loww' in rule 'C'
  13 |     severity: loww
     |               ^~~~ did you mean 'low'? (critical, high, medium, low, info)
a.yaml:4:15: error: unknown severity 'hgh' in rule 'B'
  4 |     severity: hgh
    |               ^~~ did you mean 'high'? (critical, high, medium, low, info)
b.yaml:1:8: error: invalid YAML: '[' without ']'
  1 | rules: [
    |        ^
)");
}

namespace {

// The message for a file, with paths relative to the directory.
std::string errors_of_file(const support::TemporaryDirectory& directory, const std::string& name) {
  try {
    sotval::core::load_pack(directory.path() / name, support::no_builtin);
    return {};
  } catch (const sotval::PackError& error) {
    return support::without(error.what(), directory.path().string() + '/');
  }
}

constexpr const char* one_rule = R"(rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)";

} // namespace

TEST_CASE("a pack that cannot be read says why", "[pack]") {
  const support::TemporaryDirectory directory;
  directory.make_directory("directory");
  directory.write("large.yaml", std::string(4 * 1024 * 1024 + 1, '#'));
  REQUIRE(mkfifo((directory.path() / "pipe").c_str(), 0600) == 0);
  CHECK(errors_of_file(directory, "missing.yaml") == "missing.yaml: error: cannot read the pack: No such file or directory");
  CHECK(errors_of_file(directory, "directory") == "directory: error: cannot read the pack: it is a directory");
  CHECK(errors_of_file(directory, "pipe") == "pipe: error: cannot read the pack: it is not a regular file");
  CHECK(errors_of_file(directory, "large.yaml") == "large.yaml: error: cannot read the pack: it is larger than 4 MiB");
  directory.write("largest.yaml", std::string(4 * 1024 * 1024, '#'));
  CHECK(errors_of_file(directory, "largest.yaml") == "largest.yaml: error: the file is empty");
}

TEST_CASE("an include is no link that leads out of the pack's directory", "[pack]") {
  const support::TemporaryDirectory directory;
  directory.write("secret.yaml", "secret: text\n");
  directory.write("pack/pack.yaml", std::string("sotval: 1\npack: p\ninclude: link.yaml\n") + one_rule);
  std::filesystem::create_symlink("../secret.yaml", directory.path() / "pack/link.yaml");
  CHECK(errors_of_file(directory, "pack/pack.yaml") ==
        R"(pack/pack.yaml:3:10: error: include 'link.yaml' is a link that leads out of the pack's directory
  3 | include: link.yaml
    |          ^~~~~~~~~)");
}

TEST_CASE("a pack that is a link includes what is beside its target", "[pack]") {
  const support::TemporaryDirectory directory;
  directory.write("store/pack.yaml", "sotval: 1\npack: p\ninclude: rules.yaml\n");
  directory.write("store/rules.yaml", one_rule);
  std::filesystem::create_symlink("store/pack.yaml", directory.path() / "pack.yaml");
  CHECK(sotval::core::load_pack(directory.path() / "pack.yaml", support::no_builtin).rules.size() == 1);
}

TEST_CASE("the rules of included files come first, in the order of the includes", "[pack]") {
  const auto rule = [](const std::string& id) {
    return "  - {id: " + id + ", title: t, severity: low, check: {kind: path_exists, globs: '@s'}}\n";
  };
  const sotval::core::Pack pack = support::load("sotval: 1\npack: p\ninclude: [b/b.yaml, a.yaml]\nrules:\n" + rule("MAIN"),
                                                {{"a.yaml", "rules:\n" + rule("A")},
                                                 {"b/b.yaml", "include: c.yaml\nrules:\n" + rule("B")},
                                                 {"b/c.yaml", "sets: {s: {glob: x}}\nrules:\n" + rule("C")}});
  std::vector<std::string> ids;
  for (const sotval::RuleInfo& info : pack.rules) ids.push_back(info.id);
  CHECK(ids == std::vector<std::string>{"C", "B", "A", "MAIN"});
}

TEST_CASE("files are read relative to the working directory as well", "[pack]") {
  const support::TemporaryDirectory directory;
  directory.write("pack.yaml", "sotval: 1\npack: p\ninclude: missing.yaml\n");
  const std::filesystem::path relative = std::filesystem::relative(directory.path() / "pack.yaml");
  CHECK_THROWS_WITH(sotval::core::load_pack(relative, support::no_builtin),
                    Catch::Matchers::StartsWith(relative.string() + ":3:10: error: cannot read 'missing.yaml': No such file"));
}
