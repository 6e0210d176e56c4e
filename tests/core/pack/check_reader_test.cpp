#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of_check;

TEST_CASE("an unknown kind of check is reported with the one that was meant", "[pack]") {
  CHECK(errors_of_check("{kind: contnt}") ==
        R"(pack.yaml:7:19: error: unknown kind 'contnt' in a check of rule 'A'
  7 |     check: {kind: contnt}
    |                   ^~~~~~ did you mean 'content'?
)");
  CHECK(errors_of_check("{kind: sql}") ==
        R"(pack.yaml:7:19: error: unknown kind 'sql' in a check of rule 'A'
  7 |     check: {kind: sql}
    |                   ^~~ expected one of dir_count, matrix, each_dir_has, name_pattern, consistency, path_exists, content, yaml_field, all_of, any_of, custom, command
)");
}

TEST_CASE("a check says of which kind it is", "[pack]") {
  CHECK(errors_of_check("{files: x}") ==
        R"(pack.yaml:7:12: error: missing key 'kind' in a check of rule 'A'
  7 |     check: {files: x}
    |            ^
)");
  CHECK(errors_of_check("x") ==
        R"(pack.yaml:7:12: error: 'check' cannot be the text 'x' in rule 'A'
  7 |     check: x
    |            ^ expected a mapping
)");
}

TEST_CASE("an unknown parameter is reported with the one that was meant", "[pack]") {
  CHECK(errors_of_check("{kind: content, fles: ['*'], match: x}") ==
        R"(pack.yaml:7:12: error: missing parameter 'files' in check 'content' of rule 'A'
  7 |     check: {kind: content, fles: ['*'], match: x}
    |            ^
pack.yaml:7:28: error: unknown parameter 'fles' in check 'content' of rule 'A'
  7 |     check: {kind: content, fles: ['*'], match: x}
    |                            ^~~~ did you mean 'files'? (kind, files, exclude, match, nocase, scope, require, on_empty)
)");
}

TEST_CASE("every parameter that a check lacks is reported", "[pack]") {
  CHECK(errors_of_check("{kind: content}") ==
        R"(pack.yaml:7:12: error: missing parameter 'files' in check 'content' of rule 'A'
  7 |     check: {kind: content}
    |            ^
pack.yaml:7:12: error: missing parameter 'match' in check 'content' of rule 'A'
  7 |     check: {kind: content}
    |            ^
)");
}

TEST_CASE("relations between parameters are checked", "[pack]") {
  CHECK(errors_of_check("{kind: path_exists, globs: x, min: 3, max: 2}") ==
        R"(pack.yaml:7:47: error: 'min' is greater than 'max' in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: x, min: 3, max: 2}
    |                                               ^
)");
  CHECK(errors_of_check("{kind: dir_count, dirs: x}") ==
        R"(pack.yaml:7:12: error: no bound given in check 'dir_count' of rule 'A'
  7 |     check: {kind: dir_count, dirs: x}
    |            ^ one of equals, min, max
)");
  CHECK(errors_of_check("{kind: content, files: x, match: y, scope: union, require: none}") ==
        R"(pack.yaml:7:71: error: 'require' has no meaning with scope union, where the pattern is evaluated once in check 'content' of rule 'A'
  7 |     check: {kind: content, files: x, match: y, scope: union, require: none}
    |                                                                       ^~~~ remove 'require' or use scope: file
)");
}

TEST_CASE("checks within a check are read like others", "[pack]") {
  CHECK(errors_of_check("{kind: all_of, checks: [{kind: path_exists, globs: [x], mx: 1}, 3, {kind: any_of, checks: []}]}") ==
        R"(pack.yaml:7:68: error: unknown parameter 'mx' in check 'path_exists' of rule 'A'
  7 |     check: {kind: all_of, checks: [{kind: path_exists, globs: [x], mx: 1}, 3, {kind: any_of, checks: []}]}
    |                                                                    ^~ did you mean 'max'? (kind, globs, type, min, max)
pack.yaml:7:76: error: 'check' cannot be 3 in check 'all_of' of rule 'A'
  7 |     check: {kind: all_of, checks: [{kind: path_exists, globs: [x], mx: 1}, 3, {kind: any_of, checks: []}]}
    |                                                                            ^ expected a mapping
pack.yaml:7:102: error: 'checks' cannot be empty in check 'any_of' of rule 'A'
  7 |     check: {kind: all_of, checks: [{kind: path_exists, globs: [x], mx: 1}, 3, {kind: any_of, checks: []}]}
    |                                                                                                      ^ expected a list of checks
)");
}
