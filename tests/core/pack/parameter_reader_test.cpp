#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of_check;

TEST_CASE("a parameter of the wrong type is reported with what is expected", "[pack]") {
  CHECK(errors_of_check("{kind: dir_count, dirs: 3, regex: [a], equals: '24', require: 7}") ==
        R"(pack.yaml:7:46: error: 'regex' cannot be a list in check 'dir_count' of rule 'A'
  7 |     check: {kind: dir_count, dirs: 3, regex: [a], equals: '24', require: 7}
    |                                              ^ expected text
pack.yaml:7:59: error: 'equals' cannot be the text '24' in check 'dir_count' of rule 'A'
  7 |     check: {kind: dir_count, dirs: 3, regex: [a], equals: '24', require: 7}
    |                                                           ^~~~ expected an integer, 0 or more
pack.yaml:7:74: error: 'require' cannot be 7 in check 'dir_count' of rule 'A'
  7 |     check: {kind: dir_count, dirs: 3, regex: [a], equals: '24', require: 7}
    |                                                                          ^ expected one of every, none, {at_least: n}, {ratio: r}
)");
  CHECK(errors_of_check("{kind: matrix, rows: {}, cells: [a], row_count: -1, column_count: 1.5, total: , unique_number: yes}") ==
        R"(pack.yaml:7:33: error: 'rows' cannot be a mapping in check 'matrix' of rule 'A'
  7 |     check: {kind: matrix, rows: {}, cells: [a], row_count: -1, column_count: 1.5, total: , unique_number: yes}
    |                                 ^ expected text
pack.yaml:7:44: error: 'cells' cannot be a list in check 'matrix' of rule 'A'
  7 |     check: {kind: matrix, rows: {}, cells: [a], row_count: -1, column_count: 1.5, total: , unique_number: yes}
    |                                            ^ expected text
pack.yaml:7:60: error: 'row_count' cannot be -1 in check 'matrix' of rule 'A'
  7 |     check: {kind: matrix, rows: {}, cells: [a], row_count: -1, column_count: 1.5, total: , unique_number: yes}
    |                                                            ^~ expected an integer, 0 or more
pack.yaml:7:78: error: 'column_count' cannot be 1.5 in check 'matrix' of rule 'A'
  7 |     check: {kind: matrix, rows: {}, cells: [a], row_count: -1, column_count: 1.5, total: , unique_number: yes}
    |                                                                              ^~~ expected an integer, 0 or more
pack.yaml:7:90: error: 'total' has no value in check 'matrix' of rule 'A'
  7 |     check: {kind: matrix, rows: {}, cells: [a], row_count: -1, column_count: 1.5, total: , unique_number: yes}
    |                                                                                          ^ expected an integer, 0 or more
pack.yaml:7:107: error: 'unique_number' cannot be the text 'yes' in check 'matrix' of rule 'A'
  7 |     check: {kind: matrix, rows: {}, cells: [a], row_count: -1, column_count: 1.5, total: , unique_number: yes}
    |                                                                                                           ^~~ expected true or false
)");
}

TEST_CASE("an invalid regex is reported in the words of RE2", "[pack]") {
  CHECK(errors_of_check("{kind: dir_count, dirs: x, regex: '(a', equals: 1}") ==
        R"(pack.yaml:7:46: error: invalid regex '(a' in check 'dir_count' of rule 'A'
  7 |     check: {kind: dir_count, dirs: x, regex: '(a', equals: 1}
    |                                              ^~~~ missing ): (a
)");
  CHECK(errors_of_check("{kind: dir_count, dirs: x, regex: 'a(?=b)', equals: 1}") ==
        R"(pack.yaml:7:46: error: invalid regex 'a(?=b)' in check 'dir_count' of rule 'A'
  7 |     check: {kind: dir_count, dirs: x, regex: 'a(?=b)', equals: 1}
    |                                              ^~~~~~~~ invalid perl operator: (?=
)");
}

TEST_CASE("an invalid glob is reported with what is wrong with it", "[pack]") {
  CHECK(errors_of_check("{kind: path_exists, globs: [a//b, 'x{a', '', 'a/']}") ==
        R"(pack.yaml:7:40: error: invalid glob 'a//b' in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: [a//b, 'x{a', '', 'a/']}
    |                                        ^~~~ empty path component
pack.yaml:7:46: error: invalid glob 'x{a' in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: [a//b, 'x{a', '', 'a/']}
    |                                              ^~~~~ '{' without '}'
pack.yaml:7:53: error: 'globs' cannot be empty in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: [a//b, 'x{a', '', 'a/']}
    |                                                     ^~ expected text
pack.yaml:7:57: error: invalid glob 'a/' in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: [a//b, 'x{a', '', 'a/']}
    |                                                         ^~~~ trailing '/': to select directories, use type: dir
)");
}

TEST_CASE("a list of globs is not empty", "[pack]") {
  CHECK(errors_of_check("{kind: path_exists, globs: []}") ==
        R"(pack.yaml:7:39: error: 'globs' cannot be empty in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: []}
    |                                       ^ expected one or more
)");
}

TEST_CASE("a name glob has no slash", "[pack]") {
  CHECK(errors_of_check("{kind: name_pattern, paths: x, type: dir, regex: '(a)', number_range: [1, 2], ignore: [a/b]}") ==
        R"(pack.yaml:7:99: error: invalid glob 'a/b' in check 'name_pattern' of rule 'A'
  7 |     check: {kind: name_pattern, paths: x, type: dir, regex: '(a)', number_range: [1, 2], ignore: [a/b]}
    |                                                                                                   ^~~ expected a pattern of names, without '/'
)");
}

TEST_CASE("a child is a plain relative path", "[pack]") {
  CHECK(errors_of_check("{kind: each_dir_has, dirs: x, child: ['*.md', /a, a/../b, ''], type: file}") ==
        R"(pack.yaml:7:50: error: invalid path '*.md' in check 'each_dir_has' of rule 'A'
  7 |     check: {kind: each_dir_has, dirs: x, child: ['*.md', /a, a/../b, ''], type: file}
    |                                                  ^~~~~~ expected a plain relative path, without wildcards
pack.yaml:7:58: error: invalid path '/a' in check 'each_dir_has' of rule 'A'
  7 |     check: {kind: each_dir_has, dirs: x, child: ['*.md', /a, a/../b, ''], type: file}
    |                                                          ^~ expected a relative path below the directory, without '.', '..' and empty parts
pack.yaml:7:62: error: invalid path 'a/../b' in check 'each_dir_has' of rule 'A'
  7 |     check: {kind: each_dir_has, dirs: x, child: ['*.md', /a, a/../b, ''], type: file}
    |                                                              ^~~~~~ expected a relative path below the directory, without '.', '..' and empty parts
pack.yaml:7:70: error: 'child' cannot be empty in check 'each_dir_has' of rule 'A'
  7 |     check: {kind: each_dir_has, dirs: x, child: ['*.md', /a, a/../b, ''], type: file}
    |                                                                      ^~ expected text
)");
}

TEST_CASE("a number range is a pair in ascending order", "[pack]") {
  CHECK(errors_of_check("{kind: name_pattern, paths: x, type: dir, regex: '(a)', number_range: [3, 1]}") ==
        R"(pack.yaml:7:82: error: 'number_range' goes from 3 down to 1 in check 'name_pattern' of rule 'A'
  7 |     check: {kind: name_pattern, paths: x, type: dir, regex: '(a)', number_range: [3, 1]}
    |                                                                                  ^ expected [low, high]
)");
  CHECK(errors_of_check("{kind: name_pattern, paths: x, type: dir, regex: '(a)', number_range: [3]}") ==
        R"(pack.yaml:7:82: error: 'number_range' is not a pair in check 'name_pattern' of rule 'A'
  7 |     check: {kind: name_pattern, paths: x, type: dir, regex: '(a)', number_range: [3]}
    |                                                                                  ^ expected [low, high]
)");
}

TEST_CASE("words of parameters are known", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: y, on_empty: pss, scope: fil}") ==
        R"(pack.yaml:7:58: error: unknown on_empty 'pss' in check 'content' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, on_empty: pss, scope: fil}
    |                                                          ^~~ did you mean 'pass'? (fail, pass)
pack.yaml:7:70: error: unknown scope 'fil' in check 'content' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, on_empty: pss, scope: fil}
    |                                                                      ^~~ did you mean 'file'? (file, union)
)");
  CHECK(errors_of_check("{kind: path_exists, globs: x, type: directory}") ==
        R"(pack.yaml:7:48: error: unknown type 'directory' in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: x, type: directory}
    |                                                ^~~~~~~~~ expected one of file, dir, any
)");
}

TEST_CASE("require is every, none, at least 1 or a ratio above 0 and at most 1", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: {at_least: 0}}") ==
        R"(pack.yaml:7:68: error: 'at_least' cannot be 0 in 'require' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: {at_least: 0}}
    |                                                                    ^ expected an integer, 1 or more
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: {ratio: 1.5}}") ==
        R"(pack.yaml:7:65: error: 'ratio' cannot be 1.5 in 'require' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: {ratio: 1.5}}
    |                                                                 ^~~ expected a number above 0, at most 1
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: {ratio: 0}}") ==
        R"(pack.yaml:7:65: error: 'ratio' cannot be 0 in 'require' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: {ratio: 0}}
    |                                                                 ^ expected a number above 0, at most 1
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: {atleast: 1}}") ==
        R"(pack.yaml:7:58: error: unknown key 'atleast' in 'require' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: {atleast: 1}}
    |                                                          ^~~~~~~ did you mean 'at_least'? (at_least, ratio)
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: {at_least: 1, ratio: 0.5}}") ==
        R"(pack.yaml:7:57: error: more than one key in 'require' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: {at_least: 1, ratio: 0.5}}
    |                                                         ^ expected {at_least: n} or {ratio: r}
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: evry}") ==
        R"(pack.yaml:7:57: error: 'require' cannot be the text 'evry' in check 'content' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: evry}
    |                                                         ^~~~ did you mean 'every'? (every, none, {at_least: n}, {ratio: r})
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: often}") ==
        R"(pack.yaml:7:57: error: 'require' cannot be the text 'often' in check 'content' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: often}
    |                                                         ^~~~~ expected one of every, none, {at_least: n}, {ratio: r}
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, require: {}}") ==
        R"(pack.yaml:7:57: error: an empty mapping in 'require' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, require: {}}
    |                                                         ^ expected {at_least: n} or {ratio: r}
)");
}

using sotval::Value;
using support::loaded_check;
using List = Value::List;
using Map = Value::Map;

TEST_CASE("parameters have one form, however they are written", "[pack]") {
  CHECK(loaded_check("{max: 3, globs: x, kind: path_exists}") == Map{{"kind", "path_exists"}, {"globs", List{"x"}}, {"max", 3}});
  CHECK(loaded_check("{kind: each_dir_has, dirs: '*', child: README.md, type: file, require: {ratio: 1}}") ==
        Map{{"kind", "each_dir_has"}, {"dirs", "*"}, {"child", List{"README.md"}}, {"type", "file"}, {"require", Map{{"ratio", 1.0}}}});
  CHECK(loaded_check("{kind: name_pattern, paths: '*', type: dir, regex: '(\\d)', number_range: [1, 9], ignore: .*}") ==
        Map{{"kind", "name_pattern"}, {"paths", "*"}, {"type", "dir"}, {"regex", "(\\d)"}, {"number_range", List{1, 9}}, {"ignore", List{".*"}}});
  CHECK(loaded_check("{kind: content, files: [a, b], match: x, nocase: true, require: {at_least: 2}, on_empty: pass}") ==
        Map{{"kind", "content"},
            {"files", List{"a", "b"}},
            {"match", "x"},
            {"nocase", true},
            {"require", Map{{"at_least", 2}}},
            {"on_empty", "pass"}});
  CHECK(loaded_check("{kind: content, files: '\\@a', match: 24, require: none}") ==
        Map{{"kind", "content"}, {"files", List{"\\@a"}}, {"match", "24"}, {"require", "none"}});
  CHECK(loaded_check("{kind: matrix, rows: 'a*', cells: b*, row_count: 2, column_count: 3, total: 6, unique_number: true, cell_file: f}") ==
        Map{{"kind", "matrix"},
            {"rows", "a*"},
            {"cells", "b*"},
            {"row_count", 2},
            {"column_count", 3},
            {"total", 6},
            {"cell_file", List{"f"}},
            {"unique_number", true}});
}
