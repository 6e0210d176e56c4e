#include "classifier.hpp"

#include <set>

#include <re2/re2.h>

#include "support/catch.hpp"
#include "support/random_tree.hpp"

using namespace sotval::core;

namespace {

bool has_type(NodeType node, EntryType type) {
  switch (type) {
  case EntryType::file: return node == NodeType::file;
  case EntryType::directory: return node == NodeType::directory;
  default: return true;
  }
}

// What the conventions say, one selector and one node at a time.
bool naive_match(const Selector& selector, const Snapshot& tree, const TreeNode& node) {
  if (node.hidden || node.path_size == 0) return false;
  const std::string path(tree.path(node)), name(tree.name(node));
  bool chosen = false;
  for (const Choice& choice : selector.choices)
    chosen = chosen || (has_type(node.type, choice.type) && Glob(choice.glob).matches(path) &&
                        (choice.regex.empty() || re2::RE2::PartialMatch(name, choice.regex)));
  for (const std::string& exclude : selector.excludes) {
    if (Glob(exclude).matches(path)) return false;
    std::string top = exclude;
    while (top.ends_with("/**")) top.resize(top.size() - 3);
    if (top != exclude && node.type == NodeType::directory && Glob(top).matches(path)) return false;
  }
  return chosen;
}

std::vector<std::string> selected(const Snapshot& tree, const Selector& selector) {
  const Classification classes = classify(Classifier(std::vector{selector}), tree);
  std::vector<std::string> paths;
  for (const std::uint32_t node : classes.selected[0]) paths.emplace_back(tree.path(node));
  return paths;
}

Selector files(std::vector<std::string> globs, std::vector<std::string> excludes = {}) {
  Selector selector;
  for (const std::string& glob : globs) selector.choices.push_back({glob, "", EntryType::file});
  selector.excludes = std::move(excludes);
  return selector;
}

support::Entry file(std::string name) {
  return {std::move(name), NodeType::file, false, false, {}};
}
support::Entry directory(std::string name, std::vector<support::Entry> children = {}) {
  return {std::move(name), NodeType::directory, false, false, std::move(children)};
}

using Paths = std::vector<std::string>;

const std::vector<std::string> names{"a", "b", "ab", "a.x", "b.x", "ab.y", "01_a", "02_b", "ä", "\xFF", "a\n"};

std::string random_glob(support::Random& random) {
  static const std::vector<std::string> components{"a",     "b",   "*",       "*.x",    "a*",  "*b*", "?",      "[0-9][0-9]_*",
                                                   "**",    "**",  "{a,b}",   "*.{x,y}", "[!a]", "ab", "*a*.y", "a.x",
                                                   "{a,b/a}"};
  std::string glob = random.pick(components);
  for (std::size_t more = random.below(4); more > 0; --more) glob += "/" + random.pick(components);
  return glob;
}

Selector random_selector(support::Random& random) {
  static const std::vector<std::string> regexes{"", "", "", "^\\d{2}_[a-z]+$", "a$", "x", "^.$"};
  Selector selector;
  for (std::size_t i = 1 + random.below(3); i > 0; --i)
    selector.choices.push_back({random_glob(random), random.pick(regexes), static_cast<EntryType>(random.below(3))});
  for (std::size_t i = random.below(3); i > 0; --i) selector.excludes.push_back(random_glob(random));
  return selector;
}

} // namespace

TEST_CASE("a selector takes what matches a choice and no exclude, in tree order", "[classifier]") {
  const Snapshot tree = support::snapshot_of(
      {file("b.py"), file("a.md"), directory("a", {file("c.py"), directory("tests", {file("t.py")})}), directory("tests", {file("u.py")})});
  CHECK(selected(tree, files({"**/*.py"})) == Paths{"a/c.py", "a/tests/t.py", "b.py", "tests/u.py"});
  CHECK(selected(tree, files({"**/*.py"}, {"**/tests/**"})) == Paths{"a/c.py", "b.py"});
  CHECK(selected(tree, files({"**/*.py"}, {"a/*"})) == Paths{"a/tests/t.py", "b.py", "tests/u.py"});
  CHECK(selected(tree, files({"*.{py,md}"})) == Paths{"a.md", "b.py"});
  CHECK(selected(tree, files({"*.py", "b*", "**/b.py"})) == Paths{"b.py"}); // counts once
  CHECK(selected(tree, files({})).empty());
}

TEST_CASE("a choice takes entries of its type only", "[classifier]") {
  const Snapshot tree =
      support::snapshot_of({directory("d"), file("f"), {"pipe", NodeType::other, false, false, {}}});
  const auto of_type = [&](EntryType type) { return selected(tree, {{{"*", "", type}}, {}}); };
  CHECK(of_type(EntryType::file) == Paths{"f"});
  CHECK(of_type(EntryType::directory) == Paths{"d"});
  CHECK(of_type(EntryType::any) == Paths{"d", "f", "pipe"});
}

TEST_CASE("a regex looks at the last component only, and its ends are the ends of the name", "[classifier]") {
  const Snapshot tree = support::snapshot_of({directory("01_a", {directory("x"), directory("02_b")}), directory("03_c\n"), directory("0_d")});
  const auto matching = [&](const std::string& glob, const std::string& regex) {
    return selected(tree, {{{glob, regex, EntryType::directory}}, {}});
  };
  CHECK(matching("**/*", "^\\d{2}_[a-z]+$") == Paths{"01_a", "01_a/02_b"});
  CHECK(matching("*", "_") == Paths{"01_a", "03_c\n", "0_d"});
  CHECK(matching("**/*", "01").size() == 1);
}

TEST_CASE("each choice has a regex of its own", "[classifier]") {
  const Snapshot tree = support::snapshot_of({file("a1"), file("a2"), file("b1"), file("b2")});
  CHECK(selected(tree, {{{"a*", "1", EntryType::file}, {"b*", "2", EntryType::file}}, {}}) == Paths{"a1", "b2"});
  CHECK(selected(tree, {{{"a*", "1", EntryType::file}, {"a*", "", EntryType::file}}, {}}) == Paths{"a1", "a2"});
}

TEST_CASE("hidden entries are not selected, but what is below them may be", "[classifier]") {
  support::Entry hidden = directory("build", {file("keep")});
  hidden.hidden = true;
  const Snapshot tree = support::snapshot_of({hidden});
  CHECK(selected(tree, {{{"**", "", EntryType::any}}, {}}) == Paths{"build/keep"});
}

TEST_CASE("an exclude of x/** takes out the directory x, too, but no file of that name", "[classifier]") {
  const Snapshot tree = support::snapshot_of({directory("a", {file("x"), directory("y", {file("x")})}), directory("x", {file("b")})});
  const Selector any{{{"**", "", EntryType::any}}, {"**/x/**"}};
  CHECK(selected(tree, any) == Paths{"a", "a/x", "a/y", "a/y/x"});
  CHECK(selected(tree, {any.choices, {"x/**/**"}}) == Paths{"a", "a/x", "a/y", "a/y/x"});
  CHECK(selected(tree, {any.choices, {"**"}}).empty());
}

TEST_CASE("the root is never selected", "[classifier]") {
  CHECK(selected(support::snapshot_of({}), {{{"**", "", EntryType::any}}, {}}).empty());
}

TEST_CASE("without selectors, and without a tree, there is nothing to tell", "[classifier]") {
  const Classification none = classify(Classifier({}), support::snapshot_of({file("a")}));
  CHECK(none.node_class == std::vector<ClassId>{0, 0});
  CHECK(none.classes.size() == 1);
  CHECK(none.selected.empty());
  const Classification empty = classify(Classifier(std::vector{files({"*"})}), Snapshot());
  CHECK(empty.node_class.empty());
  CHECK(empty.selected.size() == 1);
  CHECK(empty.incomplete.size() == 1);
}

TEST_CASE("one classifier can be used for many trees", "[classifier]") {
  const Classifier classifier(std::vector{files({"*.a"})});
  CHECK(classify(classifier, support::snapshot_of({file("x.a")})).selected[0].size() == 1);
  CHECK(classify(classifier, support::snapshot_of({file("x.b")})).selected[0].empty());
}

TEST_CASE("the classes say of every node what each selector alone would say", "[classifier][property]") {
  support::Random random(10);
  std::size_t matched = 0;
  for (int round = 0; round < 150; ++round) {
    const Snapshot tree = support::snapshot_of(support::random_entries(random, names, 7, 5));
    std::vector<Selector> selectors;
    for (std::size_t i = 1 + random.below(80); i > 0; --i) selectors.push_back(random_selector(random));
    const Classification classes = classify(Classifier(selectors), tree);
    REQUIRE(classes.node_class.size() == tree.size());
    REQUIRE(classes.selected.size() == selectors.size());
    std::vector<std::vector<std::uint32_t>> expected(selectors.size());
    for (std::uint32_t node = 0; node < tree.size(); ++node) {
      std::vector<SelectorId> of_node;
      for (SelectorId id = 0; id < selectors.size(); ++id) {
        if (!naive_match(selectors[id], tree, tree[node])) continue;
        of_node.push_back(id);
        expected[id].push_back(node);
        ++matched;
      }
      if (classes.classes.at(classes.node_class[node]) != of_node) FAIL_CHECK("wrong about '" << tree.path(node) << "' in round " << round);
    }
    CHECK(classes.selected == expected);
    CHECK(classes.classes[0].empty());
    const std::set<std::vector<SelectorId>> distinct(classes.classes.begin(), classes.classes.end());
    CHECK(distinct.size() == classes.classes.size());
  }
  CHECK(matched > 10'000);
}

TEST_CASE("a directory that could not be listed leaves open what might have matched below it", "[classifier]") {
  support::Entry secret = directory("secret");
  secret.unlistable = true;
  const Snapshot tree = support::snapshot_of({directory("a", {secret}), file("f")});
  const auto incomplete = [&](const Selector& selector) {
    return static_cast<bool>(classify(Classifier(std::vector{selector}), tree).incomplete[0]);
  };
  CHECK(incomplete(files({"**/*.py"})));
  CHECK(incomplete(files({"a/secret/x"})));
  CHECK(incomplete(files({"a/*/x/y"})));
  CHECK(incomplete(files({"f", "a/secret/**"})));
  CHECK_FALSE(incomplete(files({"a/secret"})));
  CHECK_FALSE(incomplete(files({"a/*"})));
  CHECK_FALSE(incomplete(files({"a/other/x"})));
  CHECK_FALSE(incomplete(files({"b/**"})));
  CHECK_FALSE(incomplete(files({"f"})));
}

TEST_CASE("what is excluded with all below it leaves nothing open", "[classifier]") {
  support::Entry secret = directory("secret");
  secret.unlistable = true;
  const Snapshot tree = support::snapshot_of({directory("a", {secret})});
  const auto incomplete = [&](std::vector<std::string> excludes) {
    return static_cast<bool>(classify(Classifier(std::vector{files({"**/*.py"}, std::move(excludes))}), tree).incomplete[0]);
  };
  CHECK_FALSE(incomplete({"**/secret/**"}));
  CHECK_FALSE(incomplete({"a/**"}));
  CHECK_FALSE(incomplete({"**"}));
  CHECK_FALSE(incomplete({"x", "{b,a/s*}/**"}));
  CHECK(incomplete({"a/secret"}));
  CHECK(incomplete({"a/secret/*"})); // what is deeper would count
  CHECK(incomplete({"a/secret/**/*.md"}));
  CHECK(incomplete({"a/secret/x/**"}));
}

TEST_CASE("the root may be what could not be listed", "[classifier]") {
  SnapshotBuilder builder;
  builder.root().unlistable = true;
  const Snapshot tree = builder.finish();
  const Classification classes = classify(Classifier(std::vector{files({"a"}), files({"a"}, {"**"})}), tree);
  CHECK(classes.incomplete[0]);
  CHECK_FALSE(classes.incomplete[1]);
}

namespace {

// Takes everything below one directory out of sight; returns its path, empty if there is none.
std::string make_unlistable(std::vector<support::Entry>& entries, support::Random& random) {
  for (support::Entry& entry : entries) {
    if (entry.type != NodeType::directory || random.one_in(3)) continue;
    if (random.one_in(2)) {
      const std::string below = make_unlistable(entry.children, random);
      if (!below.empty()) return entry.name + "/" + below;
    }
    entry.children.clear();
    entry.unlistable = true;
    return entry.name;
  }
  return {};
}

} // namespace

TEST_CASE("nothing that could have matched below such a directory goes unmentioned", "[classifier][property]") {
  support::Random random(11);
  int mattered = 0;
  for (int round = 0; round < 300; ++round) {
    std::vector<support::Entry> entries = support::random_entries(random, names, 7, 5);
    const Snapshot whole = support::snapshot_of(entries);
    const std::string lost = make_unlistable(entries, random);
    if (lost.empty()) continue;
    const Snapshot seen = support::snapshot_of(entries);
    std::vector<Selector> selectors;
    for (int i = 0; i < 20; ++i) selectors.push_back(random_selector(random));
    const Classifier classifier(selectors);
    const Classification all = classify(classifier, whole);
    const Classification part = classify(classifier, seen);
    for (SelectorId id = 0; id < selectors.size(); ++id) {
      const bool lost_some = std::any_of(all.selected[id].begin(), all.selected[id].end(),
                                         [&](std::uint32_t node) { return whole.path(node).starts_with(lost + "/"); });
      mattered += lost_some;
      if (lost_some && !part.incomplete[id]) FAIL_CHECK("selector " << id << " of round " << round << " does not know what it lost");
      CHECK_FALSE(all.incomplete[id]);
    }
  }
  CHECK(mattered > 200);
}
