#include <sotval/rule_pack.hpp>

#include <string>

#include "support/catch.hpp"

using sotval::Diagnostic;
using sotval::PackError;

TEST_CASE("an error shows its line with a caret under the word", "[pack]") {
  const PackError error({{"packs/docs.yaml", 14, 13, "unknown severity 'hihg' in rule 'docs/readme-present'", "  severity: hihg",
                          "did you mean 'high'? (info, low, medium, high)"}});
  CHECK(std::string(error.what()) == R"(packs/docs.yaml:14:13: error: unknown severity 'hihg' in rule 'docs/readme-present'
  14 |   severity: hihg
     |             ^~~~ did you mean 'high'? (info, low, medium, high))");
}

TEST_CASE("an error about a whole file has no line", "[pack]") {
  const PackError error({{"a.yaml", 0, 0, "the file is empty", "", ""}, {"b.yaml", 0, 0, "unknown", "", "did you mean 'c'?"}});
  CHECK(std::string(error.what()) == "a.yaml: error: the file is empty\nb.yaml: error: unknown\n  did you mean 'c'?");
}

TEST_CASE("an error whose line is not known shows its suggestion below", "[pack]") {
  const PackError error({{"a.yaml", 3, 9000, "unknown key 'x'", "", "expected about"}});
  CHECK(std::string(error.what()) == "a.yaml:3:9000: error: unknown key 'x'\n  expected about");
}

TEST_CASE("the caret underlines the word as YAML sees it", "[pack]") {
  const auto underline = [](std::string line, unsigned column) {
    const std::string text = PackError({{"f", 1, column, "m", std::move(line), ""}}).what();
    return text.substr(text.rfind('^'));
  };
  CHECK(underline("key: some words", 6) == "^~~~~~~~~~");
  CHECK(underline("key: some words", 1) == "^~~");
  CHECK(underline("key: words # comment", 6) == "^~~~~");
  CHECK(underline("[one, two]", 2) == "^~~");
  CHECK(underline("one, two", 1) == "^~~~~~~~"); // a comma outside of brackets is text
  CHECK(underline("'it''s' x", 1) == "^~~~~~~");
  CHECK(underline(R"("a\"b" x)", 1) == "^~~~~~");
  CHECK(underline("{a: b}", 1) == "^");
  CHECK(underline("- a", 1) == "^");
  CHECK(underline("a: ", 4) == "^");
}

TEST_CASE("tabs and control characters do not shift the caret", "[pack]") {
  const PackError error({{"f\x1B.yaml", 1, 4, "m", "\ta\x1B" "b", ""}});
  CHECK(std::string(error.what()) == "f\xEF\xBF\xBD.yaml:1:4: error: m\n  1 |  a\xEF\xBF\xBD"
                                     "b\n    |    ^");
}

TEST_CASE("of a long line the part around the place is shown", "[pack]") {
  const PackError error({{"f", 7, 501, "m", std::string(500, '-') + "x" + std::string(500, '+'), ""}});
  CHECK(std::string(error.what()) == "f:7:501: error: m\n  7 | ..." + std::string(60, '-') + "x" + std::string(59, '+') + "...\n    |    " +
                                         std::string(60, ' ') + "^" + std::string(59, '~'));
}

TEST_CASE("the errors of a pack can be read one by one", "[pack]") {
  const PackError error({{"f", 1, 2, "m", "line", "s"}, {"g", 0, 0, "n", "", ""}});
  REQUIRE(error.diagnostics().size() == 2);
  CHECK(error.diagnostics()[0].column == 2);
  CHECK(error.diagnostics()[1].file == "g");
}
