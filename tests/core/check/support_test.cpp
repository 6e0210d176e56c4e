#include "check/support.hpp"

#include "check/child_glob.hpp"
#include "support/catch.hpp"
#include "support/imagined_tree.hpp"
#include "support/random.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

using Kind = Require::Kind;

Value require_value(const std::string& key, Value amount) {
  Value inner, outer;
  inner.set(key, std::move(amount));
  outer.set("require", std::move(inner));
  return outer;
}

Require at_least(std::uint64_t n, bool pass_when_empty = false) {
  return {Kind::at_least, n, 1, pass_when_empty};
}
Require ratio(double r) {
  return {Kind::ratio, 1, r, false};
}

Truth decide_known(const Require& require, std::uint64_t satisfying, std::uint64_t failing) {
  return decide(require, Tally{satisfying, failing, 0, false});
}

// All that unknown candidates could turn out to be, and a few more where nobody could look.
Truth decide_by_trying(const Require& require, const Tally& tally) {
  bool all = true, any = false;
  const std::uint64_t more = tally.incomplete ? 40 : 0;
  for (std::uint64_t good = 0; good <= tally.unknown; ++good)
    for (std::uint64_t extra_good = 0; extra_good <= more; ++extra_good)
      for (std::uint64_t extra_bad = 0; extra_bad <= more; ++extra_bad) {
        const Truth t = decide_known(require, tally.satisfying + good + extra_good, tally.failing + tally.unknown - good + extra_bad);
        REQUIRE(t != Truth::unknown);
        all &= t == Truth::yes;
        any |= t == Truth::yes;
      }
  return all ? Truth::yes : any ? Truth::unknown : Truth::no;
}

} // namespace

TEST_CASE("what is required is read with its defaults", "[check][require]") {
  CHECK(require_parameter(Value::Map{}, Kind::every).kind == Kind::every);
  CHECK(require_parameter(Value::Map{}, Kind::at_least).at_least == 1);
  CHECK(require_parameter(require_value("at_least", 3), Kind::every).at_least == 3);
  CHECK(require_parameter(require_value("ratio", 0.5), Kind::every).ratio == 0.5);
  CHECK(require_parameter(require_value("ratio", 1), Kind::every).ratio == 1.0);
  Value none;
  none.set("require", "none");
  CHECK(require_parameter(none, Kind::every).pass_when_empty);
  none.set("on_empty", "fail");
  CHECK_FALSE(require_parameter(none, Kind::every).pass_when_empty);
  Value every;
  every.set("on_empty", "pass");
  CHECK(require_parameter(every, Kind::every).pass_when_empty);
}

TEST_CASE("requirements over known candidates", "[check][require]") {
  const Require every{}, none{Kind::none, 1, 1, true};
  CHECK(decide_known(every, 3, 0) == Truth::yes);
  CHECK(decide_known(every, 3, 1) == Truth::no);
  CHECK(decide_known(every, 0, 0) == Truth::no);
  CHECK(decide_known(none, 0, 3) == Truth::yes);
  CHECK(decide_known(none, 1, 3) == Truth::no);
  CHECK(decide_known(none, 0, 0) == Truth::yes);
  CHECK(decide_known(at_least(2), 1, 9) == Truth::no);
  CHECK(decide_known(at_least(2), 2, 9) == Truth::yes);
  CHECK(decide_known(at_least(2, true), 0, 0) == Truth::yes);
}

TEST_CASE("a ratio holds at its edge", "[check][require]") {
  CHECK(decide_known(ratio(0.5), 1, 1) == Truth::yes);
  CHECK(decide_known(ratio(0.5), 1, 2) == Truth::no);
  CHECK(decide_known(ratio(0.6), 3, 2) == Truth::yes); // 3/5 is 0.6 in double as well
  CHECK(decide_known(ratio(0.8), 4, 1) == Truth::yes);
  CHECK(decide_known(ratio(0.7), 7, 3) == Truth::yes);
  CHECK(decide_known(ratio(1), 5, 0) == Truth::yes);
  CHECK(decide_known(ratio(1), 5, 1) == Truth::no);
  CHECK(decide_known(ratio(0.0001), 0, 5) == Truth::no);
}

TEST_CASE("unknown candidates matter only where they could change the answer", "[check][require][property]") {
  const std::vector<Require> requirements = {{},          {Kind::every, 1, 1, true}, {Kind::none, 1, 1, true}, {Kind::none, 1, 1, false}, at_least(1),
                                             at_least(3), at_least(3, true),         ratio(0.5),               ratio(1),                  ratio(0.3)};
  for (const Require& require : requirements)
    for (std::uint64_t satisfying = 0; satisfying <= 3; ++satisfying)
      for (std::uint64_t failing = 0; failing <= 3; ++failing)
        for (std::uint64_t unknown = 0; unknown <= 3; ++unknown)
          for (const bool incomplete : {false, true}) {
            const Tally tally{satisfying, failing, unknown, incomplete};
            CAPTURE(require.describe(), require.pass_when_empty, satisfying, failing, unknown, incomplete);
            CHECK(decide(require, tally) == decide_by_trying(require, tally));
          }
}

TEST_CASE("bounds over counts that may be larger", "[check][bounds][property]") {
  using Maybe = std::optional<std::uint64_t>;
  std::vector<Bounds> all;
  for (std::uint64_t n = 0; n <= 4; ++n) {
    all.push_back({n, {}, {}});
    all.push_back({{}, n, {}});
    all.push_back({{}, {}, n});
    for (std::uint64_t m = n; m <= 4; ++m) all.push_back({{}, Maybe(n), Maybe(m)});
  }
  for (const Bounds& bounds : all)
    for (std::uint64_t count = 0; count <= 6; ++count)
      for (std::uint64_t maybe = 0; maybe <= 6; ++maybe)
        for (const bool open_ended : {false, true}) {
          bool every = true, some = false;
          for (std::uint64_t n = count; n <= count + maybe + (open_ended ? 20 : 0); ++n) {
            every &= bounds.hold(n);
            some |= bounds.hold(n);
          }
          CAPTURE(bounds.describe(), count, maybe, open_ended);
          CHECK(decide(bounds, count, maybe, open_ended) == (every ? Truth::yes : some ? Truth::unknown : Truth::no));
        }
}

TEST_CASE("requirements and bounds in words", "[check]") {
  CHECK(Require{}.describe() == "every one");
  CHECK(Require{Kind::none, 1, 1, true}.describe() == "none");
  CHECK(at_least(3).describe() == "at least 3");
  CHECK(ratio(0.8).describe() == "at least 80 %");
  CHECK(ratio(0.07).describe() == "at least 7 %");
  CHECK(ratio(0.125).describe() == "at least 12.5 %");
  CHECK(Bounds{24, {}, {}}.describe() == "exactly 24");
  CHECK(Bounds{{}, 1, 3}.describe() == "1 to 3");
  CHECK(Bounds{{}, {}, 0}.describe() == "none");
  CHECK(Bounds{{}, {}, 2}.describe() == "at most 2");
  CHECK(Bounds{{}, 1, {}}.describe() == "at least 1");
  CHECK(join_names({"a", "b", "c"}, 5) == "a, b and c");
  CHECK(join_names({"a", "b", "c"}, 2) == "a, b and 1 more");
  CHECK(join_names({"a", "b"}, 5, " or ") == "a or b");
}

TEST_CASE("a list in the evidence is cut, its count is not", "[check][evidence]") {
  Limits limits;
  limits.evidence_items = 2;
  EvidenceList list(limits);
  for (const char* item : {"a", "b", "c"}) list.add(Value(item));
  CHECK(list.size() == 3);
  Value evidence;
  std::move(list).put(evidence, "names");
  CHECK(*evidence.find("names") == Value(Value::List{"a", "b"}));
  CHECK(*evidence.find("names_cut_at") == Value(2));
}

TEST_CASE("a child is found by its plain path", "[check][tree]") {
  const Snapshot tree = support::imagine({"a/b/c.txt", "a/d/", "a/x/?", "a/b/e/?"});
  const std::uint32_t a = tree.find("a");
  CHECK(has_child(tree, a, "b/c.txt", EntryType::file) == Truth::yes);
  CHECK(has_child(tree, a, "b/c.txt", EntryType::directory) == Truth::no);
  CHECK(has_child(tree, a, "b/c.txt", EntryType::any) == Truth::yes);
  CHECK(has_child(tree, a, "d", EntryType::directory) == Truth::yes);
  CHECK(has_child(tree, a, "b/c.txt/d", EntryType::any) == Truth::no);
  CHECK(has_child(tree, a, "c.txt", EntryType::any) == Truth::no);
  CHECK(has_child(tree, a, "x", EntryType::directory) == Truth::yes);
  CHECK(has_child(tree, a, "x/y", EntryType::any) == Truth::unknown);
  CHECK(has_child(tree, a, "b/e/f/g", EntryType::any) == Truth::unknown);
  CHECK(has_child(tree, a, "b/f/g", EntryType::any) == Truth::no);
}

TEST_CASE("children are what a glob matches below a directory", "[check][tree][property]") {
  const std::vector<std::string> names = {"a", "b", "ab", "c.txt", ".d", "01_x"};
  const std::vector<std::string> parts = {"*", "**", "a", "b", "a*", "?", "{a,b}", "[!a]", "*.txt", "{a/b,c.txt}"};
  for (std::uint64_t seed = 1; seed <= 300; ++seed) {
    support::Random random(seed);
    std::vector<std::string> entries;
    for (std::size_t i = 1 + random.below(25); i > 0; --i) {
      std::string path = "top";
      for (std::size_t depth = 1 + random.below(4); depth > 0; --depth) path += "/" + random.pick(names);
      entries.push_back(path + (random.one_in(2) ? "/" : "/file")); // no name is both of a file and of a directory
    }
    std::string glob = random.pick(parts);
    for (std::size_t i = random.below(3); i > 0; --i) glob += "/" + random.pick(parts);
    if (check_glob(glob)) continue;
    const Snapshot tree = support::imagine(entries);
    const std::uint32_t top = tree.find("top");
    std::vector<std::uint32_t> expected;
    for (std::uint32_t i = top + 1; i < tree[top].end; ++i)
      if (Glob(glob).matches(tree.path(i).substr(4))) expected.push_back(i);
    bool incomplete = false;
    CAPTURE(seed, glob, entries);
    CHECK(ChildGlob(glob).find(tree, top, EntryType::any, incomplete) == expected);
    CHECK_FALSE(incomplete);
  }
}

TEST_CASE("a directory that could not be listed matters only on the way of the glob", "[check][tree]") {
  const auto incomplete = [](const std::vector<std::string>& entries, const char* glob) {
    const Snapshot tree = support::imagine(entries);
    bool result = false;
    ChildGlob(glob).find(tree, tree.find("top"), EntryType::any, result);
    return result;
  };
  CHECK(incomplete({"top/?"}, "*"));
  CHECK(incomplete({"top/a/?"}, "a/*"));
  CHECK(incomplete({"top/a/?"}, "*/x"));
  CHECK(incomplete({"top/a/?"}, "**/x"));
  CHECK(incomplete({"top/a/b/?"}, "{c,a/*}/x"));
  CHECK_FALSE(incomplete({"top/a/?"}, "*"));
  CHECK_FALSE(incomplete({"top/a/?"}, "b/*"));
  CHECK_FALSE(incomplete({"top/a/b/?"}, "a/*"));
  CHECK_FALSE(incomplete({"other/?", "top/"}, "**/x"));
}
