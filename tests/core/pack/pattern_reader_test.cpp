#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using support::errors_of_check;

TEST_CASE("an unknown key of a pattern is reported with the one that was meant", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: {wrod: a}}") ==
        R"(pack.yaml:7:46: error: unknown key 'wrod' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {wrod: a}}
    |                                              ^~~~ did you mean 'word'? (lit, word, re, all, any, not, count)
)");
}

TEST_CASE("a node of a pattern says one thing", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: {lit: a, word: b}}") ==
        R"(pack.yaml:7:54: error: 'word' beside 'lit' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {lit: a, word: b}}
    |                                                      ^~~~ one of them, or {all: [...]}
)");
  CHECK(errors_of_check("{kind: content, files: x, match: {}}") ==
        R"(pack.yaml:7:45: error: an empty mapping in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {}}
    |                                             ^ expected one of lit, word, re, all, any, not, count
)");
  CHECK(errors_of_check("{kind: content, files: x, match: [a, b]}") ==
        R"(pack.yaml:7:45: error: 'match' cannot be a list in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: [a, b]}
    |                                             ^ expected text or a mapping
)");
}

TEST_CASE("nocase goes with leaves", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: {all: [a], nocase: true}}") ==
        R"(pack.yaml:7:56: error: 'nocase' beside 'all' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {all: [a], nocase: true}}
    |                                                        ^~~~~~ it goes with lit, word and re, or with the check
)");
  CHECK(errors_of_check("{kind: content, files: x, match: {re: a, nocase: yes}}") ==
        R"(pack.yaml:7:61: error: 'nocase' cannot be the text 'yes' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {re: a, nocase: yes}}
    |                                                             ^~~ expected true or false
)");
}

TEST_CASE("texts and lists of a pattern are not empty", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: {any: ['', {word: ''}, ~]}}") ==
        R"(pack.yaml:7:52: error: 'match' cannot be empty in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {any: ['', {word: ''}, ~]}}
    |                                                    ^~ expected text
pack.yaml:7:63: error: 'word' cannot be empty in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {any: ['', {word: ''}, ~]}}
    |                                                               ^~ expected text
pack.yaml:7:68: error: 'match' has no value in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {any: ['', {word: ''}, ~]}}
    |                                                                    ^ expected text or a mapping
)");
  CHECK(errors_of_check("{kind: content, files: x, match: {all: []}}") ==
        R"(pack.yaml:7:51: error: 'all' cannot be empty in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {all: []}}
    |                                                   ^ expected a list of patterns
)");
  CHECK(errors_of_check("{kind: content, files: x, match: {all: a}}") ==
        R"(pack.yaml:7:51: error: 'all' cannot be the text 'a' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {all: a}}
    |                                                   ^ expected a list
)");
}

TEST_CASE("a count is between 1 and the number of its patterns", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: {count: {min: 0, of: [a]}}}") ==
        R"(pack.yaml:7:59: error: 'min' cannot be 0 in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {count: {min: 0, of: [a]}}}
    |                                                           ^ expected 1
)");
  CHECK(errors_of_check("{kind: content, files: x, match: {count: {min: 3, of: [a, b]}}}") ==
        R"(pack.yaml:7:59: error: 'min' cannot be 3 in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {count: {min: 3, of: [a, b]}}}
    |                                                           ^ expected an integer from 1 to 2
)");
  CHECK(errors_of_check("{kind: content, files: x, match: {count: {mni: 1, of: [a]}}}") ==
        R"(pack.yaml:7:53: error: missing key 'min' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {count: {mni: 1, of: [a]}}}
    |                                                     ^
pack.yaml:7:54: error: unknown key 'mni' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {count: {mni: 1, of: [a]}}}
    |                                                      ^~~ did you mean 'min'? (min, of)
)");
}

TEST_CASE("an invalid regex in a pattern is reported", "[pack]") {
  CHECK(errors_of_check("{kind: content, files: x, match: {not: {re: 'a{3,1}'}}}") ==
        R"(pack.yaml:7:56: error: invalid regex 'a{3,1}' in a pattern of rule 'A'
  7 |     check: {kind: content, files: x, match: {not: {re: 'a{3,1}'}}}
    |                                                        ^~~~~~~~ invalid repetition size: {3,1}
)");
}

using sotval::Value;
using List = Value::List;
using Map = Value::Map;

namespace {
Value pattern(const std::string& text) {
  return *support::loaded_check("{kind: content, files: x, match: " + text + "}").find("match");
}
} // namespace

TEST_CASE("a pattern keeps its form", "[pack]") {
  CHECK(pattern("NO") == Value("NO"));
  CHECK(pattern("{lit: abc}") == Value("abc"));
  CHECK(pattern("{nocase: false, lit: abc}") == Map{{"lit", "abc"}, {"nocase", false}});
  CHECK(pattern("{word: 24}") == Map{{"word", "24"}});
  CHECK(pattern("{re: 'a+', nocase: true}") == Map{{"re", "a+"}, {"nocase", true}});
  CHECK(pattern("{all: [a, {any: [b, {not: {word: c}}]}]}") ==
        Map{{"all", List{"a", Map{{"any", List{"b", Map{{"not", Map{{"word", "c"}}}}}}}}}});
  CHECK(pattern("{count: {of: [a, b, c], min: 2}}") == Map{{"count", Map{{"min", 2}, {"of", List{"a", "b", "c"}}}}});
}
