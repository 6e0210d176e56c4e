#include <cstddef>

#include "core/pack/pack_support.hpp"
#include "pack/yaml_parser.hpp"
#include "support/catch.hpp"

using support::errors_of;

TEST_CASE("a syntax error is reported with its place", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
title: a: b
)") ==
        R"(pack.yaml:3:9: error: invalid YAML: illegal map value
  3 | title: a: b
    |         ^~~
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
title: *x
)") ==
        R"(pack.yaml:3:8: error: invalid YAML: the referenced anchor is not defined
  3 | title: *x
    |        ^~
)");
}

TEST_CASE("a bracket that is never closed is reported where it opens", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules: [a, b
)") ==
        R"(pack.yaml:3:8: error: invalid YAML: '[' without ']'
  3 | rules: [a, b
    |        ^
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
sets: {a: 1
rules: []
)") ==
        R"(pack.yaml:3:7: error: invalid YAML: '{' without '}'
  3 | sets: {a: 1
    |       ^
)");
}

TEST_CASE("a quote that is never closed does not swallow the pack", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
title: 'a
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:8: error: a quote that is never closed
  3 | title: 'a
    |        ^~
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
title: "a \" b
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:8: error: a quote that is never closed
  3 | title: "a \" b
    |        ^~~~~~~
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
title: &x 'it''s
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:8: error: a quote that is never closed
  3 | title: &x 'it''s
    |        ^~~~~~~~~
)");
}

TEST_CASE("a duplicate key is reported with the line of the first", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
title: a
title: b
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:1: error: duplicate key 'title'
  4 | title: b
    | ^~~~~ it is in line 3 already
)");
}

TEST_CASE("a key is text", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
? [a]
: b
~: c
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:3: error: a key cannot be a list
  3 | ? [a]
    |   ^ expected text
pack.yaml:5:1: error: a key cannot be null
  5 | ~: c
    | ^ expected text
)");
}

TEST_CASE("tags are refused", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
title: !foo x
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:8: error: unknown tag '!foo'
  3 | title: !foo x
    |        ^~~~~~ packs have no tags; text is put in quotes
)");
}

TEST_CASE("a file is one document", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
---
a: 1
)") ==
        R"(pack.yaml:3:1: error: a second document in one file
  3 | ---
    | ^~~ a pack file is one document, without '---' in between
)");
}

TEST_CASE("aliases that stand for too much are refused", "[pack]") {
  CHECK(errors_of(R"(a: &a [x, x, x, x, x, x, x, x, x, x]
b: &b [*a, *a, *a, *a, *a, *a, *a, *a, *a, *a]
c: &c [*b, *b, *b, *b, *b, *b, *b, *b, *b, *b]
d: &d [*c, *c, *c, *c, *c, *c, *c, *c, *c, *c]
e: &e [*d, *d, *d, *d, *d, *d, *d, *d, *d, *d]
f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
g: &g [*f, *f, *f, *f, *f, *f, *f, *f, *f, *f]
h: &h [*g, *g, *g, *g, *g, *g, *g, *g, *g, *g]
)") ==
        R"(pack.yaml:6:36: error: more than 1000000 values or 64 MiB of text in the pack, its aliases written out
  6 | f: &f [*e, *e, *e, *e, *e, *e, *e, *e, *e, *e]
    |                                    ^~
)");
}

TEST_CASE("an alias to what it is part of is refused", "[pack]") {
  CHECK(errors_of(R"(a: &a [*a]
)") ==
        R"(pack.yaml:1:8: error: an alias to the value that it is part of
  1 | a: &a [*a]
    |        ^~
)");
}

TEST_CASE("a merge key takes mappings", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
title: t
rules:
  - <<: [{id: A, title: t}, 3]
    severity: low
    check: {kind: path_exists, globs: x}
)") ==
        R"(pack.yaml:5:29: error: '<<' cannot take 3
  5 |   - <<: [{id: A, title: t}, 3]
    |                             ^ expected a mapping or a list of mappings
)");
}

TEST_CASE("columns are counted in code points", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - {id: "üü", titel: x}
)") ==
        R"(pack.yaml:4:5: error: missing key 'severity' in rule 'üü'
  4 |   - {id: "üü", titel: x}
    |     ^
pack.yaml:4:5: error: missing key 'title' in rule 'üü'
  4 |   - {id: "üü", titel: x}
    |     ^
pack.yaml:4:5: error: missing key 'check' in rule 'üü'
  4 |   - {id: "üü", titel: x}
    |     ^
pack.yaml:4:10: error: invalid id 'üü' in rule 'üü'
  4 |   - {id: "üü", titel: x}
    |          ^~~~ expected at most 100 letters, digits and '.', '_', '-', '/', ':'
pack.yaml:4:16: error: unknown key 'titel' in rule 'üü'
  4 |   - {id: "üü", titel: x}
    |                ^~~~~ did you mean 'title'?
)");
}

TEST_CASE("a file of comments is empty", "[pack]") {
  CHECK(errors_of(R"(# nothing
)") ==
        R"(pack.yaml: error: the file is empty
)");
  CHECK(errors_of(R"()") ==
        R"(pack.yaml: error: the file is empty
)");
}

namespace {

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

// The tree of a text that is right, as a value.
sotval::Value parse(std::string text) {
  sotval::core::Diagnostics diagnostics;
  sotval::core::PackBudget budget;
  const unsigned file = diagnostics.add_file(sotval::core::SourceFile("pack.yaml", std::move(text)));
  const sotval::core::NodePtr node = sotval::core::parse_yaml(file, diagnostics, budget);
  REQUIRE(node);
  REQUIRE(diagnostics.empty());
  return to_value(*node);
}

using List = sotval::Value::List;
using Map = sotval::Value::Map;

} // namespace

TEST_CASE("a file may be nested 64 levels deep and no deeper", "[pack]") {
  CHECK(parse(repeat("[", 64) + repeat("]", 64)).as_list() != nullptr);
  CHECK(errors_of("a: " + repeat("[", 64) + repeat("]", 64) + "\n") ==
        "pack.yaml:1:67: error: nested more than 64 levels deep\n"
        "  1 | ..." +
            repeat("[", 61) + repeat("]", 59) + "...\n" + "    |    " + repeat(" ", 60) + "^\n");
}

TEST_CASE("aliases count as nesting", "[pack]") {
  CHECK(errors_of("a: &a " + repeat("[", 40) + repeat("]", 40) + "\nb: " + repeat("[", 30) + "*a" + repeat("]", 30) + "\n") ==
        "pack.yaml:2:34: error: nested more than 64 levels deep, its aliases written out\n"
        "  2 | b: " +
            repeat("[", 30) + "*a" + repeat("]", 30) + "\n    | " + repeat(" ", 33) + "^~\n");
}

TEST_CASE("endless nesting is refused and not followed", "[pack]") {
  for (const std::string_view opening : {"[", "{a: ", "- ", "? ", "{"}) {
    INFO(opening);
    CHECK_THAT(errors_of(repeat(opening, 100'000)), Catch::Matchers::StartsWith("pack.yaml:1:"));
  }
}

TEST_CASE("a long text cannot be multiplied by aliases", "[pack]") {
  const std::string text = "a: &a " + repeat("x", 1'000'000) + "\nb: [" + repeat("*a, ", 70) + "]\n";
  CHECK(errors_of(text) ==
        "pack.yaml:2:269: error: more than 1000000 values or 64 MiB of text in the pack, its aliases written out\n"
        "  2 | ..." +
            repeat("*a, ", 19) + "]\n    |    " + repeat(" ", 60) + "^~\n");
}

TEST_CASE("what is not UTF-8 is refused with its place", "[pack]") {
  CHECK(errors_of("sotval: 1\ntitle: \xC3\xA4\xFF\n") ==
        "pack.yaml:2:9: error: invalid UTF-8, byte '\\xff'\n"
        "  2 | title: \xC3\xA4\xEF\xBF\xBD\n"
        "    |         ^ a pack is UTF-8 text\n");
  CHECK(errors_of("\xFF\xFEs\0o\0") == "pack.yaml:1:1: error: invalid UTF-8, byte '\\xff'\n"
                                       "  1 | \xEF\xBF\xBD\xEF\xBF\xBDs\n"
                                       "    | ^~~ a pack is UTF-8 text\n");
}

TEST_CASE("control characters are refused", "[pack]") {
  CHECK(errors_of("title: a\ab\n") == "pack.yaml:1:9: error: control character '\\x07'\n"
                                      "  1 | title: a\xEF\xBF\xBD"
                                      "b\n"
                                      "    |         ^~ a pack is UTF-8 text\n");
  CHECK_THAT(errors_of(std::string("a: \0b\n", 6)), Catch::Matchers::StartsWith("pack.yaml:1:4: error: control character '\\x00'"));
}

TEST_CASE("a byte order mark and line ends of Windows change nothing", "[pack]") {
  CHECK(parse("\xEF\xBB\xBF"
              "a: b\r\nc: [1,\r\n  2]\r\nd: |\r\n  x\r\n  y\r\n") ==
        Map{{"a", "b"}, {"c", List{1, 2}}, {"d", "x\ny\n"}});
}

TEST_CASE("aliases and merge keys are resolved", "[pack]") {
  CHECK(parse("a: &a {x: 1, y: 2}\nb: {<<: *a, y: 3, z: *a}\nc: {<<: [{x: 4}, *a], '<<': 5}\n") ==
        Map{{"a", Map{{"x", 1}, {"y", 2}}},
            {"b", Map{{"y", 3}, {"z", Map{{"x", 1}, {"y", 2}}}, {"x", 1}}},
            {"c", Map{{"<<", 5}, {"x", 4}, {"y", 2}}}});
}

TEST_CASE("duplicate keys are found in large mappings as well", "[pack]") {
  std::string text;
  for (int i = 0; i < 100; ++i) text += "k" + std::to_string(i) + ": 1\n";
  CHECK(parse(text).as_map()->size() == 100);
  sotval::core::Diagnostics diagnostics;
  sotval::core::PackBudget budget;
  const unsigned file = diagnostics.add_file(sotval::core::SourceFile("pack.yaml", text + "k50: 2\n"));
  sotval::core::parse_yaml(file, diagnostics, budget);
  REQUIRE(diagnostics.finish().size() == 1);
  CHECK(diagnostics.finish()[0].message == "duplicate key 'k50'");
  CHECK(diagnostics.finish()[0].suggestion == "it is in line 51 already");
}

TEST_CASE("a tag for text makes text", "[pack]") {
  CHECK(parse("[!!str 24, ! 24, '24', 24]") == List{"24", "24", "24", 24});
}
