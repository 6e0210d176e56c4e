#include "task_outcome.hpp"

#include "support/catch.hpp"
#include "support/random.hpp"
#include "value_codec.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

std::string bytes_of(const TaskOutcome& outcome) {
  ByteWriter out;
  put_outcome(out, outcome);
  return out.take();
}

TaskOutcome outcome_of(std::string_view bytes) {
  ByteReader in(bytes);
  TaskOutcome outcome = get_outcome(in);
  if (!in.done()) ByteReader::fail();
  return outcome;
}

TaskOutcome sample() {
  TaskOutcome outcome;
  outcome.kind = RuleOutcome::Kind::violated;
  outcome.message = "m\u00e9ssage";
  outcome.findings = {{"a\xFF/b", 1, 2, "text"}, {"", 0, 0, ""}, {"c", 0xFFFFFFFF, 0xFFFFFFFF, "\u2028"}};
  outcome.finding_count = 700;
  outcome.nothing_matched = true;
  outcome.evidence.set("list", Value::List{1, 2.5, "x", Value(), true, Value::Map{{"k", "v"}}});
  return outcome;
}

} // namespace

TEST_CASE("an outcome makes the trip unchanged", "[task]") {
  CHECK(outcome_of(bytes_of(sample())) == sample());
  CHECK(outcome_of(bytes_of(TaskOutcome{})) == TaskOutcome{});
  CHECK(outcome_of(bytes_of(TaskOutcome::undecided("why"))) == TaskOutcome::undecided("why"));
  TaskOutcome holds;
  holds.kind = RuleOutcome::Kind::holds;
  CHECK(outcome_of(bytes_of(holds)) == holds);
}

TEST_CASE("an outcome that is cut short or has something behind it is refused", "[task][damage]") {
  const std::string bytes = bytes_of(sample());
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    CAPTURE(size);
    CHECK_THROWS_AS(outcome_of(std::string_view(bytes).substr(0, size)), EngineError);
  }
  CHECK_THROWS_AS(outcome_of(bytes + '\0'), EngineError);
}

TEST_CASE("an outcome with parts that cannot be is refused", "[task][damage]") {
  const auto bytes = [](std::uint64_t kind, std::uint64_t nothing, std::uint64_t count, std::uint64_t listed, const Value& evidence) {
    ByteWriter out;
    out.number(kind);
    out.text("");
    out.number(nothing);
    out.number(count);
    out.number(listed);
    for (std::uint64_t i = 0; i < 4 * listed; ++i) out.number(0); // empty texts, no line and column
    put_value(out, evidence);
    return out.take();
  };
  CHECK_NOTHROW(outcome_of(bytes(0, 1, 2, 2, Value::Map{})));
  CHECK_THROWS_AS(outcome_of(bytes(3, 0, 0, 0, Value::Map{})), EngineError);
  CHECK_THROWS_AS(outcome_of(bytes(0, 2, 0, 0, Value::Map{})), EngineError);
  CHECK_THROWS_AS(outcome_of(bytes(0, 0, 1, 2, Value::Map{})), EngineError); // more listed than there are
  CHECK_THROWS_AS(outcome_of(bytes(0, 0, 0, 0, Value())), EngineError);      // evidence is a map
}

TEST_CASE("a damaged outcome is refused or is another outcome, never anything else", "[task][damage][property]") {
  const std::string good = bytes_of(sample());
  for (std::uint64_t seed = 1; seed <= 2000; ++seed) {
    support::Random random(seed);
    std::string bytes = good;
    for (std::uint64_t n = 1 + random.below(4); n > 0; --n) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    try {
      const TaskOutcome outcome = outcome_of(bytes);
      CHECK(outcome.findings.size() <= outcome.finding_count);
    } catch (const EngineError&) {
      continue;
    }
  }
}

TEST_CASE("findings are put in order of paths and places, cut at the limit and counted in full", "[task]") {
  RuleOutcome outcome = RuleOutcome::violated("m", {{"b", 1, 0, "1"}, {"a/b", 2, 5, "2"}, {"a", 9, 0, "3"}, {"a/b", 2, 1, "4"}, {"", 0, 0, "5"}, {"a/b", 1, 7, "6"}, {"b", 1, 0, "7"}});
  Limits limits;
  const auto texts = [&] {
    std::string out;
    for (const Finding& finding : settle(outcome, limits).findings) out += finding.text;
    return out;
  };
  CHECK(texts() == "5364217"); // of the same place, in the order in which they came
  CHECK(settle(outcome, limits).finding_count == 7);
  limits.findings = 2;
  CHECK(texts() == "53");
  CHECK(settle(outcome, limits).finding_count == 7);
  limits.findings = 0;
  CHECK(texts().empty());
}

TEST_CASE("what a rule says is made printable", "[task]") {
  const TaskOutcome outcome = settle(RuleOutcome::violated("one\ntwo\x1B[2J", {{"p\x1B", 0, 0, "a\tb\xFF"}}), {});
  CHECK(outcome.message == "one\\ntwo\\x1b[2J");
  CHECK(outcome.findings[0].text == "a\\tb\\xff");
  CHECK(outcome.findings[0].path == "p\x1B"); // paths are bytes, writers take care of them
  CHECK(TaskOutcome::undecided("a\nb").message == "a\\nb");
}

TEST_CASE("lists of the evidence are cut at the limit, and it says so", "[task]") {
  RuleOutcome outcome = RuleOutcome::holds("m");
  outcome.evidence.set("long", Value::List{1, 2, 3});
  outcome.evidence.set("short", Value::List{1, 2});
  outcome.evidence.set("map", Value::Map{{"inner", Value::List{1, 2, 3}}});
  outcome.evidence.set("lists", Value::List{Value::List{1, 2, 3}});
  Limits limits;
  limits.evidence_items = 2;
  const Value evidence = settle(outcome, limits).evidence;
  CHECK(*evidence.find("long") == Value(Value::List{1, 2}));
  CHECK(*evidence.find("long_cut_at") == Value(2));
  CHECK(*evidence.find("short") == Value(Value::List{1, 2}));
  CHECK(evidence.find("short_cut_at") == nullptr);
  CHECK(*evidence.find("map")->find("inner") == Value(Value::List{1, 2}));
  CHECK(*evidence.find("map")->find("inner_cut_at") == Value(2));
  CHECK(*evidence.find("lists") == Value(Value::List{Value::List{1, 2}}));
}

TEST_CASE("evidence that is no map or nested beyond reason is refused, none is an empty map", "[task]") {
  RuleOutcome outcome = RuleOutcome::holds("m");
  outcome.evidence = Value();
  CHECK(settle(outcome, {}).evidence == Value(Value::Map{}));
  outcome.evidence = Value::List{};
  CHECK_THROWS_AS(settle(outcome, {}), EngineError);
  Value deep = 1;
  for (int i = 0; i < 300; ++i) deep = Value::List{std::move(deep)};
  outcome.evidence = Value::Map{{"deep", std::move(deep)}};
  CHECK_THROWS_AS(settle(outcome, {}), EngineError);
}
