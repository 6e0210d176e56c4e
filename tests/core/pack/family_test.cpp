#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of;

TEST_CASE("an unknown name in a family is reported once, at its place in the template", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1, code: IR}, {n: 2, code: KP}]
    id: X-${n}
    title: is ${cod}
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:6:12: error: unknown name '${cod}' in rule 'X-${n}' (for_each: every entry)
  6 |     title: is ${cod}
    |            ^~~~~~~~~ did you mean 'code'? (n, code)
)");
}

TEST_CASE("an error that some entries cause names the first of them", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: {columns: [n, sev], rows: [['001', low], ['002', hihg], ['003', lwo], ['004', high]]}
    id: X-${n}
    title: t
    severity: ${sev}
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:15: error: unknown severity 'hihg' in rule 'X-${n}' (for_each: n 002, sev hihg; and 1 more)
  7 |     severity: ${sev}
    |               ^~~~~~ did you mean 'high'? (critical, high, medium, low, info)
)");
}

TEST_CASE("an error that one entry causes names it", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1, r: a}, {n: 2, r: '(b'}]
    id: X-${n}
    title: t
    severity: low
    check: {kind: content, files: x, match: {re: '${r}x'}}
)") ==
        R"(pack.yaml:8:50: error: invalid regex '(bx' in a pattern of rule 'X-${n}' (for_each: n 2, r (b)
  8 |     check: {kind: content, files: x, match: {re: '${r}x'}}
    |                                                  ^~~~~~~ missing ): (bx
)");
}

TEST_CASE("an error that every entry causes is reported once", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1}, {n: 2}]
    id: X-${n}
    title: t
    severity: hihg
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:15: error: unknown severity 'hihg' in rule 'X-${n}' (for_each: every entry)
  7 |     severity: hihg
    |               ^~~~ did you mean 'high'? (critical, high, medium, low, info)
)");
}

TEST_CASE("two errors at one place of a template are both reported", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1}, {n: 2}]
    id: X-${n}
    check: {kind: path_exists, globs: x}
)") ==
        R"(pack.yaml:4:5: error: missing key 'severity' in rule 'X-${n}' (for_each: every entry)
  4 |   - for_each: [{n: 1}, {n: 2}]
    |     ^~~~~~~~
pack.yaml:4:5: error: missing key 'title' in rule 'X-${n}' (for_each: every entry)
  4 |   - for_each: [{n: 1}, {n: 2}]
    |     ^~~~~~~~
)");
}

TEST_CASE("an error within a value of an entry is reported at its place there", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1, m: {wrod: a}}, {n: 2, m: {word: a}}]
    id: X-${n}
    title: t
    severity: low
    check: {kind: content, files: x, match: '${m}'}
)") ==
        R"(pack.yaml:4:27: error: unknown key 'wrod' in a pattern of rule 'X-${n}' (for_each: n 1, m ...)
  4 |   - for_each: [{n: 1, m: {wrod: a}}, {n: 2, m: {word: a}}]
    |                           ^~~~ did you mean 'word'? (lit, word, re, all, any, not, count)
)");
}

TEST_CASE("a family whose entries all have the same id is an error", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1}, {n: 2}, {n: 3}]
    id: X
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:5:9: error: duplicate rule id 'X' (for_each: n 2; and 1 more)
  5 |     id: X
    |         ^ each entry of for_each needs its own: put a ${name} into it
)");
}

TEST_CASE("dependencies within a family are checked", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1}, {n: 2}]
    id: X-${n}
    title: t
    severity: low
    depends_on: ['Missing-${n}']
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:8:18: error: rule 'X-1' depends on the unknown rule 'Missing-1' (for_each: every entry)
  8 |     depends_on: ['Missing-${n}']
    |                  ^~~~~~~~~~~~~~
)");
}

TEST_CASE("a list in the middle of a text is an error", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1, l: [a]}, {n: 2, l: [b]}]
    id: X-${n}
    title: x ${l}
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:6:12: error: '${l}' is a list within a text in rule 'X-${n}' (for_each: every entry)
  6 |     title: x ${l}
    |            ^~~~~~ it can only stand alone
)");
}

TEST_CASE("a placeholder that is not closed is an error", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1}, {n: 2}]
    id: X-${n}
    title: 'is ${n'
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:6:12: error: '${' without '}' in rule 'X-${n}' (for_each: every entry)
  6 |     title: 'is ${n'
    |            ^~~~~~~~ a literal '${' is written '$${'
)");
}

TEST_CASE("rows have as many values as there are columns", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: {columns: [n, c], rows: [[1, 2], [1], [1, 2, 3], x]}
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:48: error: a row of 1 value in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [n, c], rows: [[1, 2], [1], [1, 2, 3], x]}
    |                                                ^ expected 2 (n, c)
pack.yaml:4:53: error: a row of 3 values in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [n, c], rows: [[1, 2], [1], [1, 2, 3], x]}
    |                                                     ^ expected 2 (n, c)
pack.yaml:4:64: error: a row cannot be the text 'x' in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [n, c], rows: [[1, 2], [1], [1, 2, 3], x]}
    |                                                                ^ expected a list
)");
}

TEST_CASE("a family without entries is an error", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: []
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:15: error: no entries in 'for_each' of rule 'X-${n}'
  4 |   - for_each: []
    |               ^ expected a list of mappings
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: {columns: [n], rows: []}
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:36: error: no rows in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [n], rows: []}
    |                                    ^ expected a list of lists
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: {columns: [], rows: [[]]}
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:25: error: no columns in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [], rows: [[]]}
    |                         ^ expected a list of names
)");
}

TEST_CASE("columns have distinct names", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: {columns: [n, n, 'a b', ~], rows: [[1, 2, 3, 4]]}
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:29: error: duplicate column 'n' in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [n, n, 'a b', ~], rows: [[1, 2, 3, 4]]}
    |                             ^
pack.yaml:4:32: error: invalid name 'a b' in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [n, n, 'a b', ~], rows: [[1, 2, 3, 4]]}
    |                                ^~~~~ expected letters, digits and '_', a letter first
pack.yaml:4:39: error: 'columns' has no value in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {columns: [n, n, 'a b', ~], rows: [[1, 2, 3, 4]]}
    |                                       ^ expected text
)");
}

TEST_CASE("all entries have the same names", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1, code: IR}, {n: 2, cod: KP}]
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:34: error: missing name 'code' in 'for_each' of rule 'X-${n}'
  4 |   - for_each: [{n: 1, code: IR}, {n: 2, cod: KP}]
    |                                  ^ all entries have the names of the first
pack.yaml:4:41: error: unknown name 'cod' in 'for_each' of rule 'X-${n}'
  4 |   - for_each: [{n: 1, code: IR}, {n: 2, cod: KP}]
    |                                         ^~~ did you mean 'code'? (n, code)
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: [{n: 1}, 2]
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:24: error: an entry of 'for_each' of rule 'X-${n}' cannot be 2
  4 |   - for_each: [{n: 1}, 2]
    |                        ^ expected a mapping
)");
}

TEST_CASE("a for_each is a list or a table", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: hello
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:15: error: 'for_each' cannot be the text 'hello' in rule 'X-${n}'
  4 |   - for_each: hello
    |               ^~~~~ expected a list of mappings, or columns and rows
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - for_each: {colums: [n], rows: [[1]]}
    id: X-${n}
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:15: error: missing key 'columns' in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {colums: [n], rows: [[1]]}
    |               ^
pack.yaml:4:16: error: unknown key 'colums' in 'for_each' of rule 'X-${n}'
  4 |   - for_each: {colums: [n], rows: [[1]]}
    |                ^~~~~~ did you mean 'columns'? (columns, rows)
)");
}

namespace {

std::string repeat(std::string_view text, std::size_t count) {
  std::string out;
  for (std::size_t i = 0; i < count; ++i) out += text;
  return out;
}

} // namespace

TEST_CASE("a family is one rule for each entry, in their order", "[pack]") {
  const sotval::core::Pack pack = support::load(R"(sotval: 1
pack: p
rules:
  - id: FIRST
    title: t
    severity: low
    check: {kind: path_exists, globs: x}
  - for_each: [{n: '001', code: NO, country: Norway}, {n: 002, code: KP, country: North Korea}]
    id: BL_${n}
    title: A policy blocks ${country} (${code})
    severity: high
    depends_on: [FIRST]
    why: '${country}, $${country} and $ {country}'
    facts: {code: '${code}', '${n}': [in, '${country}']}
    check: {kind: content, files: 'policies/${code}/*', match: {any: [{word: '${code}'}, '${country}']}}
  - id: LAST
    title: t
    severity: low
    check: {kind: path_exists, globs: x}
)");
  using sotval::Value;
  using Map = Value::Map;
  using List = Value::List;
  REQUIRE(pack.rules.size() == 4);
  CHECK(pack.rules[0].id == "FIRST");
  CHECK(pack.rules[1].id == "BL_001");
  CHECK(pack.rules[2].id == "BL_002");
  CHECK(pack.rules[3].id == "LAST");
  CHECK(pack.rules[2].title == "A policy blocks North Korea (KP)");
  CHECK(pack.rules[2].depends_on == std::vector<std::string>{"FIRST"});
  CHECK(pack.bodies[1].why == "Norway, ${country} and $ {country}");
  CHECK(pack.bodies[1].facts == Map{{"code", "NO"}, {"${n}", List{"in", "Norway"}}});
  CHECK(pack.bodies[1].check == Map{{"kind", "content"},
                                    {"files", List{"policies/NO/*"}},
                                    {"match", Map{{"any", List{Map{{"word", "NO"}}, "Norway"}}}}});
}

TEST_CASE("a text that is nothing but a name takes the value with its type", "[pack]") {
  const sotval::core::Pack pack = support::load(R"(sotval: 1
pack: p
rules:
  - for_each:
      columns: [n, batch, min, files, match]
      rows:
        - [1, 2, 3, [a, b], {word: x}]
        - [2, 3, 4, c, y]
    id: X-${n}
    title: ${n}
    severity: low
    batch: ${batch}
    facts: {min: '${min}', text: 'm${min}'}
    check: {kind: all_of, checks: [{kind: path_exists, globs: '${files}', min: '${min}'}, {kind: content, files: x, match: '${match}'}]}
)");
  using sotval::Value;
  using Map = Value::Map;
  using List = Value::List;
  REQUIRE(pack.rules.size() == 2);
  CHECK(pack.rules[0].title == "1");
  CHECK(pack.rules[1].batch == 3);
  CHECK(pack.bodies[0].facts == Map{{"min", 3}, {"text", "m3"}});
  CHECK((*pack.bodies[0].check.find("checks")->as_list())[0] == Map{{"kind", "path_exists"}, {"globs", List{"a", "b"}}, {"min", 3}});
  CHECK(*(*pack.bodies[0].check.find("checks")->as_list())[1].find("match") == Map{{"word", "x"}});
  CHECK(*(*pack.bodies[1].check.find("checks")->as_list())[1].find("match") == Value("y"));
}

TEST_CASE("a rule that is no family keeps its dollar signs", "[pack]") {
  CHECK(*support::loaded_check("{kind: content, files: x, match: '${HOME}/$${x}'}").find("match") == sotval::Value("${HOME}/$${x}"));
}

TEST_CASE("what families write out is limited", "[pack]") {
  const std::string head = "sotval: 1\npack: p\nrules:\n  - for_each:\n      - {n: 1, v: [" + repeat("a, ", 1100) +
                           "]}\n    id: X-${n}\n    title: t\n    severity: low\n";
  CHECK(errors_of(head + "    facts:\n" + repeat("      - ['${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}']\n", 100) +
                  "    check: {kind: path_exists, globs: x}\n") ==
        "pack.yaml:100:50: error: more than 1000000 values or 64 MiB of text in the pack, its families written out in rule 'X-${n}' (for_each: every entry)\n"
        "  100 |       - ['${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}', '${v}']\n"
        "      |                                                  ^~~~~~\n");
}

TEST_CASE("hundreds of errors in a family are still one message", "[pack]") {
  std::string rows;
  for (int i = 0; i < 300; ++i) rows += "        - [" + std::to_string(i) + ", 'a..b" + std::to_string(i) + "']\n";
  CHECK(errors_of("sotval: 1\npack: p\nrules:\n  - for_each:\n      columns: [n, path]\n      rows:\n" + rows + R"(    id: X-${n}
    title: t
    severity: low
    check: {kind: yaml_field, files: x, fields: [{path: '${path}'}]}
)") == R"(pack.yaml:310:57: error: invalid field path 'a..b0' in a field test of rule 'X-${n}' (for_each: every entry)
  310 |     check: {kind: yaml_field, files: x, fields: [{path: '${path}'}]}
      |                                                         ^~~~~~~~~ a key is missing before '.'
)");
}
