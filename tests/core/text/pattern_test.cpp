#include "text/pattern.hpp"

#include <algorithm>
#include <set>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

using Kind = TextLeaf::Kind;

Value map_of(const std::string& key, Value value) {
  Value map;
  map.set(key, std::move(value));
  return map;
}

Value leaf_of(const std::string& kind, const std::string& text, bool nocase) {
  Value leaf = map_of(kind, text);
  leaf.set("nocase", nocase);
  return leaf;
}

Value count_of(int min, Value::List of) {
  Value count = map_of("min", min);
  count.set("of", std::move(of));
  return map_of("count", std::move(count));
}

struct Made {
  Pattern pattern;
  std::vector<TextLeaf> leaves;
};

Made make(const Value& value, bool nocase = false) {
  Made made;
  made.pattern = make_pattern(value, nocase, [&](const TextLeaf& leaf) {
    const auto known = std::find(made.leaves.begin(), made.leaves.end(), leaf);
    if (known != made.leaves.end()) return static_cast<LeafId>(known - made.leaves.begin());
    made.leaves.push_back(leaf);
    return static_cast<LeafId>(made.leaves.size() - 1);
  });
  return made;
}

// The leaves "0", "1", ... are true, false or unknown by the letters of `truths`: y, n, ?
Truth evaluate(const Value& value, const std::string& truths) {
  const Made made = make(value);
  return made.pattern.evaluate([&](LeafId id) {
    const char c = truths[std::stoul(made.leaves[id].text)];
    return c == 'y' ? Truth::yes : c == 'n' ? Truth::no : Truth::unknown;
  });
}

} // namespace

TEST_CASE("a leaf is a text, a word or a regular expression, with the case of the check or its own", "[text][pattern]") {
  CHECK(make("a", true).leaves == std::vector<TextLeaf>{{Kind::literal, "a", true}});
  CHECK(make(leaf_of("lit", "a", false), true).leaves == std::vector<TextLeaf>{{Kind::literal, "a", false}});
  CHECK(make(leaf_of("word", "a", true)).leaves == std::vector<TextLeaf>{{Kind::word, "a", true}});
  CHECK(make(map_of("re", "a+")).leaves == std::vector<TextLeaf>{{Kind::regex, "a+", false}});
}

TEST_CASE("all, any and not follow three-valued logic", "[text][pattern]") {
  const Value all = map_of("all", Value::List{"0", "1"}), any = map_of("any", Value::List{"0", "1"}), negation = map_of("not", "0");
  const std::vector<std::tuple<std::string, Truth, Truth>> table = {
      {"yy", Truth::yes, Truth::yes},     {"yn", Truth::no, Truth::yes},  {"nn", Truth::no, Truth::no},
      {"y?", Truth::unknown, Truth::yes}, {"?n", Truth::no, Truth::unknown}, {"??", Truth::unknown, Truth::unknown},
  };
  for (const auto& [truths, of_all, of_any] : table) {
    CAPTURE(truths);
    CHECK(evaluate(all, truths) == of_all);
    CHECK(evaluate(any, truths) == of_any);
  }
  CHECK(evaluate(negation, "y") == Truth::no);
  CHECK(evaluate(negation, "n") == Truth::yes);
  CHECK(evaluate(negation, "?") == Truth::unknown);
}

TEST_CASE("count is known as soon as the unknown leaves do not matter", "[text][pattern]") {
  const Value count = count_of(2, {"0", "1", "2"});
  CHECK(evaluate(count, "yyn") == Truth::yes);
  CHECK(evaluate(count, "yy?") == Truth::yes);
  CHECK(evaluate(count, "y?n") == Truth::unknown);
  CHECK(evaluate(count, "?nn") == Truth::no);
  CHECK(evaluate(count_of(2, {"0", "0"}), "y") == Truth::yes); // each entry of the list counts
}

TEST_CASE("nodes nest", "[text][pattern]") {
  const Value value = map_of("all", Value::List{"0", map_of("not", map_of("any", Value::List{"1", count_of(1, {"2"})}))});
  CHECK(evaluate(value, "ynn") == Truth::yes);
  CHECK(evaluate(value, "yny") == Truth::no);
  CHECK(evaluate(value, "yn?") == Truth::unknown);
  CHECK(evaluate(value, "nn?") == Truth::no);
}

TEST_CASE("the leaves of a pattern are collected once each, in order", "[text][pattern]") {
  const Made made = make(map_of("any", Value::List{"b", map_of("not", "a"), "b", count_of(1, {"c", "a"})}));
  std::vector<LeafId> leaves;
  made.pattern.collect(leaves);
  CHECK(leaves == std::vector<LeafId>{0, 1, 2});
}

TEST_CASE("a pattern is told in words", "[text][pattern]") {
  CHECK(describe_pattern("gdpr", false) == "\"gdpr\"");
  CHECK(describe_pattern(map_of("all", Value::List{"a", map_of("any", Value::List{map_of("word", "b"), map_of("re", "c+")})}), false) ==
        "\"a\" and (the word \"b\" or /c+/)");
  CHECK(describe_pattern(map_of("not", map_of("any", Value::List{"a", "b"})), false) == "not (\"a\" or \"b\")");
  CHECK(describe_pattern(count_of(2, {"a", "b", "c"}), false) == "at least 2 of (\"a\", \"b\", \"c\")");
  CHECK(describe_pattern("a", true) == "\"a\", in upper or lower case");
  CHECK(describe_pattern(map_of("all", Value::List{"a", leaf_of("lit", "b", true)}), false) == "\"a\" and \"b\" (some in upper or lower case)");
  CHECK(describe_pattern("line\nend", false) == "\"line\\nend\"");
}

namespace {

Value random_pattern(support::Random& random, int depth) {
  if (depth == 0 || random.one_in(3)) return std::to_string(random.below(6));
  Value::List children;
  for (std::size_t i = 1 + random.below(4); i > 0; --i) children.push_back(random_pattern(random, depth - 1));
  switch (random.below(5)) {
  case 0: return map_of("not", children.front());
  case 1: return map_of("all", std::move(children));
  case 2: return count_of(static_cast<int>(random.below(3)), std::move(children));
  default: return map_of("any", std::move(children));
  }
}

bool has_alternatives(const Pattern& pattern, bool negated = false) {
  std::size_t leaves = 0;
  for (const Pattern& child : pattern.children) {
    leaves += child.op == Pattern::Op::leaf;
    if (has_alternatives(child, negated || pattern.op == Pattern::Op::negation)) return true;
  }
  return !negated && pattern.op == Pattern::Op::any && leaves > 1;
}

} // namespace

TEST_CASE("alternatives become one leaf, and the pattern holds where it did", "[text][pattern][property]") {
  std::size_t joined_leaves = 0;
  for (std::uint64_t seed = 1; seed <= 3000; ++seed) {
    support::Random random(seed);
    const Value value = random_pattern(random, 3);
    const Made made = make(value);
    Pattern joined = made.pattern;
    std::vector<TextLeaf> leaves = made.leaves;
    join_alternatives(joined, leaves);
    CAPTURE(seed, describe_pattern(value, false));
    CHECK_FALSE(has_alternatives(joined));
    std::string truths;
    for (int leaf = 0; leaf < 6; ++leaf) truths += "yn"[random.below(2)];
    const auto holds = [&](const TextLeaf& leaf) { return truths[std::stoul(leaf.text)] == 'y'; };
    const auto truth_of = [&](LeafId id) {
      const TextLeaf& leaf = leaves[id];
      joined_leaves += leaf.kind == Kind::any;
      return truth(leaf.members.empty() ? holds(leaf) : std::any_of(leaf.members.begin(), leaf.members.end(), holds));
    };
    CHECK(joined.evaluate(truth_of) == made.pattern.evaluate(truth_of));
  }
  CHECK(joined_leaves > 500);
}

TEST_CASE("alternatives in alternatives are joined, those below a not are left as they are", "[text][pattern]") {
  const auto joined = [](const Value& value) {
    Made made = make(value);
    join_alternatives(made.pattern, made.leaves);
    return made;
  };
  const Value inner = map_of("any", Value::List{"b", leaf_of("word", "c", true)});
  const Made flat = joined(map_of("any", Value::List{"a", inner}));
  REQUIRE(flat.pattern.op == Pattern::Op::leaf);
  const TextLeaf& leaf = flat.leaves[flat.pattern.leaf];
  CHECK(leaf.members == std::vector<TextLeaf>{{Kind::literal, "a", false}, {Kind::literal, "b", false}, {Kind::word, "c", true}});
  CHECK(describe_leaf(leaf) == "\"a\" or \"b\" or the word \"c\"");
  CHECK(joined(map_of("any", Value::List{"a"})).leaves.back().kind == Kind::literal);
  CHECK(joined(map_of("not", inner)).pattern.children.front().op == Pattern::Op::any);
}
