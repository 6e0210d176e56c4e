#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of;
using support::errors_of_check;

TEST_CASE("errors in sets are reported", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
sets:
  a: {typ: dir, glob: 'a//b', regex: '('}
  b: {}
  c d: {glob: x}
  e: x
  f: {glob: [], type: fil}
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:7: error: unknown key 'typ' in set 'a'
  4 |   a: {typ: dir, glob: 'a//b', regex: '('}
    |       ^~~ did you mean 'type'? (type, glob, regex, about)
pack.yaml:4:23: error: invalid glob 'a//b' in set 'a'
  4 |   a: {typ: dir, glob: 'a//b', regex: '('}
    |                       ^~~~~~ empty path component
pack.yaml:4:38: error: invalid regex '(' in set 'a'
  4 |   a: {typ: dir, glob: 'a//b', regex: '('}
    |                                      ^~~ missing ): (
pack.yaml:5:6: error: missing key 'glob' in set 'b'
  5 |   b: {}
    |      ^
pack.yaml:6:3: error: invalid name of a set 'c d'
  6 |   c d: {glob: x}
    |   ^~~ expected letters, digits, '_' and '-'
pack.yaml:7:6: error: set 'e' cannot be the text 'x'
  7 |   e: x
    |      ^ expected a mapping
pack.yaml:8:13: error: 'glob' cannot be empty in set 'f'
  8 |   f: {glob: [], type: fil}
    |             ^ expected one or more
pack.yaml:8:23: error: unknown type 'fil' in set 'f'
  8 |   f: {glob: [], type: fil}
    |                       ^~~ did you mean 'file'? (file, dir, any)
)");
}

TEST_CASE("errors in categories, batches and excludes are reported", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
categories: {a: {abot: x}, b: x}
batches: [{batch: 1}, {batch: 2, name: x}, {batch: 2, name: y}, 3, {batch: x, name: ''}]
global_exclude: ['/x']
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:18: error: unknown key 'abot' in category 'a'
  3 | categories: {a: {abot: x}, b: x}
    |                  ^~~~ did you mean 'about'?
pack.yaml:3:31: error: category 'b' cannot be the text 'x'
  3 | categories: {a: {abot: x}, b: x}
    |                               ^ expected a mapping
pack.yaml:4:11: error: missing key 'name' in a batch
  4 | batches: [{batch: 1}, {batch: 2, name: x}, {batch: 2, name: y}, 3, {batch: x, name: ''}]
    |           ^
pack.yaml:4:52: error: duplicate batch 2
  4 | batches: [{batch: 1}, {batch: 2, name: x}, {batch: 2, name: y}, 3, {batch: x, name: ''}]
    |                                                    ^ it is at pack.yaml:4 already
pack.yaml:4:65: error: a batch cannot be 3
  4 | batches: [{batch: 1}, {batch: 2, name: x}, {batch: 2, name: y}, 3, {batch: x, name: ''}]
    |                                                                 ^ expected a mapping
pack.yaml:4:76: error: 'batch' cannot be the text 'x' in a batch
  4 | batches: [{batch: 1}, {batch: 2, name: x}, {batch: 2, name: y}, 3, {batch: x, name: ''}]
    |                                                                            ^ expected an integer from 0 to 9999
pack.yaml:4:85: error: 'name' cannot be empty in a batch
  4 | batches: [{batch: 1}, {batch: 2, name: x}, {batch: 2, name: y}, 3, {batch: x, name: ''}]
    |                                                                                     ^~ expected text
pack.yaml:5:18: error: invalid glob '/x' in the pack
  5 | global_exclude: ['/x']
    |                  ^~~~ must be relative to the root: no leading '/'
)");
}

TEST_CASE("a set is defined once", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [a.yaml]
sets: {s: {glob: x}}
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)",
                   {{"a.yaml", R"(sets: {s: {glob: x}}
)"}}) ==
        R"(pack.yaml:4:8: error: duplicate set 's'
  4 | sets: {s: {glob: x}}
    |        ^ it is at a.yaml:1 already
)");
}

TEST_CASE("an unknown set is reported with the one that was meant", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
sets: {roots: {type: dir, glob: '*'}}
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x, '@rots']}
)") ==
        R"(pack.yaml:8:43: error: unknown set '@rots' in check 'path_exists' of rule 'A'
  8 |     check: {kind: path_exists, globs: [x, '@rots']}
    |                                           ^~~~~~~ did you mean 'roots'?
)");
  CHECK(errors_of_check("{kind: path_exists, globs: '@rots'}") ==
        R"(pack.yaml:7:39: error: unknown set '@rots' in check 'path_exists' of rule 'A'
  7 |     check: {kind: path_exists, globs: '@rots'}
    |                                       ^~~~~~~ the pack has no sets
)");
}

TEST_CASE("sets are not called unknown where their section cannot be read", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
sets: [roots]
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: '@roots'}
)") ==
        R"(pack.yaml:3:7: error: 'sets' cannot be a list in the pack
  3 | sets: [roots]
    |       ^ expected a mapping
)");
}
