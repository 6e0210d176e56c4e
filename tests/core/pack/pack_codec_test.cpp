#include <string>

#include "core/pack/pack_support.hpp"
#include "support/catch.hpp"

using sotval::Value;
using sotval::core::decode_pack;
using sotval::core::encode;
using sotval::core::Pack;

namespace {

Pack sample() {
  Pack pack;
  pack.name = "sample";
  pack.version = "1.0";
  pack.title = "T\xC3\xBCtel";
  pack.skip_dependants = true;
  pack.global_exclude = {".git/**", ""};
  pack.sets = {{"s", sotval::core::EntryType::any, {"a", "b"}, "^x$", "about"}, {}};
  pack.categories = {{"c", "why"}};
  pack.batches = {{0, "zero"}, {4'000'000'000, ""}};
  sotval::RuleInfo rule;
  rule.id = "R";
  rule.title = std::string("nul \0 inside", 12);
  rule.category = "c";
  rule.severity = sotval::Severity::info;
  rule.batch = 4'000'000'000;
  rule.depends_on = {"Q", "P"};
  rule.obligation = sotval::Obligation::should;
  rule.kind = "content";
  pack.rules = {rule, {}};
  const Value value = Value::Map{{"null", Value()},
                                 {"bools", Value::List{true, false}},
                                 {"numbers", Value::List{0, -1, INT64_MAX, INT64_MIN, 0.1, -1e300}},
                                 {"empty", Value::List{Value::List{}, Value::Map{}, ""}}};
  pack.bodies = {{"why", "fix", value, value}, {}};
  return pack;
}

} // namespace

TEST_CASE("a pack survives encoding", "[pack]") {
  Pack pack = sample();
  seal(pack);
  const Pack copy = decode_pack(encode(pack));
  CHECK(encode(copy) == encode(pack));
  CHECK(copy.digest == pack.digest);
  CHECK(copy.title == pack.title);
  CHECK(copy.skip_dependants);
  CHECK(copy.sets[0].globs == pack.sets[0].globs);
  CHECK(copy.sets[0].type == sotval::core::EntryType::any);
  CHECK(copy.batches[1].batch == 4'000'000'000);
  CHECK(copy.rules[0].title == pack.rules[0].title);
  CHECK(copy.rules[0].severity == sotval::Severity::info);
  CHECK(copy.rules[0].obligation == sotval::Obligation::should);
  CHECK(copy.rules[0].depends_on == pack.rules[0].depends_on);
  CHECK(copy.bodies[0].check == pack.bodies[0].check);
  CHECK(copy.bodies[1].facts.is_null());
}

TEST_CASE("a pack that is cut off anywhere is refused", "[pack]") {
  Pack pack = sample();
  SECTION("sealed") { seal(pack); }
  SECTION("not sealed") {}
  const std::string bytes = encode(pack);
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_THROWS_AS(decode_pack(bytes.substr(0, size)), sotval::EngineError);
  CHECK_THROWS_AS(decode_pack(bytes + '\0'), sotval::EngineError);
}

TEST_CASE("a changed byte of a sealed pack is noticed", "[pack]") {
  Pack pack = sample();
  seal(pack);
  const std::string bytes = encode(pack);
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    std::string changed = bytes;
    changed[i] = static_cast<char>(changed[i] ^ 0x41);
    INFO(i);
    CHECK_THROWS_AS(decode_pack(changed), sotval::EngineError);
  }
}

TEST_CASE("a changed byte of a pack without digest is refused or read, never more", "[pack]") {
  const std::string bytes = encode(sample());
  std::size_t refused = 0;
  for (std::size_t i = 0; i < bytes.size(); ++i) {
    for (const int flip : {0x01, 0x80, 0xFF}) {
      std::string changed = bytes;
      changed[i] = static_cast<char>(changed[i] ^ flip);
      try {
        decode_pack(changed);
      } catch (const sotval::EngineError&) {
        ++refused;
      }
    }
  }
  CHECK(refused > bytes.size());
}

TEST_CASE("endless nesting in an encoded pack is refused", "[pack]") {
  Pack pack = sample();
  Value deep = 1;
  for (int i = 0; i < 1000; ++i) deep = Value::List{std::move(deep)};
  pack.bodies[0].facts = std::move(deep);
  CHECK_THROWS_AS(decode_pack(encode(pack)), sotval::EngineError);
}

TEST_CASE("the digest depends on everything but itself", "[pack]") {
  Pack pack = sample();
  seal(pack);
  const std::string digest = pack.digest;
  CHECK(digest.size() == 16);
  CHECK(digest.find_first_not_of("0123456789abcdef") == std::string::npos);
  seal(pack);
  CHECK(pack.digest == digest);
  pack.bodies[1].fix = "x";
  seal(pack);
  CHECK(pack.digest != digest);
}
