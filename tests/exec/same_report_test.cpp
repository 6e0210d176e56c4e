#include "support/catch.hpp"

#include <csignal>
#include <cstdlib>
#include <fstream>
#include <functional>
#include <random>
#include <string>
#include <thread>
#include <vector>

#include <sys/types.h>

#include <sotval/sotval.hpp>

#include "support/sanitizers.hpp"
#include "exec/support/scripted_context.hpp"
#include "exec/support/worker_host.hpp"
#include "support/reproducible.hpp"
#include "support/small_run.hpp"
#include "support/temporary_directory.hpp"

// The first promise: the same report from every strategy, whatever happens to its workers.

using namespace sotval;
using namespace support;

namespace {

ValidatorOptions options_for(const std::filesystem::path& root, Strategy strategy, unsigned workers = 2, bool shared = true) {
  ValidatorOptions options;
  options.cache_ttl = std::chrono::seconds(0); // every run has something to do
  options.repo_root = root;
  options.strategy = strategy;
  options.max_workers = workers;
  options.use_shared_memory = shared;
  options.host = host();
  return options;
}

// Not by Catch: in the case of a difference it would print megabytes.
void check_same(const Report& report, const std::string& expected) {
  const std::string actual = reproducible_json(report);
  const bool same = actual == expected;
  CHECK(same);
  if (same) return;
  const auto [a, e] = std::mismatch(actual.begin(), actual.end(), expected.begin(), expected.end());
  const auto at = std::max<std::ptrdiff_t>(a - actual.begin() - 200, 0);
  FAIL_CHECK("differs at " << (a - actual.begin()) << ": " << actual.substr(static_cast<std::size_t>(at), 400));
  static_cast<void>(e);
}

void check_all_strategies(const std::filesystem::path& root, const std::function<void(ValidatorOptions&)>& adapt = {}) {
  const auto run = [&](ValidatorOptions options) {
    if (adapt) adapt(options);
    Validator validator(std::move(options));
    return validator.validate_all();
  };
  const std::string expected = reproducible_json(run(options_for(root, Strategy::sequential, 1)));
  for (const unsigned workers : {1U, 2U, 3U, 8U}) {
    INFO(workers << " workers");
    check_same(run(options_for(root, Strategy::threads, workers)), expected);
    check_same(run(options_for(root, Strategy::automatic, workers)), expected);
    for (const bool shared : {true, false}) {
      const Report report = run(options_for(root, Strategy::processes, workers, shared));
      check_same(report, expected);
      CHECK(report.run.strategy == "processes");
      CHECK(report.run.processes.process_crashes == 0);
      CHECK(report.run.processes.fallback_to_threads == 0);
      CHECK((report.run.processes.shared_memory_size != 0) == shared);
    }
  }
}

// All verdicts, findings and evidence of custom rules, and everything else.
RulePack pack_with_custom_rules(const std::string& more = {}) {
  const TemporaryDirectory directory;
  return RulePack::load(directory.write("pack.yaml", "sotval: 1\npack: test\nversion: 1.0.0\nrules:\n" +
                                                         rule_text("{kind: custom, rule: counts}", "C1") +
                                                         rule_text("{kind: custom, rule: counts, with: {glob: '*.txt'}}", "C2") +
                                                         rule_text("{kind: any_of, checks: [{kind: custom, rule: counts}, {kind: path_exists, globs: a.txt}]}", "C3") +
                                                         rule_text("{kind: custom, rule: misbehaves, with: {how: throw}}", "C4") +
                                                         rule_text("{kind: content, files: '*.txt', match: hello}", "P1") + more));
}

Tree small_tree() {
  Tree tree{{"README.md", "# one\n"}, {"docs/README.md", "# two\n"}};
  for (int i = 0; i < 50; ++i) tree["file" + std::to_string(i) + ".txt"] = "hello " + std::to_string(i);
  tree["a.txt"] = "a";
  return tree;
}

const RuleResult& result_of(const Report& report, std::string_view id) {
  for (const RuleResult& result : report.results)
    if (result.rule_id == id) return result;
  throw std::runtime_error("no such rule");
}

std::size_t resident_kilobytes() {
  std::ifstream in("/proc/self/status");
  for (std::string word; in >> word;)
    if (std::size_t kilobytes = 0; word == "VmRSS:" && in >> kilobytes) return kilobytes;
  return 0;
}

} // namespace

TEST_CASE("every strategy gives the same report on the generated repository", "[exec][report]") {
  const TemporaryDirectory directory;
  write_demo_repository(directory.path() / "repository");
  check_all_strategies(directory.path() / "repository");
}

TEST_CASE("every strategy gives the same report whatever is known from an earlier run", "[exec][report][store]") {
  const TemporaryDirectory directory;
  const auto root = directory.path() / "repository";
  write_demo_repository(root, {.damages = 20, .seed = 3});
  const auto run = [&](Strategy strategy, bool remember) {
    ValidatorOptions options = options_for(root, strategy);
    options.use_fact_store = remember;
    options.cache_directory = directory.path() / std::to_string(static_cast<int>(strategy));
    return Validator(std::move(options)).validate_all();
  };
  const auto run_all = [&](bool nothing_is_known) {
    const std::string expected = reproducible_json(run(Strategy::sequential, false));
    for (const Strategy strategy : {Strategy::sequential, Strategy::threads, Strategy::processes}) {
      const Report report = run(strategy, true);
      check_same(report, expected);
      CHECK((report.run.files_known == 0) == nothing_is_known);
    }
  };
  run_all(true);
  run_all(false);
  for (const auto& entry : std::filesystem::recursive_directory_iterator(root)) // their bytes have to be looked at
    if (entry.is_regular_file()) std::filesystem::last_write_time(entry, std::filesystem::file_time_type::clock::now());
  run_all(false);
  std::filesystem::remove_all(root / "03_core");
  std::ofstream(root / "23_compliance" / "new.yaml") << "owner: [";
  run_all(false);
}

TEST_CASE("every strategy gives the same report on a broken repository", "[exec][report]") {
  const TemporaryDirectory directory;
  write_demo_repository(directory.path() / "repository", {.damages = 40, .seed = 7});
  // What parsers, readers and names make trouble with.
  directory.write("repository/23_compliance/odd \xff\n name.yaml", "a: [1, 2");
  directory.write("repository/16_codex/zeros.yaml", std::string(100'000, '\0'));
  directory.write("repository/16_codex/deep.json", std::string(5000, '['));
  check_all_strategies(directory.path() / "repository");
}

TEST_CASE("every strategy gives the same report with custom rules", "[exec][report]") {
  const SmallRepository repository(small_tree());
  const RulePack pack = pack_with_custom_rules();
  check_all_strategies(repository.path(), [&](ValidatorOptions& options) { options.pack = pack; });
}

TEST_CASE("every strategy finds the same in the files that findings are limited to", "[exec][report][focus]") {
  Tree tree = small_tree();
  for (int i = 0; i < 300; ++i) tree["many/" + std::to_string(1000 + i) + ".md"] = "hello hello\n";
  const SmallRepository repository(tree);
  const RulePack pack = pack_with_custom_rules(rule_text("{kind: content, files: 'many/*', match: hello, require: none}", "P2"));
  Selection selection;
  selection.findings_in = {"many/1299.md", "docs/README.md", "file7.txt"};
  const auto run = [&](Strategy strategy) {
    ValidatorOptions options = options_for(repository.path(), strategy);
    options.pack = pack;
    options.limits.findings = 3; // what is in focus comes last of many
    return Validator(std::move(options)).validate(selection);
  };
  const Report expected = run(Strategy::sequential);
  CHECK(expected.findings_limited_to == 3U);
  const RuleResult& everywhere = result_of(expected, "P2");
  REQUIRE(everywhere.findings.size() == 2);
  CHECK(everywhere.findings[0].path == "many/1299.md");
  CHECK(everywhere.finding_count == 2);
  CHECK(everywhere.findings_elsewhere == 598);
  CHECK(result_of(expected, "C1").findings.size() == 1); // one for each README.md
  CHECK(result_of(expected, "C1").findings_elsewhere == 1);
  for (const Strategy strategy : {Strategy::threads, Strategy::processes}) check_same(run(strategy), reproducible_json(expected));
}

TEST_CASE("every strategy sees an overlay as if it were on disk", "[exec][report][overlay]") {
  Tree before = small_tree(), after = before;
  Overlay overlay;
  for (const auto& [path, bytes] : Tree{{"file7.txt", "bye 7"}, {"new/README.md", "# three\n"}, {"a.txt", std::string(100'000, 'a') + " hello"}}) {
    overlay.put(path, bytes);
    after[path] = bytes;
  }
  overlay.remove("docs");
  after.erase("docs/README.md");
  const SmallRepository on_disk(after), edited(before);
  const RulePack pack = pack_with_custom_rules();
  const auto run = [&](Strategy strategy, bool shared) {
    ValidatorOptions options = options_for(edited.path(), strategy, 2, shared);
    options.pack = pack;
    return Validator(std::move(options)).validate({}, overlay);
  };
  ValidatorOptions options = options_for(on_disk.path(), Strategy::sequential);
  options.pack = pack;
  const std::string expected = reproducible_json(Validator(std::move(options)).validate_all());
  for (const Strategy strategy : {Strategy::sequential, Strategy::threads, Strategy::processes})
    for (const bool shared : {true, false}) check_same(run(strategy, shared), expected);
}

TEST_CASE("every strategy gives the same report on a real repository", "[exec][report]") {
  const char* root = std::getenv("SOTVAL_REAL_REPOSITORY");
  if (root == nullptr) return; // somebody who has one says where it is
  check_all_strategies(root);
}

TEST_CASE("a custom rule that ends its worker is an error, and all others are what they are", "[exec][report]") {
  const SmallRepository repository(small_tree());
  for (const std::string how : {"kill", "exit"}) {
    DYNAMIC_SECTION(how) {
      const Traces before = Traces::now();
      const auto run = [&](Strategy strategy, const std::string& what) {
        ValidatorOptions options = options_for(repository.path(), strategy, 3);
        options.pack = pack_with_custom_rules(rule_text("{kind: custom, rule: misbehaves, with: {how: " + what + "}}", "BAD"));
        return Validator(std::move(options)).validate_all();
      };
      Report report = run(Strategy::processes, how);
      const Report good = run(Strategy::sequential, "good");
      CHECK(result_of(report, "BAD").verdict == Verdict::error);
      CHECK(result_of(report, "BAD").message.find(how == "kill" ? "was killed by SIGKILL" : "exited with status 0") != std::string::npos);
      for (const RuleResult& result : good.results)
        if (result.rule_id != "BAD") CHECK(result_of(report, result.rule_id) == result);
      CHECK(report.run.processes.process_crashes == 2);
      CHECK(report.run.processes.retries == 1);
      CHECK(report.exit_code() == 3);
      CHECK(Traces::now() == before);
    }
  }
}

TEST_CASE("a custom rule that does not come back is an error when its time is over", "[exec][report]") {
  const SmallRepository repository(small_tree());
  ValidatorOptions options = options_for(repository.path(), Strategy::processes, 2);
  options.pack = pack_with_custom_rules(rule_text("{kind: custom, rule: misbehaves, with: {how: sleep}}", "BAD"));
  options.job_timeout = std::chrono::milliseconds(sanitized ? 2000 : 400);
  Validator validator(std::move(options));
  const Report report = validator.validate_all();
  CHECK(result_of(report, "BAD").verdict == Verdict::error);
  CHECK(result_of(report, "BAD").message.find("took longer than") != std::string::npos);
  CHECK(result_of(report, "P1").verdict == Verdict::passed);
  CHECK(validator.process_stats().timeouts == 2);
  CHECK(validator.process_stats().process_crashes == 0);
}

TEST_CASE("workers are used again by later calls of a validator", "[exec][report]") {
  const SmallRepository repository(small_tree());
  ValidatorOptions options = options_for(repository.path(), Strategy::processes, 2);
  options.pack = pack_with_custom_rules();
  Validator validator(std::move(options));
  const std::string first = reproducible_json(validator.validate_all());
  repository.directory().write("new.txt", "hello"); // each call looks anew
  CHECK(reproducible_json(validator.validate_all()) != first);
  std::filesystem::remove(repository.path() / "new.txt");
  CHECK(reproducible_json(validator.validate_all()) == first);
  CHECK(validator.process_stats().total_processes_used == 2);
  validator.cleanup();
  validator.cleanup();
  CHECK(reproducible_json(validator.validate_all()) == first);
  // A short run may be over before its second worker is there: a later one counts it.
  for (int i = 0; i < 100 && validator.process_stats().total_processes_used < 4; ++i) validator.validate_all();
  CHECK(validator.process_stats().total_processes_used == 4);
}

TEST_CASE("a worker killed at a random moment of a run changes no report", "[exec][report][chaos]") {
  const TemporaryDirectory directory;
  write_demo_repository(directory.path() / "repository", {.damages = 10, .seed = 3});
  const std::string expected = reproducible_json(Validator(options_for(directory.path() / "repository", Strategy::sequential)).validate_all());
  const Traces before = Traces::now();
  {
    Validator validator(options_for(directory.path() / "repository", Strategy::processes, 3));
    validator.validate_all();
    std::mt19937 random(1);
    std::uint64_t killed = 0;
    for (int round = 0; round < 30; ++round) {
      std::atomic<bool> over{false};
      std::jthread killer([&] {
        std::this_thread::sleep_for(std::chrono::microseconds(random() % 40'000));
        const std::vector<int> workers = Traces::children_now();
        if (!over && !workers.empty()) killed += kill(workers[random() % workers.size()], SIGKILL) == 0;
      });
      const Report report = validator.validate_all();
      over = true;
      killer.join();
      check_same(report, expected);
    }
    CHECK(killed > 0);
    CHECK(validator.process_stats().fallback_to_threads == 0);
  }
  CHECK(Traces::now() == before);
}

TEST_CASE("a thousand calls take no more than the first ones", "[exec][report]") {
  const SmallRepository repository(small_tree());
  ValidatorOptions options = options_for(repository.path(), Strategy::processes, 2);
  options.pack = pack_with_custom_rules();
  Validator validator(std::move(options));
  std::string expected;
  for (int i = 0; i < 100; ++i) expected = reproducible_json(validator.validate_all());
  const Traces traces = Traces::now();
  const std::size_t memory = resident_kilobytes();
  for (int i = 0; i < 900; ++i) REQUIRE(reproducible_json(validator.validate_all()) == expected);
  CHECK(Traces::now() == traces);
  CHECK(validator.process_stats().total_processes_used == 2);
  if (!sanitized) CHECK(resident_kilobytes() < memory + 2048); // a sanitizer keeps what was freed for a while
}

TEST_CASE("several validators at once do not disturb each other", "[exec][report]") {
  const SmallRepository repository(small_tree());
  const RulePack pack = pack_with_custom_rules();
  const Traces before = Traces::now();
  std::vector<std::string> reports(10);
  {
    std::vector<std::jthread> threads;
    for (std::string& report : reports)
      threads.emplace_back([&] {
        ValidatorOptions options = options_for(repository.path(), Strategy::processes, 2);
        options.pack = pack;
        report = reproducible_json(Validator(std::move(options)).validate_all());
      });
  }
  for (const std::string& report : reports) CHECK(report == reports.front());
  CHECK(Traces::now() == before);
}
