#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of;

TEST_CASE("an unknown key of the pack is reported with the key that was meant", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rulez: []
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:1: error: unknown key 'rulez' in the pack
  3 | rulez: []
    | ^~~~~ did you mean 'rules'?
)");
}

TEST_CASE("a pack of another format is refused without further remarks", "[pack]") {
  CHECK(errors_of(R"(sotval: 2
pack: p
shards: 1
)") ==
        R"(pack.yaml:1:9: error: unknown pack format 2
  1 | sotval: 2
    |         ^ expected 1, the only format there is
)");
  CHECK(errors_of(R"(sotval: '1'
pack: p
shards: 1
)") ==
        R"(pack.yaml:1:9: error: 'sotval' cannot be the text '1' in the pack
  1 | sotval: '1'
    |         ^~~ expected 1, the only format there is
)");
}

TEST_CASE("a pack says which format it has and what it is called", "[pack]") {
  CHECK(errors_of(R"(rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:1:1: error: missing key 'sotval' in the pack
  1 | rules:
    | ^~~~~ a pack says which format it has: 'sotval: 1'
pack.yaml:1:1: error: missing key 'pack' in the pack
  1 | rules:
    | ^~~~~
)");
}

TEST_CASE("a pack without rules is an error", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
)") ==
        R"(pack.yaml:1:1: error: the pack has no rules
  1 | sotval: 1
    | ^~~~~~
)");
}

TEST_CASE("a pack is a mapping", "[pack]") {
  CHECK(errors_of(R"(- a
- b
)") ==
        R"(pack.yaml:1:1: error: a pack cannot be a list
  1 | - a
    | ^ expected a mapping, as in 'sotval: 1'
)");
  CHECK(errors_of(R"(hello
)") ==
        R"(pack.yaml:1:1: error: a pack cannot be the text 'hello'
  1 | hello
    | ^~~~~ expected a mapping, as in 'sotval: 1'
)");
}

TEST_CASE("what becomes of dependants is one of two words", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
on_dependency_failure: skp
rules:
  - id: A
    title: t
    severity: low
    check: {kind: path_exists, globs: [x]}
)") ==
        R"(pack.yaml:3:24: error: unknown on_dependency_failure 'skp' in the pack
  3 | on_dependency_failure: skp
    |                        ^~~ did you mean 'skip'? (run, skip)
)");
}

TEST_CASE("rules are a list of mappings", "[pack]") {
  CHECK(errors_of(R"(sotval: 1
pack: p
rules: {a: b}
)") ==
        R"(pack.yaml:3:8: error: 'rules' cannot be a mapping in the pack
  3 | rules: {a: b}
    |        ^ expected a list
)");
  CHECK(errors_of(R"(sotval: 1
pack: p
rules: [a, {}]
)") ==
        R"(pack.yaml:3:9: error: a rule cannot be the text 'a'
  3 | rules: [a, {}]
    |         ^ expected a mapping
pack.yaml:3:12: error: missing key 'id' in a rule
  3 | rules: [a, {}]
    |            ^
pack.yaml:3:12: error: missing key 'severity' in a rule
  3 | rules: [a, {}]
    |            ^
pack.yaml:3:12: error: missing key 'title' in a rule
  3 | rules: [a, {}]
    |            ^
pack.yaml:3:12: error: missing key 'check' in a rule
  3 | rules: [a, {}]
    |            ^
)");
}
