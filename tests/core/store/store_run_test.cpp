#include <chrono>
#include <filesystem>
#include <thread>

#include <sotval/validator.hpp>

#include "support/catch.hpp"
#include "support/edited_tree.hpp"
#include "support/reproducible.hpp"
#include "support/small_run.hpp"

// Runs that know what an earlier one found out: they read less and say the same.

using namespace sotval;
using namespace support;
namespace fs = std::filesystem;

namespace {

const std::string secret_rule = rule_text("{kind: content, files: ['**/*'], match: {word: secret}, require: none}", "S");
const std::string owner_rule = rule_text("{kind: yaml_field, files: ['**/*.yaml', '**/*.json'], fields: [{path: owner, non_empty: true}]}", "O");
const std::string public_rule = rule_text("{kind: content, files: ['**/*.txt'], match: public, require: every}", "P");

RulePack pack_of(const std::string& rules) { return load_pack(pack_text(rules)); }

void let_the_clock_tick() { std::this_thread::sleep_for(std::chrono::milliseconds(40)); }

// A repository of which every run remembers what it found in a store of its own.
struct Remembered {
  explicit Remembered(const Tree& tree) : repository(tree) { let_the_clock_tick(); }

  ValidatorOptions options(const std::string& rules, const Limits& limits = {}) const {
    ValidatorOptions options = repository.options(pack_of(rules), limits);
    options.use_fact_store = true;
    options.cache_directory = store.path() / "store";
    options.cache_ttl = std::chrono::seconds(0);
    return options;
  }

  // As a program does it: a validator for each run. Checked against a run that knows nothing.
  RunStatistics run(const std::string& rules, const Limits& limits = {}) const {
    const Report report = Validator(options(rules, limits)).validate_all();
    ValidatorOptions fresh = repository.options(pack_of(rules), limits);
    CHECK(reproducible_json(report) == reproducible_json(Validator(fresh).validate_all()));
    return report.run;
  }

  SmallRepository repository;
  TemporaryDirectory store;
};

const Tree tree{{"a.yaml", "owner: me\n"}, {"b.json", "{\"owner\": 1}\n"}, {"c.txt", "public\n"}, {"d/e.txt", "secret\nsecret\n"}, {"d/f.yaml", "owner: [\n"}};
const std::string all_rules = secret_rule + owner_rule + public_rule;

} // namespace

TEST_CASE("a second run opens nothing if nothing has changed", "[store][run]") {
  const Remembered remembered(tree);
  CHECK(remembered.run(all_rules).files_opened == 5);
  const RunStatistics second = remembered.run(all_rules);
  CHECK(second.files_opened == 0);
  CHECK(second.documents_parsed == 0);
  CHECK(second.files_known == 5);
}

TEST_CASE("a second run opens what has changed", "[store][run]") {
  const Remembered remembered(tree);
  remembered.run(all_rules);
  remembered.repository.directory().write("c.txt", "publiC\n"); // as long as before
  fs::remove(remembered.repository.path() / "d/e.txt");
  remembered.repository.directory().write("d/new.yaml", "owner: you\n");
  const RunStatistics second = remembered.run(all_rules);
  CHECK(second.files_opened == 2);
  CHECK(second.files_known == 3);
}

TEST_CASE("of a file whose times alone have changed the bytes are looked at, and no more", "[store][run]") {
  const Remembered remembered(tree);
  remembered.run(all_rules);
  for (const auto& [path, content] : tree) remembered.repository.directory().write(path, content); // a fresh checkout
  const RunStatistics second = remembered.run(all_rules);
  CHECK(second.files_opened == 5);
  CHECK(second.documents_parsed == 0);
  CHECK(second.files_known == 5);
}

TEST_CASE("a file that was changed within the clock's grain of the scan is not believed", "[store][run]") {
  const Remembered remembered(tree);
  const auto file = remembered.repository.directory().write("c.txt", "private\n");
  fs::last_write_time(file, fs::file_time_type::clock::now() + std::chrono::hours(1)); // however long this takes
  remembered.run(all_rules);
  const RunStatistics second = remembered.run(all_rules);
  CHECK(second.files_opened == 1);
  CHECK(second.files_known == 5);
}

TEST_CASE("a change of the pack keeps what is still an answer", "[store][run]") {
  const Remembered remembered(tree);
  remembered.run(all_rules);
  CHECK(remembered.run(owner_rule + secret_rule).files_opened == 0); // fewer, in another order
  const std::string more = all_rules + rule_text("{kind: content, files: ['*.txt'], match: more, require: none}", "M");
  CHECK(remembered.run(more).files_opened == 1);
  CHECK(remembered.run(all_rules).files_opened == 0);
  const std::string other = rule_text("{kind: content, files: ['**/*'], match: {word: Secret}, require: none}", "S");
  CHECK(remembered.run(other + owner_rule).files_opened == 5);
}

TEST_CASE("a run of few rules does not make the next one forget", "[store][run]") {
  const Remembered remembered(tree);
  remembered.run(owner_rule);
  CHECK(remembered.run(all_rules).files_opened == 5);
  CHECK(remembered.run(owner_rule).files_opened == 0);
}

TEST_CASE("other limits are other questions", "[store][run]") {
  const Remembered remembered(tree);
  remembered.run(all_rules);
  Limits limits;
  limits.findings = 1;
  CHECK(remembered.run(all_rules, limits).files_opened == 5);
}

TEST_CASE("what could not be read is tried again", "[store][run]") {
  const Remembered remembered(tree);
  Limits limits;
  limits.file_size = 12;
  remembered.run(all_rules, limits); // two are longer
  CHECK(remembered.run(all_rules, limits).files_known == 3);
}

TEST_CASE("a validator remembers for as long as it is told", "[store][run]") {
  const SmallRepository repository(tree);
  let_the_clock_tick();
  Validator remembering(repository.options(pack_of(all_rules)));
  CHECK(remembering.validate_all().run.files_opened == 5);
  CHECK(remembering.validate_all().run.files_opened == 0);
  remembering.cleanup();
  CHECK(remembering.validate_all().run.files_opened == 5);
  ValidatorOptions options = repository.options(pack_of(all_rules));
  options.cache_ttl = std::chrono::seconds(0);
  Validator forgetting(std::move(options));
  CHECK(forgetting.validate_all().run.files_opened == 5);
  CHECK(forgetting.validate_all().run.files_opened == 5);
  options = repository.options(pack_of(all_rules));
  options.cache_ttl = std::chrono::seconds(-1);
  CHECK_THROWS_AS(Validator(std::move(options)), InputError);
}

TEST_CASE("a store in which nothing has changed is not written", "[store][run]") {
  const Remembered remembered(tree);
  remembered.run(all_rules);
  const auto file = fs::directory_iterator(remembered.store.path() / "store")->path();
  const auto written = fs::last_write_time(file);
  remembered.run(all_rules);
  remembered.run(owner_rule);
  CHECK(fs::last_write_time(file) == written);
}

TEST_CASE("whatever is changed between runs, what is remembered changes no report", "[store][run][property]") {
  EditedTree edited(2);
  const TemporaryDirectory store;
  const std::vector<std::string> packs{all_rules, owner_rule, secret_rule + public_rule, public_rule + owner_rule + secret_rule};
  const auto options_of = [&](const std::string& rules) {
    ValidatorOptions options;
    options.repo_root = edited.root();
    options.pack = pack_of(rules);
    options.strategy = edited.random().one_in(2) ? Strategy::sequential : Strategy::threads;
    options.max_workers = 2;
    return options;
  };
  std::vector<std::unique_ptr<Validator>> kept; // of each pack, with its memory
  for (const std::string& rules : packs) kept.push_back(std::make_unique<Validator>(options_of(rules)));
  for (int step = 0; step < 2000; ++step) {
    Random& random = edited.random();
    for (std::size_t edits = random.below(4); edits > 0; --edits) edited.edit();
    if (random.one_in(8)) let_the_clock_tick();
    if (random.one_in(50)) fs::remove_all(store.path() / "store");
    const std::size_t pack = random.below(packs.size());
    ValidatorOptions with_store = options_of(packs[pack]), without = options_of(packs[pack]);
    with_store.use_fact_store = true;
    with_store.cache_directory = store.path() / "store";
    CAPTURE(step);
    const std::string expected = reproducible_json(Validator(without).validate_all());
    REQUIRE(reproducible_json(Validator(with_store).validate_all()) == expected);
    if (random.one_in(20)) kept[pack]->cleanup();
    REQUIRE(reproducible_json(kept[pack]->validate_all()) == expected);
  }
}
