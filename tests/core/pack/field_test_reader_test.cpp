#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of_check;

TEST_CASE("an unknown key of a field test is reported with the one that was meant", "[pack]") {
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a, non_emtpy: true}]}") ==
        R"(pack.yaml:7:60: error: unknown key 'non_emtpy' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, non_emtpy: true}]}
    |                                                            ^~~~~~~~~ did you mean 'non_empty'?
)");
}

TEST_CASE("a field test has one path or several alternatives", "[pack]") {
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{non_empty: true}]}") ==
        R"(pack.yaml:7:50: error: missing key 'path' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{non_empty: true}]}
    |                                                  ^
)");
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a, paths: [b]}]}") ==
        R"(pack.yaml:7:60: error: 'paths' beside 'path' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, paths: [b]}]}
    |                                                            ^~~~~ one of them
)");
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{paths: []}]}") ==
        R"(pack.yaml:7:58: error: 'paths' cannot be empty in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{paths: []}]}
    |                                                          ^ expected one or more
)");
}

TEST_CASE("an invalid field path is reported with what is wrong with it", "[pack]") {
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a..b}, {path: 'a[x]'}, {path: '[0].a'}, {path: ''}, {paths: [a.]}]}") ==
        R"(pack.yaml:7:57: error: invalid field path 'a..b' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a..b}, {path: 'a[x]'}, {path: '[0].a'}, {path: ''}, {paths: [a.]...
    |                                                         ^~~~ a key is missing before '.'
pack.yaml:7:71: error: invalid field path 'a[x]' in a field test of rule 'A'
  7 | ... {kind: yaml_field, files: x, fields: [{path: a..b}, {path: 'a[x]'}, {path: '[0].a'}, {path: ''}, {paths: [a.]}]}
    |                                                                ^~~~~~ a list item is written [n], counted from 0
pack.yaml:7:87: error: invalid field path '[0].a' in a field test of rule 'A'
  7 | ...ld, files: x, fields: [{path: a..b}, {path: 'a[x]'}, {path: '[0].a'}, {path: ''}, {paths: [a.]}]}
    |                                                                ^~~~~~~ a document is a mapping, so a path starts with a key
pack.yaml:7:104: error: 'path' cannot be empty in a field test of rule 'A'
  7 | ...lds: [{path: a..b}, {path: 'a[x]'}, {path: '[0].a'}, {path: ''}, {paths: [a.]}]}
    |                                                                ^~ expected text
pack.yaml:7:118: error: invalid field path 'a.' in a field test of rule 'A'
  7 | .....b}, {path: 'a[x]'}, {path: '[0].a'}, {path: ''}, {paths: [a.]}]}
    |                                                                ^~ a key is missing after the last '.'
)");
}

TEST_CASE("a value of the wrong type is reported with what is expected", "[pack]") {
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a, type: lst}, {path: a, optional: 1, equals: ~}]}") ==
        R"(pack.yaml:7:66: error: unknown type 'lst' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, type: lst}, {path: a, optional: 1, equals: ~}]}
    |                                                                  ^~~ did you mean 'list'? (map, list, number)
pack.yaml:7:92: error: 'optional' cannot be 1 in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, type: lst}, {path: a, optional: 1, equals: ~}]}
    |                                                                                            ^ expected true or false
pack.yaml:7:103: error: 'equals' has no value in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, type: lst}, {path: a, optional: 1, equals: ~}]}
    |                                                                                                       ^ expected a text, a number, true or false
)");
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a, regex: '[', min: x, min_items: -1, contains: {}}]}") ==
        R"(pack.yaml:7:67: error: invalid regex '[' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, regex: '[', min: x, min_items: -1, contains: {}}]}
    |                                                                   ^~~ missing ]: [
pack.yaml:7:77: error: 'min' cannot be the text 'x' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, regex: '[', min: x, min_items: -1, contains: {}}]}
    |                                                                             ^ expected a number
pack.yaml:7:91: error: 'min_items' cannot be -1 in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, regex: '[', min: x, min_items: -1, contains: {}}]}
    |                                                                                           ^~ expected an integer, 0 or more
pack.yaml:7:105: error: 'contains' cannot be a mapping in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, regex: '[', min: x, min_items: -1, contains: {}}]}
    |                                                                                                         ^ expected a text, a number, true or false
)");
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a, equals: {a: b}}]}") ==
        R"(pack.yaml:7:68: error: 'equals' cannot be a mapping in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, equals: {a: b}}]}
    |                                                                    ^ expected a text, a number, true or false
)");
}

TEST_CASE("tests of a field do not contradict each other", "[pack]") {
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a, min_items: 3, max_items: 2}]}") ==
        R"(pack.yaml:7:85: error: 'max_items' is below 'min_items' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, min_items: 3, max_items: 2}]}
    |                                                                                     ^ expected 3 or more
)");
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [{path: a, nocase: true}]}") ==
        R"(pack.yaml:7:60: error: 'nocase' without 'regex' in a field test of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: [{path: a, nocase: true}]}
    |                                                            ^~~~~~ it says how 'regex' and 'items_regex' compare
)");
}

TEST_CASE("field tests are a list of mappings", "[pack]") {
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: []}") ==
        R"(pack.yaml:7:49: error: 'fields' cannot be empty in check 'yaml_field' of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: []}
    |                                                 ^ expected a list of field tests
)");
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: [a]}") ==
        R"(pack.yaml:7:50: error: a field test of rule 'A' cannot be the text 'a'
  7 |     check: {kind: yaml_field, files: x, fields: [a]}
    |                                                  ^ expected a mapping
)");
  CHECK(errors_of_check("{kind: yaml_field, files: x, fields: {path: a}}") ==
        R"(pack.yaml:7:49: error: 'fields' cannot be a mapping in check 'yaml_field' of rule 'A'
  7 |     check: {kind: yaml_field, files: x, fields: {path: a}}
    |                                                 ^ expected a list
)");
}

using sotval::Value;
using List = Value::List;
using Map = Value::Map;

namespace {
Value fields(const std::string& text) {
  return *support::loaded_check("{kind: yaml_field, files: x, fields: " + text + "}").find("fields");
}
} // namespace

TEST_CASE("field tests have one form, however they are written", "[pack]") {
  CHECK(fields("[{path: .}, {type: map, path: 'a.b[0].c'}]") == List{Map{{"path", "."}}, Map{{"path", "a.b[0].c"}, {"type", "map"}}});
  CHECK(fields("[{paths: version}, {paths: [a, b], optional: true}]") ==
        List{Map{{"paths", List{"version"}}}, Map{{"paths", List{"a", "b"}}, {"optional", true}}});
  CHECK(fields("[{path: a, contains: x, min_items: 1, max_items: 2, items_regex: y, nocase: true}]") ==
        List{Map{{"path", "a"}, {"nocase", true}, {"min_items", 1}, {"max_items", 2}, {"contains", List{"x"}}, {"items_regex", "y"}}});
}

TEST_CASE("an expected value keeps its type", "[pack]") {
  CHECK(fields("[{path: a, equals: 24}, {path: a, equals: '24'}, {path: a, equals: 24.0}, {path: a, equals: true}, {path: a, equals: ''}]") ==
        List{Map{{"path", "a"}, {"equals", 24}}, Map{{"path", "a"}, {"equals", "24"}}, Map{{"path", "a"}, {"equals", 24.0}},
             Map{{"path", "a"}, {"equals", true}}, Map{{"path", "a"}, {"equals", ""}}});
  CHECK(fields("[{path: a, equals: [1, b]}, {path: a, min: 0.5}, {path: a, contains: [1, true]}]") ==
        List{Map{{"path", "a"}, {"equals", List{1, "b"}}}, Map{{"path", "a"}, {"min", 0.5}}, Map{{"path", "a"}, {"contains", List{1, true}}}});
}
