#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of;

TEST_CASE("an unknown key of a rule is reported with the key that was meant", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    sevrity: high
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:5: error: unknown key 'sevrity' in rule 'A'
  7 |     sevrity: high
    |     ^~~~~~~ did you mean 'severity'?
)");
}

TEST_CASE("every key that a rule lacks is reported", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - batch: 1
)") ==
        R"(pack.yaml:4:5: error: missing key 'id' in a rule
  4 |   - batch: 1
    |     ^~~~~
pack.yaml:4:5: error: missing key 'severity' in a rule
  4 |   - batch: 1
    |     ^~~~~
pack.yaml:4:5: error: missing key 'title' in a rule
  4 |   - batch: 1
    |     ^~~~~
pack.yaml:4:5: error: missing key 'check' in a rule
  4 |   - batch: 1
    |     ^~~~~
)");
}

TEST_CASE("an unknown severity is reported with those there are", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: hihg
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:6:15: error: unknown severity 'hihg' in rule 'A'
  6 |     severity: hihg
    |               ^~~~ did you mean 'high'? (critical, high, medium, low, info)
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: CRITICAL
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:6:15: error: unknown severity 'CRITICAL' in rule 'A'
  6 |     severity: CRITICAL
    |               ^~~~~~~~ did you mean 'critical'? (critical, high, medium, low, info)
)");
}

TEST_CASE("a typing error in the obligation is reported", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    obligation: SHUOLD
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:17: error: unknown obligation 'SHUOLD' in rule 'A'
  7 |     obligation: SHUOLD
    |                 ^~~~~~ did you mean 'SHOULD'? (MUST, SHOULD)
)");
}

TEST_CASE("a batch is a small number", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    batch: -1
    check: {kind: path_exists, globs: [x]}
  - id: B
    title: t
    severity: low
    batch: first
    check: {kind: path_exists, globs: [x]}
  - id: C
    title: t
    severity: low
    batch: 10000
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:12: error: 'batch' cannot be -1 in rule 'A'
  7 |     batch: -1
    |            ^~ expected an integer from 0 to 9999
pack.yaml:12:12: error: 'batch' cannot be the text 'first' in rule 'B'
  12 |     batch: first
     |            ^~~~~ expected an integer from 0 to 9999
pack.yaml:17:12: error: 'batch' cannot be 10000 in rule 'C'
  17 |     batch: 10000
     |            ^~~~~ expected an integer from 0 to 9999
)");
}

TEST_CASE("an id has no spaces", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: a b
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:4:9: error: invalid id 'a b' in rule 'a b'
  4 |   - id: a b
    |         ^~~ expected at most 100 letters, digits and '.', '_', '-', '/', ':'
)");
}

TEST_CASE("texts are texts and a title is not empty", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: ~
    severity: low
    why: [x]
    check: {kind: path_exists, globs: [x]}
  - id: B
    title: [t]
    severity: low
    fix: {}
    facts: 3
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:5:12: error: 'title' has no value in rule 'A'
  5 |     title: ~
    |            ^ expected text
pack.yaml:7:10: error: 'why' cannot be a list in rule 'A'
  7 |     why: [x]
    |          ^ expected text
pack.yaml:10:12: error: 'title' cannot be a list in rule 'B'
  10 |     title: [t]
     |            ^ expected text
pack.yaml:12:10: error: 'fix' cannot be a mapping in rule 'B'
  12 |     fix: {}
     |          ^ expected text
pack.yaml:13:12: error: 'facts' cannot be 3 in rule 'B'
  13 |     facts: 3
     |            ^ expected a mapping
)");
}

TEST_CASE("an unknown category is reported with the one that was meant", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
categories: {matrix: {about: shards}}
rules:
  - id: A
    title: t
    severity: low
    category: matrx
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:8:15: error: unknown category 'matrx' in rule 'A'
  8 |     category: matrx
    |               ^~~~~ did you mean 'matrix'?
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    category: matrx
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:15: error: unknown category 'matrx' in rule 'A'
  7 |     category: matrx
    |               ^~~~~ the pack has no categories
)");
}

TEST_CASE("a dependency is named once", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: B
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
  - id: A
    title: t
    severity: low
    depends_on: [B, B]
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:11:21: error: duplicate dependency 'B' in rule 'A'
  11 |     depends_on: [B, B]
     |                     ^
)");
}
