#include "pack/pack.hpp"

#include "support/catch.hpp"

using sotval::core::Pack;

TEST_CASE("sets and rules of a pack are found by name", "[pack]") {
  Pack pack;
  pack.sets = {{"a", {}, {"x"}, "", ""}, {"b", {}, {"y"}, "", ""}};
  pack.rules.resize(2);
  pack.rules[0].id = "R1";
  pack.rules[1].id = "R2";
  REQUIRE(pack.find_set("b") != nullptr);
  CHECK(pack.find_set("b")->globs.at(0) == "y");
  CHECK(pack.find_set("c") == nullptr);
  CHECK(pack.find_rule("R2") == 1);
  CHECK(pack.find_rule("r2") == pack.rules.size());
}
