#include "store/kept_classes.hpp"

#include "support/catch.hpp"
#include "support/random_tree.hpp"

using namespace sotval::core;

namespace {

const std::vector<Selector> selectors{{{{"**/*.md", "", EntryType::file}, {"docs", "", EntryType::directory}}, {"docs/old/**"}},
                                      {{{"*", "^[a-z]+$", EntryType::any}}, {}},
                                      {{{"nowhere", "", EntryType::file}}, {}}};

Snapshot tree() {
  return support::snapshot_of({{"a", NodeType::file, false, false, {}},
                               {"docs", NodeType::directory, false, false, {{"b.md", NodeType::file, false, false, {}}, {"c.md", NodeType::file, true, false, {}}}},
                               {"d.md", NodeType::file, false, false, {}}});
}

} // namespace

TEST_CASE("classes come back as they were kept", "[store]") {
  const Snapshot snapshot = tree();
  const Classification classes = classify(Classifier(selectors), snapshot);
  REQUIRE(classes.selected[0].size() == 3);
  const auto again = get_classes(put_classes(classes), snapshot.size(), selectors.size());
  REQUIRE(again);
  CHECK(again->node_class == classes.node_class);
  CHECK(again->classes == classes.classes);
  CHECK(again->selected == classes.selected);
  CHECK(again->incomplete == classes.incomplete);
}

TEST_CASE("what is no classes of the tree by the selectors is none", "[store][damage]") {
  const Snapshot snapshot = tree();
  const std::string bytes = put_classes(classify(Classifier(selectors), snapshot));
  CHECK_FALSE(get_classes(bytes, snapshot.size() + 1, selectors.size()));
  CHECK_FALSE(get_classes(bytes, snapshot.size() - 1, selectors.size()));
  CHECK_FALSE(get_classes(bytes, snapshot.size(), 1)); // there is one that the second selector chooses
  CHECK_FALSE(get_classes(bytes + "x", snapshot.size(), selectors.size()));
  for (std::size_t size = 0; size < bytes.size(); ++size) CHECK_FALSE(get_classes(std::string_view(bytes).substr(0, size), snapshot.size(), selectors.size()));
  for (std::size_t at = 0; at < bytes.size(); ++at) { // may be another answer, but leads nowhere
    std::string damaged = bytes;
    damaged[at] = static_cast<char>(damaged[at] ^ 0x15);
    const auto read = get_classes(damaged, snapshot.size(), selectors.size());
    if (!read) continue;
    for (const ClassId id : read->node_class) REQUIRE(id < read->classes.size());
    REQUIRE(read->selected.size() == selectors.size());
  }
}

TEST_CASE("classes are those of the same selectors", "[store]") {
  const auto basis = basis_of_classes(selectors);
  REQUIRE(basis); // else they are not kept, and a second run takes a little longer
  CHECK(basis == basis_of_classes(selectors));
  CHECK(basis != basis_of_classes(std::span(selectors).first(2)));
  const auto with = [&](auto&& change) {
    std::vector<Selector> changed = selectors;
    change(changed[0]);
    return basis_of_classes(changed);
  };
  CHECK(basis != with([](Selector& selector) { selector.choices[0].glob = "**/*.mD"; }));
  CHECK(basis != with([](Selector& selector) { selector.choices[0].regex = "a"; }));
  CHECK(basis != with([](Selector& selector) { selector.choices[0].type = EntryType::any; }));
  CHECK(basis != with([](Selector& selector) { selector.choices.pop_back(); }));
  CHECK(basis != with([](Selector& selector) { selector.excludes[0] = "docs/new/**"; }));
  CHECK(basis != with([](Selector& selector) { selector.excludes.clear(); }));
}
