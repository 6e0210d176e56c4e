#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of;

TEST_CASE("an id that two rules have is reported with the place of the first", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:8:9: error: duplicate rule id 'A'
  8 |   - id: A
    |         ^ it is at pack.yaml:4 already
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
include: [a.yaml]
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)",
                   {{"a.yaml", R"(rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)"}}) ==
        R"(pack.yaml:5:9: error: duplicate rule id 'A'
  5 |   - id: A
    |         ^ it is at a.yaml:2 already
)");
}

TEST_CASE("an unknown dependency is reported with the rule that was meant", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: AR001
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
  - id: B
    title: t
    severity: low
    depends_on: [AR01, X]
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:11:18: error: rule 'B' depends on the unknown rule 'AR01'
  11 |     depends_on: [AR01, X]
     |                  ^~~~ did you mean 'AR001'?
pack.yaml:11:24: error: rule 'B' depends on the unknown rule 'X'
  11 |     depends_on: [AR01, X]
     |                        ^
)");
}

TEST_CASE("a rule never depends on itself", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    depends_on: A
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:17: error: rule 'A' depends on itself
  7 |     depends_on: A
    |                 ^
)");
}

TEST_CASE("a dependency in a later batch is an error", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    depends_on: [B]
    check: {kind: path_exists, globs: [x]}
  - id: B
    title: t
    severity: low
    batch: 2
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:18: error: rule 'A' of batch 0 depends on 'B' of batch 2
  7 |     depends_on: [B]
    |                  ^ expected a rule of the same batch or an earlier one
)");
}

TEST_CASE("a dependency cycle is shown from its first rule", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: Z
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
  - id: A
    title: t
    severity: low
    depends_on: [Z, B]
    check: {kind: path_exists, globs: [x]}
  - id: B
    title: t
    severity: low
    depends_on: [C]
    check: {kind: path_exists, globs: [x]}
  - id: C
    title: t
    severity: low
    depends_on: [A]
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:11:21: error: dependency cycle: A -> B -> C -> A
  11 |     depends_on: [Z, B]
     |                     ^
)");
}

TEST_CASE("each of two cycles is reported", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: A
    title: t
    severity: low
    depends_on: [B]
    check: {kind: path_exists, globs: [x]}
  - id: B
    title: t
    severity: low
    depends_on: [C]
    check: {kind: path_exists, globs: [x]}
  - id: C
    title: t
    severity: low
    depends_on: [B, A]
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:18: error: dependency cycle: A -> B -> C -> A
  7 |     depends_on: [B]
    |                  ^
pack.yaml:12:18: error: dependency cycle: B -> C -> B
  12 |     depends_on: [C]
     |                  ^
)");
}

TEST_CASE("a long cycle is cut", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules:
  - id: R0
    title: t
    severity: low
    depends_on: [R1]
    check: {kind: path_exists, globs: [x]}
  - id: R1
    title: t
    severity: low
    depends_on: [R2]
    check: {kind: path_exists, globs: [x]}
  - id: R2
    title: t
    severity: low
    depends_on: [R3]
    check: {kind: path_exists, globs: [x]}
  - id: R3
    title: t
    severity: low
    depends_on: [R4]
    check: {kind: path_exists, globs: [x]}
  - id: R4
    title: t
    severity: low
    depends_on: [R5]
    check: {kind: path_exists, globs: [x]}
  - id: R5
    title: t
    severity: low
    depends_on: [R6]
    check: {kind: path_exists, globs: [x]}
  - id: R6
    title: t
    severity: low
    depends_on: [R7]
    check: {kind: path_exists, globs: [x]}
  - id: R7
    title: t
    severity: low
    depends_on: [R8]
    check: {kind: path_exists, globs: [x]}
  - id: R8
    title: t
    severity: low
    depends_on: [R9]
    check: {kind: path_exists, globs: [x]}
  - id: R9
    title: t
    severity: low
    depends_on: [R10]
    check: {kind: path_exists, globs: [x]}
  - id: R10
    title: t
    severity: low
    depends_on: [R11]
    check: {kind: path_exists, globs: [x]}
  - id: R11
    title: t
    severity: low
    depends_on: [R0]
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:7:18: error: dependency cycle: R0 -> R1 -> R2 -> R3 -> R4 -> R5 -> R6 -> R7 -> ... (4 more) -> R0
  7 |     depends_on: [R1]
    |                  ^~
)");
}
