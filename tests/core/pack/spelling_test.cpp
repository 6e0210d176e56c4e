#include "pack/spelling.hpp"

#include <array>
#include <string>
#include <vector>

#include "support/catch.hpp"

using namespace sotval::core;

namespace {
constexpr std::array<std::string_view, 5> severities{"critical", "high", "medium", "low", "info"};
}

TEST_CASE("the name that was probably meant is found", "[pack]") {
  CHECK(nearest("hihg", severities) == "high");   // exchanged
  CHECK(nearest("hgh", severities) == "high");    // left out
  CHECK(nearest("highh", severities) == "high");  // too much
  CHECK(nearest("mediun", severities) == "medium");
  CHECK(nearest("HIGH", severities) == "high");
  CHECK(nearest("critcial", severities) == "critical");
}

TEST_CASE("a different word is no typing error", "[pack]") {
  CHECK(nearest("", severities).empty());
  CHECK(nearest("urgent", severities).empty());
  CHECK(nearest("x", severities).empty());
  CHECK(nearest(std::string(1000, 'a'), severities).empty());
  constexpr std::array<std::string_view, 2> letters{"A", "B"};
  CHECK(nearest("C", letters).empty());
}

TEST_CASE("a suggestion lists the names if they are few", "[pack]") {
  CHECK(suggest("hihg", severities) == "did you mean 'high'? (critical, high, medium, low, info)");
  CHECK(suggest("urgent", severities) == "expected one of critical, high, medium, low, info");
  constexpr std::array<std::string_view, 1> one{"about"};
  CHECK(suggest("abuot", one) == "did you mean 'about'?");
  CHECK(suggest("x", one) == "expected about");
  CHECK(suggest("x", {}).empty());
  const std::vector<std::string> ids = [] {
    std::vector<std::string> out;
    for (int i = 100; i < 200; ++i) out.push_back("RULE" + std::to_string(i));
    return out;
  }();
  const std::vector<std::string_view> names(ids.begin(), ids.end());
  CHECK(suggest("RULES150", names) == "did you mean 'RULE150'?");
  CHECK(suggest("something", names).empty());
}

TEST_CASE("quoted words cannot break a message", "[pack]") {
  CHECK(in_quotes("a\nb\x1B[31m") == "'a\\nb\\x1b[31m'");
  CHECK(in_quotes("\xFF") == "'\\xff'");
  CHECK(in_quotes(std::string(100, 'a')).size() < 100);
}
