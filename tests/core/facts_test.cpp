#include "facts.hpp"

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/random.hpp"

using namespace sotval;
using namespace sotval::core;

namespace {

FileFacts sample_map(std::uint32_t node) {
  FileFacts facts;
  facts.node = node;
  facts.readable = true;
  facts.places = {{1, 3, 4}, {1, 5, 1}, {7, 1, 1}};
  facts.unlisted = {{1, 12}};
  facts.document = DocumentStatus::map;
  facts.failures = {{2, {"'a' is absent", 4, 5}}, {9, {"", 0, 0}}};
  return facts;
}

FileFacts sample_broken(std::uint32_t node) {
  FileFacts facts;
  facts.node = node;
  facts.readable = true;
  facts.document = DocumentStatus::unparsable;
  facts.problem = {"is not YAML", 2, 3};
  return facts;
}

FileFacts sample_unreadable(std::uint32_t node) {
  FileFacts facts;
  facts.node = node;
  facts.reason = "Permission denied";
  return facts;
}

std::string bytes_of(const std::vector<FileFacts>& all, const GatherCounts& counts = {3, 200, 2}) {
  FactWriter writer;
  for (const FileFacts& facts : all) writer.add(facts);
  return writer.finish(counts);
}

const std::vector<std::uint32_t> nodes = {2, 5, 8};

std::string sample_bytes() {
  return bytes_of({sample_map(2), sample_broken(5), sample_unreadable(8)});
}

} // namespace

TEST_CASE("facts survive the way from where they are gathered to where they are judged", "[facts]") {
  FactTable table(10);
  table.add(sample_bytes(), nodes);
  const FileFacts& map = *table.find(2);
  CHECK(map.readable);
  REQUIRE(map.places_of(1).size() == 2);
  CHECK(map.places_of(1)[1].line == 5);
  CHECK(map.places_of(7).size() == 1);
  CHECK(map.places_of(3).empty());
  CHECK(map.places_of(9).empty());
  REQUIRE(map.unlisted.size() == 1);
  CHECK(map.unlisted[0].count == 12);
  REQUIRE(map.failure_of(2) != nullptr);
  CHECK(map.failure_of(2)->text == "'a' is absent");
  CHECK(map.failure_of(2)->column == 5);
  CHECK(map.failure_of(9) != nullptr);
  CHECK(map.failure_of(3) == nullptr);
  CHECK(table.find(5)->document == DocumentStatus::unparsable);
  CHECK(table.find(5)->problem.line == 2);
  CHECK_FALSE(table.find(8)->readable);
  CHECK(table.find(8)->reason == "Permission denied");
  CHECK(table.find(3) == nullptr);
  CHECK(table.counts().files_opened == 3);
  CHECK(table.counts().bytes_read == 200);
  CHECK(table.counts().documents_parsed == 2);
}

TEST_CASE("facts of several jobs add up", "[facts]") {
  FactTable table(10);
  table.add(bytes_of({sample_map(2)}, {1, 10, 1}), std::vector<std::uint32_t>{2});
  table.add(bytes_of({}, {0, 0, 0}), {});
  table.add(bytes_of({sample_broken(1), sample_unreadable(9)}, {1, 5, 1}), std::vector<std::uint32_t>{1, 9});
  CHECK(table.counts().files_opened == 2);
  CHECK(table.counts().bytes_read == 15);
  CHECK(table.find(9) != nullptr);
  table.add_unreadable(4, "crashed its reader");
  CHECK(table.find(4)->reason == "crashed its reader");
}

TEST_CASE("a writer is empty after it has finished", "[facts]") {
  FactWriter writer;
  writer.add(sample_map(2));
  (void)writer.finish({});
  writer.add(sample_broken(5));
  FactTable table(10);
  table.add(writer.finish({}), std::vector<std::uint32_t>{5});
  CHECK(table.find(2) == nullptr);
}

TEST_CASE("facts of other files than expected are refused, and nothing is taken", "[facts]") {
  const std::vector<std::vector<std::uint32_t>> wrong = {{2, 5}, {2, 5, 8, 9}, {2, 8, 5}, {2, 5, 7}, {}};
  for (const auto& expected : wrong) {
    FactTable table(10);
    CHECK_THROWS_AS(table.add(sample_bytes(), expected), EngineError);
    for (std::uint32_t node = 0; node < 10; ++node) CHECK(table.find(node) == nullptr);
    CHECK(table.counts().files_opened == 0);
  }
}

TEST_CASE("facts that are cut short, or longer, are refused", "[facts]") {
  const std::string bytes = sample_bytes();
  for (std::size_t size = 0; size < bytes.size(); ++size) {
    FactTable table(10);
    CAPTURE(size);
    CHECK_THROWS_AS(table.add(std::string_view(bytes).substr(0, size), nodes), EngineError);
    CHECK(table.find(2) == nullptr);
  }
  FactTable table(10);
  CHECK_THROWS_AS(table.add(bytes + '\0', nodes), EngineError);
}

TEST_CASE("damaged facts are refused or taken, never more", "[facts][property]") {
  const std::string good = sample_bytes();
  for (std::uint64_t seed = 1; seed <= 20'000; ++seed) {
    support::Random random(seed);
    std::string bytes = good;
    if (seed % 4 == 0) { // pure noise
      bytes.resize(random.below(60));
      for (char& c : bytes) c = static_cast<char>(random.below(256));
    }
    for (std::size_t i = 1 + random.below(3); i > 0 && !bytes.empty(); --i) bytes[random.below(bytes.size())] = static_cast<char>(random.below(256));
    FactTable table(10);
    try {
      table.add(bytes, nodes);
      for (const std::uint32_t node : nodes) { // what was taken can be asked
        const FileFacts& facts = *table.find(node);
        for (LeafId leaf = 0; leaf < 10; ++leaf) (void)facts.places_of(leaf);
        for (FieldTestId test = 0; test < 10; ++test) (void)facts.failure_of(test);
      }
    } catch (const EngineError&) {
      for (const std::uint32_t node : nodes) CHECK(table.find(node) == nullptr);
    }
  }
  SUCCEED();
}
