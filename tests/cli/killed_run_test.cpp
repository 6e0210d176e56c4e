#include <chrono>
#include <csignal>
#include <cstddef>
#include <string>
#include <thread>
#include <vector>

#include "cli/support/program.hpp"
#include "cli/support/small_pack.hpp"
#include "support/catch.hpp"
#include "support/random.hpp"
#include "support/sanitizers.hpp"

// The fact store as programs use it: they are killed, and they run beside each other.

using namespace support;

namespace {

class ManyFiles : public SmallPack {
public:
  ManyFiles() {
    for (std::size_t i = 0; i < 1500; ++i) change(i);
  }

  void change_some() {
    for (std::size_t i = 0; i < 40; ++i) change(random_.below(1500));
  }

  std::vector<std::string> arguments(const std::string& strategy) const {
    return {"validate", repository(), "--pack", pack(), "--format", "json", "--reproducible", "--workers", "2", "--strategy", strategy};
  }
  std::string truth() const {
    std::vector<std::string> words = arguments("sequential");
    words.emplace_back("--no-cache");
    return run(words).out;
  }
  std::vector<std::string> with_store(const std::string& strategy) const {
    std::vector<std::string> words = arguments(strategy);
    words.insert(words.end(), {"--cache-dir", (directory() / "store").string()});
    return words;
  }

private:
  void change(std::size_t file) {
    write("d" + std::to_string(file % 40) + "/f" + std::to_string(file) + ".txt", random_.one_in(3) ? "one secret\n" : std::string(random_.below(200), 'x'));
  }

  Random random_{1};
};

bool same(const Outcome& outcome, const std::string& truth) { return outcome.code == 1 && outcome.error.empty() && outcome.out == truth; }

} // namespace

TEST_CASE("a run that is killed at any moment leaves a store that the next one can use", "[cli][cache][store][chaos]") {
  ManyFiles tree;
  const auto whole = [&] {
    const auto started = std::chrono::steady_clock::now();
    run(tree.with_store("threads"));
    return std::chrono::steady_clock::now() - started;
  }();
  Random random(2);
  int killed = 0;
  const int rounds = sanitized ? 20 : 80;
  for (int round = 0; round < rounds; ++round) {
    tree.change_some();
    const std::string strategy = round % 2 == 0 ? "threads" : "processes";
    {
      Program program(tree.with_store(strategy));
      std::this_thread::sleep_for(whole * static_cast<int>(random.below(1000)) / 1000); // a moment that nobody chose
      ::kill(program.process(), SIGKILL);
      killed += program.finish().signal == SIGKILL;
    }
    const std::string truth = tree.truth();
    REQUIRE_FALSE(truth.empty());
    CHECK(same(run(tree.with_store(strategy)), truth));
    if (round % 5 == 0) CHECK(same(run(tree.with_store("sequential")), truth));
  }
  CHECK(killed > rounds / 4);
}

TEST_CASE("runs beside each other share a store and do no harm", "[cli][cache][store][chaos]") {
  ManyFiles tree;
  for (int round = 0; round < 10; ++round) {
    tree.change_some();
    const std::string truth = tree.truth();
    std::vector<Outcome> outcomes(3);
    {
      std::vector<std::jthread> threads;
      for (Outcome& outcome : outcomes)
        threads.emplace_back([&, strategy = threads.size() == 1 ? "processes" : "threads"] { outcome = run(tree.with_store(strategy)); });
    }
    for (const Outcome& outcome : outcomes) CHECK(same(outcome, truth));
  }
}
