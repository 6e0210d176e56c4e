#include "bench/figures.hpp"

#include <array>
#include <cmath>
#include <cstddef>

#include "decimal.hpp"

namespace sotval::cli::bench {

namespace {

/// Digits after the point that make three digits that count, but no more than three.
int digits_for(double value) { return value < 9.995 ? (value < 0.9995 ? 3 : 2) : (value < 99.95 ? 1 : 0); }

double quotient(double dividend, double divisor) { return divisor > 0 ? dividend / divisor : 0; }

double median_of(const Series& series) { return series.empty() ? 0 : series.median(); }

} // namespace

std::string label_of(const Case& a_case) {
  return a_case.strategy == "sequential" ? a_case.strategy : a_case.strategy + " x " + std::to_string(a_case.workers);
}

double speed_up(const Result& result, const Case& a_case) {
  return result.cases.empty() ? 0 : quotient(median_of(result.cases.front().time), median_of(a_case.time));
}

double rules_per_second(const Result& result, const Case& a_case) {
  return quotient(static_cast<double>(result.repository.rules), median_of(a_case.time));
}

bool more_workers_than_cpus(const Result& result, const Case& a_case) { return a_case.workers > result.system.cpus; }

Series total_of(const Overhead& overhead) {
  Series total;
  const std::size_t runs = std::min({overhead.serialization.values.size(), overhead.start_up.values.size(), overhead.ipc.values.size()});
  for (std::size_t run = 0; run < runs; ++run)
    total.values.push_back(overhead.serialization.values[run] + overhead.start_up.values[run] + overhead.ipc.values[run]);
  return total;
}

double share_of_overhead(const Case& a_case) { return quotient(median_of(total_of(a_case.overhead)), median_of(a_case.time)); }

std::string time_text(double seconds) {
  if (std::abs(seconds) >= 0.9995) return core::with_decimals(seconds, digits_for(std::abs(seconds))) + " s";
  return core::with_decimals(seconds * 1e3, digits_for(std::abs(seconds) * 1e3)) + " ms";
}

std::string memory_text(double bytes) {
  constexpr std::array units{"kB", "MB", "GB", "TB"};
  std::size_t unit = 0;
  double value = bytes / 1e3;
  for (; value >= 999.5 && unit + 1 < units.size(); ++unit) value /= 1e3;
  return core::with_decimals(value, value < 99.95 ? 1 : 0) + " " + units[unit];
}

} // namespace sotval::cli::bench
