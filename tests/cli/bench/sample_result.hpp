#pragma once

#include "bench/result.hpp"

namespace support {

/// A result as a benchmark of a machine with two CPUs brings it, with something in every field.
inline sotval::cli::bench::Result sample_result() {
  using namespace sotval::cli::bench;
  // Five runs around a median.
  const auto around = [](double median) { return Series{{median * 1.01, median, median * 0.98, median * 1.03, median * 0.99}}; };
  const auto a_case = [&](const char* strategy, unsigned workers, double seconds, std::uint64_t memory) {
    Case one;
    one.strategy = strategy;
    one.workers = workers;
    one.time = around(seconds);
    one.phases = {{"scan", around(seconds * 0.18)}, {"plan", around(seconds * 0.04)}, {"gather", around(seconds * 0.6)}, {"judge", around(seconds * 0.12)}};
    if (one.strategy == "processes") one.overhead = {around(0.003), around(0.008 * workers), around(0.001)};
    one.memory = memory;
    one.predicted = seconds * 1.04;
    return one;
  };
  Result result;
  result.started = "2026-01-31T12:00:00Z";
  result.system = {"Imagined CPU \xc2\xb5 3.0 GHz", 2, 8, 16'000'000'000, "Linux 6.1.0", "Release", "g++ 12.2.0", "0.1.0"};
  result.repository = {"/srv/\xc3\xbc" "ber", 25'210, 1'812, 14'420, 143'000'000, 2'613, "ssid 1.0.0", "0123456789abcdef", 384};
  result.mode = "scaling";
  result.warm = true;
  result.runs = 5;
  result.cases = {a_case("sequential", 1, 0.42, 61'000'000), a_case("threads", 2, 0.234, 66'000'000), a_case("threads", 4, 0.241, 71'000'000),
                  a_case("threads", 8, 0.252, 80'000'000),   a_case("processes", 2, 0.262, 89'000'000), a_case("processes", 4, 0.281, 104'000'000),
                  a_case("processes", 8, 0.33, 141'000'000)};
  result.batch_workers = 2;
  const char* const names[] = {"structure", "policies", "charts", "manifests", "registry", "evidence", "documents", "tests", "all of the rest"};
  for (unsigned batch = 0; batch < 9; ++batch)
    result.batches.push_back({batch, names[batch], 12 + 7 * batch, around(0.02 + 0.012 * batch), around(0.035 + 0.011 * batch)});
  result.recommendation = {"threads", 2, {"threads x 2 took 234 ms, processes x 2 took 262 ms", "more workers than 2 CPUs do not help: threads x 4 took 241 ms"}};
  return result;
}

} // namespace support
