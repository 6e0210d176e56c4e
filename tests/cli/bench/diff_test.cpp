#include "bench/diff.hpp"

#include <algorithm>

#include "cli/bench/sample_result.hpp"
#include "report/text_layout.hpp"
#include "support/catch.hpp"

using namespace sotval::cli::bench;
using support::sample_result;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

void scale(Series& series, double factor) {
  for (double& value : series.values) value *= factor;
}

const Figure& find(const Comparison& comparison, const std::string& title) {
  const auto found = std::find_if(comparison.figures.begin(), comparison.figures.end(), [&](const Figure& figure) { return figure.title == title; });
  REQUIRE(found != comparison.figures.end());
  return *found;
}

std::vector<std::string> changed(const Comparison& comparison) {
  std::vector<std::string> titles;
  for (const Figure& figure : comparison.figures)
    if (figure.verdict != Verdict::unchanged) titles.push_back(figure.title);
  return titles;
}

std::vector<std::string> lines_of(const std::string& text) {
  std::vector<std::string> lines;
  for (std::size_t at = 0; at < text.size();) {
    const std::size_t end = text.find('\n', at);
    lines.push_back(text.substr(at, end - at));
    at = end + 1;
  }
  return lines;
}

} // namespace

TEST_CASE("a time changed if the ranges of its runs do not meet", "[cli][bench][diff]") {
  CHECK(verdict_of({{10, 11, 12}}, {{12.5, 13, 14}}) == Verdict::worse);
  CHECK(verdict_of({{12.5, 13, 14}}, {{10, 11, 12}}) == Verdict::better);
  CHECK(verdict_of({{10, 11, 12}}, {{12, 13, 14}}) == Verdict::unchanged); // they touch
  CHECK(verdict_of({{10, 11, 12}}, {{11.5, 13, 14}}) == Verdict::unchanged);
  CHECK(verdict_of({{10, 11, 20}}, {{14, 15, 16}}) == Verdict::unchanged); // one in the other
  CHECK(verdict_of({{14, 15, 16}}, {{10, 11, 20}}) == Verdict::unchanged);
  CHECK(verdict_of({{12, 10, 11}}, {{14, 12.5, 13}}) == Verdict::worse); // in whatever order
}

TEST_CASE("medians closer than half of the larger range are the same", "[cli][bench][diff]") {
  // Apart by 1.1 where half of the range is 1: beyond; of 1.5 where half of it is 1.5: within.
  CHECK(verdict_of({{9, 11, 11}}, {{12.1, 12.1, 12.2}}) == Verdict::worse);
  CHECK(verdict_of({{8, 11, 11}}, {{12.5, 12.5, 12.6}}) == Verdict::unchanged);
  CHECK(verdict_of({{8, 11, 11}}, {{12.6, 12.6, 12.7}}) == Verdict::worse);
  CHECK(verdict_of({{12.5, 12.5, 12.6}}, {{8, 11, 11}}) == Verdict::unchanged);
  CHECK(verdict_of({{12.6, 12.6, 12.7}}, {{8, 11, 11}}) == Verdict::better);
}

TEST_CASE("runs that took all the same tell the smallest change", "[cli][bench][diff]") {
  CHECK(verdict_of({{1, 1}}, {{1, 1}}) == Verdict::unchanged);
  CHECK(verdict_of({{1, 1}}, {{1.001, 1.001}}) == Verdict::worse);
}

TEST_CASE("one run says nothing", "[cli][bench][diff]") {
  CHECK(verdict_of({{1}}, {{100}}) == Verdict::unknown);
  CHECK(verdict_of({{1}}, {{100, 101, 102}}) == Verdict::unknown);
  CHECK(verdict_of({{100, 101, 102}}, {{1}}) == Verdict::unknown);
  CHECK(verdict_of({{1, 1.1}}, {{100, 101}}) == Verdict::worse);
}

TEST_CASE("memory changed if it is more than a twentieth of what it was", "[cli][bench][diff]") {
  CHECK(verdict_of_memory(100, 105) == Verdict::unchanged);
  CHECK(verdict_of_memory(100, 105.1) == Verdict::worse);
  CHECK(verdict_of_memory(100, 95) == Verdict::unchanged);
  CHECK(verdict_of_memory(100, 94.9) == Verdict::better);
}

TEST_CASE("a result compared with itself is unchanged in every figure", "[cli][bench][diff]") {
  const Comparison comparison = compare(sample_result(), sample_result());
  CHECK(changed(comparison).empty());
  CHECK(comparison.warnings.empty());
  CHECK(comparison.only_before.empty());
  CHECK(comparison.only_after.empty());
  // Of 7 cases time, memory and 4 phases, of 3 with processes 4 overheads, of 9 batches 2.
  CHECK(comparison.figures.size() == 7 * 6 + 3 * 4 + 9 * 2);
  CHECK(contains(text_of(comparison), "faster beyond noise: none\nslower beyond noise: none\n72 figures unchanged within noise\n"));
}

TEST_CASE("each figure is compared with its like", "[cli][bench][diff]") {
  Result after = sample_result();
  scale(after.cases[2].time, 0.8);
  scale(after.cases[5].phases[2].second, 1.5);
  scale(after.cases[4].overhead.start_up, 0.1);
  after.cases[1].memory += 10'000'000;
  scale(after.batches[7].processes, 2);
  std::reverse(after.cases.begin() + 1, after.cases.end());
  std::reverse(after.batches.begin(), after.batches.end());
  const Comparison comparison = compare(sample_result(), after);
  CHECK(changed(comparison) == std::vector<std::string>{"threads x 4", "threads x 2: memory", "processes x 2: start-up", "processes x 2: overhead in all",
                                                        "processes x 4: gather", "batch 7 in processes"});
  const Figure time = find(comparison, "threads x 4");
  CHECK(time.group == "time");
  CHECK(time.unit == Figure::Unit::seconds);
  CHECK(time.before == 0.241);
  CHECK(time.after == 0.241 * 0.8);
  CHECK(time.verdict == Verdict::better);
  const Figure memory = find(comparison, "threads x 2: memory");
  CHECK(memory.unit == Figure::Unit::bytes);
  CHECK(memory.before == 66e6);
  CHECK(memory.after == 76e6);
  CHECK(memory.verdict == Verdict::worse);
}

TEST_CASE("the text of a comparison tells what changed and names it at the end", "[cli][bench][diff]") {
  Result after = sample_result();
  scale(after.cases[2].time, 0.8);
  scale(after.cases[5].phases[2].second, 1.5);
  after.cases[1].memory = 132'000'000;
  const std::string text = text_of(compare(sample_result(), after));
  CHECK(contains(text, "                                        before      after     change\ntime\n"
                       "  sequential                            420 ms     420 ms      0.0 %  unchanged\n"));
  CHECK(contains(text, "\n  threads x 4                           241 ms     193 ms    -20.0 %  faster\n"));
  CHECK(contains(text, "\nmemory at the peak\n"));
  CHECK(contains(text, "\n  threads x 2                          66.0 MB     132 MB   +100.0 %  more\n"));
  CHECK(contains(text, "\nphases of processes x 4\n"));
  CHECK(contains(text, "\n  gather                                169 ms     253 ms    +50.0 %  slower\n"));
  CHECK(contains(text, "\nfaster beyond noise: threads x 4\nslower beyond noise: processes x 4: gather\n"
                       "more memory:         threads x 2: memory\n69 figures unchanged within noise\n"));
}

TEST_CASE("with one run each the text says so instead of a verdict", "[cli][bench][diff]") {
  Result one = sample_result();
  one.cases.resize(2);
  one.batches.clear();
  for (Case& a_case : one.cases) {
    a_case.phases.clear();
    a_case.time.values.resize(1);
  }
  Result other = one;
  scale(other.cases[1].time, 3);
  const std::string text = text_of(compare(one, other));
  CHECK(contains(text, "+200.0 %  one run\n"));
  CHECK(contains(text, "\n2 figures with one run before or after: one run says nothing\n2 figures unchanged within noise\n"));
  CHECK_FALSE(contains(text, "beyond noise"));
}

TEST_CASE("what makes two results incomparable is said first", "[cli][bench][diff]") {
  struct Difference {
    void (*apply)(Result&);
    const char* warning;
  };
  const Difference differences[] = {
      {[](Result& result) { result.system.cpu = "Other\nCPU"; }, "CPU: Imagined CPU \xc2\xb5 3.0 GHz before, Other\\nCPU after"},
      {[](Result& result) { result.system.cpu.clear(); }, "CPU: Imagined CPU \xc2\xb5 3.0 GHz before, unknown after"},
      {[](Result& result) { result.system.cpus = 4; }, "CPUs: 2 before, 4 after"},
      {[](Result& result) { result.system.memory *= 2; }, "memory of the machine: 16.0 GB before, 32.0 GB after"},
      {[](Result& result) { result.repository.files = 7; }, "files of the repository: 25210 before, 7 after"},
      {[](Result& result) { result.repository.bytes_read = 9; }, "bytes read: 143000000 before, 9 after"},
      {[](Result& result) { result.repository.pack = "own 2"; }, "pack: ssid 1.0.0 before, own 2 after"},
      {[](Result& result) { result.repository.pack_digest = "ff"; }, "digest of the pack: 0123456789abcdef before, ff after"},
      {[](Result& result) { result.repository.rules = 1; }, "rules: 384 before, 1 after"},
      {[](Result& result) { result.mode = "compare"; }, "mode: scaling before, compare after"},
      {[](Result& result) { result.warm = false; }, "store: warm before, cold after"},
      {[](Result& result) { result.batch_workers = 3; }, "workers of the batches: 2 before, 3 after"},
      {[](Result& result) { result.system.build = "Debug"; }, "build: Release before, Debug after"},
  };
  for (const Difference& difference : differences) {
    Result after = sample_result();
    difference.apply(after);
    const Comparison comparison = compare(sample_result(), after);
    CHECK(comparison.warnings == std::vector<std::string>{difference.warning});
    CHECK(text_of(comparison).rfind("not comparable: ", 0) == 0);
  }
}

TEST_CASE("two Debug builds are said to tell little", "[cli][bench][diff]") {
  Result debug = sample_result();
  debug.system.build = "Debug";
  CHECK(compare(debug, debug).warnings == std::vector<std::string>{"build: Debug both, which says little of a Release build"});
}

TEST_CASE("another version, compiler, kernel or place of the repository is what is compared", "[cli][bench][diff]") {
  Result after = sample_result();
  after.system.version = "0.2.0";
  after.system.compiler = "g++ 14.2.0";
  after.system.kernel = "Linux 6.12.0";
  after.repository.root = "/elsewhere";
  after.started = "2026-02-01T12:00:00Z";
  CHECK(compare(sample_result(), after).warnings.empty());
}

TEST_CASE("what only one of two results has is listed", "[cli][bench][diff]") {
  Result before = sample_result();
  Result after = sample_result();
  before.cases.erase(before.cases.begin() + 1); // threads x 2
  after.cases.resize(6);                        // without processes x 8
  after.cases[0].phases.emplace_back("store", Series{{1, 2}});
  before.cases[0].memory = 0;
  after.batches[4].threads.values.clear();
  after.batches.resize(8);
  const Comparison comparison = compare(before, after);
  CHECK(comparison.only_before == std::vector<std::string>{"processes x 8", "batch 4 in threads", "batch 8 in threads", "batch 8 in processes"});
  CHECK(comparison.only_after == std::vector<std::string>{"threads x 2", "sequential: memory", "sequential: store"});
  CHECK(contains(text_of(comparison), "\nonly before: processes x 8, batch 4 in threads, batch 8 in threads,\n             batch 8 in processes\n"
                                      "only after:  threads x 2, sequential: memory, sequential: store\n"));
}

TEST_CASE("two results without a figure in common are said to have none", "[cli][bench][diff]") {
  Result before = sample_result();
  Result after = sample_result();
  before.batches.clear();
  before.cases.resize(2);
  after.cases = {after.cases[2]};
  CHECK(text_of(compare(before, after)).find("the two have no figure in common\n") != std::string::npos);
}

TEST_CASE("changes from nothing and by much are told without nonsense", "[cli][bench][diff]") {
  Comparison comparison;
  comparison.figures = {{"time", "a", "a", Figure::Unit::seconds, 0, 1, Verdict::worse},
                        {"time", "b", "b", Figure::Unit::seconds, 0, 0, Verdict::unchanged},
                        {"time", "c", "c", Figure::Unit::seconds, 0.001, 5, Verdict::worse},
                        {"time", "d", "d", Figure::Unit::seconds, 1, 0.9999, Verdict::unchanged}};
  const std::string text = text_of(comparison);
  CHECK(contains(text, "1.00 s     from 0  slower\n"));
  CHECK(contains(text, "0.000 ms   0.000 ms      0.0 %  unchanged\n"));
  CHECK(contains(text, "1.00 ms     5.00 s 5000 times  slower\n"));
  CHECK(contains(text, "1.00 s     1.00 s      0.0 %  unchanged\n"));
}

TEST_CASE("a comparison fits 80 columns and lets no name act on the terminal", "[cli][bench][diff]") {
  Result before = sample_result();
  before.system.cpu = std::string(200, 'c') + " and " + std::string(70, 'd') + "\x1b[2J";
  before.cases[1].phases[0].first = "\x1b[2J" + std::string(100, 'p');
  before.batches[0].name = "\xe2\x80\xae" + std::string(100, 'b');
  Result after = before;
  after.system.cpu = "short";
  for (Case& a_case : after.cases) {
    scale(a_case.time, 7);
    for (auto& phase : a_case.phases) scale(phase.second, 1 / 7.0);
  }
  const std::string text = text_of(compare(before, after));
  for (const std::string& line : lines_of(text)) {
    INFO(line);
    CHECK(sotval::core::width_of(line) <= 80);
  }
  CHECK_FALSE(contains(text, "\x1b"));
  CHECK_FALSE(contains(text, "\xe2\x80\xae"));
}
