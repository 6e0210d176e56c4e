#include "report/timestamp.hpp"

#include "support/catch.hpp"

using sotval::core::utc_timestamp;
using time_point = std::chrono::system_clock::time_point;

TEST_CASE("times are written as ISO 8601 in UTC", "[report][timestamp]") {
  CHECK(utc_timestamp(time_point{}) == "1970-01-01T00:00:00.000Z");
  CHECK(utc_timestamp(time_point(std::chrono::milliseconds(1'738'367'999'250))) == "2025-01-31T23:59:59.250Z");
  CHECK(utc_timestamp(time_point(std::chrono::seconds(1'709'164'800))) == "2024-02-29T00:00:00.000Z");
}

TEST_CASE("fractions are cut towards the past, before 1970 too", "[report][timestamp]") {
  CHECK(utc_timestamp(time_point(std::chrono::microseconds(1'999))) == "1970-01-01T00:00:00.001Z");
  CHECK(utc_timestamp(time_point(std::chrono::microseconds(-1))) == "1969-12-31T23:59:59.999Z");
}
