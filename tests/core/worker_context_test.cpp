#include "worker_context.hpp"

#include <cstring>
#include <thread>

#include <sotval/error.hpp>

#include "support/catch.hpp"
#include "support/gathering.hpp"
#include "support/random.hpp"

using namespace sotval;
using namespace sotval::core;
using support::Gathering;

namespace {

const std::string rules = support::rule_text("{kind: content, files: '**/*.txt', match: {all: [one, {word: two, nocase: true}, {re: '^t'}]}, require: none}", "A") +
                          support::rule_text("{kind: yaml_field, files: ['@docs', '**/*.json'], fields: [{path: a, equals: 1.5}, {path: 'l[0]', regex: x}]}", "B") +
                          support::rule_text("{kind: all_of, checks: [{kind: content, files: '@docs', match: a, scope: union}, {kind: path_exists, globs: x}]}", "C");
const std::string sections = "sets: {docs: {type: file, glob: '**/*.yaml', regex: '^[^x]'}}\nglobal_exclude: ['hidden/**']\n";
const support::Tree tree = {{"a.txt", "one two\nthree two one"}, {"b/c.txt", "\xFFone"},   {"b/d.yaml", "a: 1.5\nl: [x]"}, {"b/x.yaml", "a: 1"}, {"e.json", "{\"a\": 2}"},
                            {"f.yaml", "a: ["},                  {"large.txt", std::string(100, 'x')}, {"hidden/a.txt", "one"},    {"h.txt", ""}};

const RuleRegistry no_rules;

Limits small_limits() {
  Limits limits;
  limits.file_size = 50;
  limits.document_depth = 7;
  limits.document_nodes = 99;
  limits.findings = 2;
  return limits;
}

// A copy of the bytes that is aligned and ends where its memory ends.
class Copy {
public:
  explicit Copy(std::span<const std::byte> bytes) : words_((bytes.size() + 7) / 8), size_(bytes.size()) {
    if (size_ > 0) std::memcpy(words_.data(), bytes.data(), size_);
  }
  std::span<const std::byte> view() const { return std::as_bytes(std::span(words_)).first(size_); }
  std::span<std::byte> bytes() { return std::as_writable_bytes(std::span(words_)).first(size_); }

private:
  std::vector<std::uint64_t> words_;
  std::size_t size_;
};

bool is_refused(std::span<const std::byte> input) {
  try {
    (void)make_worker_context(input, no_rules);
    return false;
  } catch (const EngineError&) {
    return true;
  }
}

} // namespace

TEST_CASE("a worker's results are those of the parent, for every job", "[worker]") {
  const Gathering gathering(rules, tree, small_limits(), sections);
  const auto count = static_cast<std::uint32_t>(gathering.work.files().size());
  REQUIRE(count == 7);
  const Copy input(gathering.worker_input());
  const auto worker = make_worker_context(input.view(), gathering.registry);
  for (std::uint32_t first = 0; first < count; ++first)
    for (std::uint32_t size = 1; first + size <= count; ++size) {
      Job job;
      job.first = first;
      job.count = size;
      const JobResult here = gathering.context.execute(job, {}), there = worker->execute(job, {});
      CAPTURE(first, size);
      CHECK(here.outcome == Outcome::done);
      CHECK(there.outcome == Outcome::done);
      CHECK(here.payload == there.payload);
    }
  for (std::uint32_t item = 0; item < count; ++item) CHECK(worker->item_name(item) == gathering.context.item_name(item));
}

TEST_CASE("a worker knows the limits of the run", "[worker]") {
  const Gathering gathering(rules, tree, small_limits(), sections);
  const auto worker = make_worker_context(gathering.worker_input(), gathering.registry);
  const auto all = gathering.results(*worker, {{0, 7}});
  CHECK(all == gathering.results({{0, 7}}));
  CHECK(std::any_of(all.begin(), all.end(), [](const std::string& facts) { return support::contains(facts, "limit of 50 bytes"); }));
}

TEST_CASE("the input of a worker is made once and handed on unchanged", "[worker]") {
  const Gathering gathering(rules, tree, {}, sections);
  const auto first = gathering.context.worker_input(), second = gathering.context.worker_input();
  CHECK(std::equal(first.begin(), first.end(), second.begin(), second.end(), [](auto a, auto b) { return a.data() == b.data() && a.size() == b.size(); }));
  const auto input = gathering.worker_input();
  const auto worker = make_worker_context(input, gathering.registry);
  REQUIRE(worker->worker_input().size() == 1);
  CHECK(worker->worker_input().front().data() == input.data());
  CHECK(worker->worker_input().front().size() == input.size());
  const Gathering again(rules, tree, {}, sections);
  CHECK(again.worker_input().size() == input.size());
}

TEST_CASE("input with something behind it is understood", "[worker]") {
  const Gathering gathering(rules, tree, {}, sections);
  const auto input = gathering.worker_input();
  std::vector<std::byte> longer(input.begin(), input.end());
  longer.resize((longer.size() + 4095) / 4096 * 4096, std::byte{0xAB}); // as in a segment of whole pages
  const Copy copy(longer);
  CHECK(gathering.results(*make_worker_context(copy.view(), gathering.registry), {{0, 7}}) == gathering.results({{0, 7}}));
}

TEST_CASE("input that is not aligned is refused", "[worker][damage]") {
  const Gathering gathering(rules, tree, {}, sections);
  const auto input = gathering.worker_input();
  std::vector<std::uint64_t> words(input.size() / 8 + 2);
  for (std::size_t shift = 1; shift < 8; ++shift) {
    const auto moved = std::as_writable_bytes(std::span(words)).subspan(shift, input.size());
    std::memcpy(moved.data(), input.data(), input.size());
    CHECK(is_refused(moved));
  }
}

TEST_CASE("input that is cut short is refused", "[worker][damage]") {
  const Gathering gathering(rules, tree, {}, sections);
  const auto input = gathering.worker_input();
  for (std::size_t size = 0; size < input.size(); size += size < 200 ? 1 : 37) {
    const Copy copy(input.first(size));
    CAPTURE(size);
    CHECK(is_refused(copy.view()));
  }
}

TEST_CASE("input with any byte damaged is refused", "[worker][damage][property]") {
  const Gathering gathering(rules, tree, {}, sections);
  const auto input = gathering.worker_input();
  support::Random random(1);
  for (std::size_t at = 0; at < input.size(); at += at < 200 ? 1 : 1 + random.below(20)) {
    Copy copy(input);
    copy.bytes()[at] ^= static_cast<std::byte>(1U << random.below(8));
    CAPTURE(at);
    CHECK(is_refused(copy.view()));
  }
}

TEST_CASE("garbage is refused", "[worker][damage][property]") {
  for (std::uint64_t seed = 1; seed <= 500; ++seed) {
    support::Random random(seed);
    std::vector<std::byte> bytes(random.below(300));
    for (std::byte& b : bytes) b = static_cast<std::byte>(random.below(256));
    const Copy copy(bytes);
    CAPTURE(seed);
    CHECK(is_refused(copy.view()));
  }
}

TEST_CASE("a worker whose root has gone is told so", "[worker]") {
  std::optional<Copy> input;
  {
    const Gathering gathering(rules, tree, {}, sections);
    input.emplace(gathering.worker_input());
  }
  CHECK_THROWS_AS(make_worker_context(input->view(), no_rules), InputError);
}

TEST_CASE("a context executes jobs on several threads at once", "[worker][threads]") {
  const Gathering gathering(rules, tree, small_limits(), sections);
  const auto worker = make_worker_context(gathering.worker_input(), gathering.registry);
  const auto expected = gathering.results({{0, 7}});
  std::vector<std::vector<std::string>> results(4);
  {
    std::vector<std::jthread> threads;
    for (auto& result : results)
      threads.emplace_back([&] {
        for (int i = 0; i < 20; ++i) result = gathering.results(*worker, {{0, 3}, {3, 4}});
      });
  }
  for (const auto& result : results) CHECK(result == expected);
}
