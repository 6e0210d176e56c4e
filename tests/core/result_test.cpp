#include <sotval/result.hpp>

#include "support/catch.hpp"

using namespace sotval;

TEST_CASE("every severity reads back from its name", "[result]") {
  for (const Severity severity : {Severity::critical, Severity::high, Severity::medium, Severity::low, Severity::info})
    CHECK(severity_from(to_string(severity)) == severity);
  CHECK(to_string(Severity::critical) == "critical");
  CHECK(to_string(Severity::info) == "info");
}

TEST_CASE("a severity is not guessed from other spellings", "[result]") {
  for (const std::string_view name : {"", "CRITICAL", "High", "crit", "info ", "error"})
    CHECK_FALSE(severity_from(name));
}

TEST_CASE("verdicts have the names of the report", "[result]") {
  CHECK(to_string(Verdict::passed) == "passed");
  CHECK(to_string(Verdict::failed) == "failed");
  CHECK(to_string(Verdict::advisory) == "advisory");
  CHECK(to_string(Verdict::error) == "error");
  CHECK(to_string(Verdict::skipped) == "skipped");
}
