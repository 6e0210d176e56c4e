#include "progress_line.hpp"

#include <limits>

#include "cli/support/program.hpp"
#include "report/text_layout.hpp"
#include "support/catch.hpp"

using sotval::cli::finished_line;
using sotval::cli::progress_line;
using sotval::cli::rate_text;
using sotval::cli::remaining_text;
using sotval::cli::Step;
using sotval::core::width_of;
using support::contains;

namespace {

constexpr std::uint64_t most = std::numeric_limits<std::uint64_t>::max();

std::size_t column_of(const std::string& line, const std::string& part) {
  return width_of(line.substr(0, line.find(part)));
}

} // namespace

TEST_CASE("the bar tells phase, part, count, rate and remaining time", "[cli][progress]") {
  CHECK(progress_line({"gather", 7210, 14420, 0.5}, 79, false) ==
        "gather  [############............]  50 %   7,210/14,420   14,000/s     1 s left");
  CHECK(progress_line({"gather", 7210, 14420, 0.5}, 120, false) ==
        "gather  [###############...............]  50 %   7,210/14,420   14,000/s     1 s left");
  CHECK(progress_line({"judge", 0, 384, 0}, 79, false) ==
        "judge   [..............................]   0 %    0/384");
  CHECK(progress_line({"judge", 384, 384, 0.5}, 79, false) ==
        "judge   [##############################] 100 %  384/384      770/s");
}

TEST_CASE("without a total the bar tells what is done and how fast", "[cli][progress]") {
  CHECK(progress_line({"scan", 16331, 0, 0.05}, 79, false) == "scan    16,331 entries  330,000/s");
  CHECK(progress_line({"plan", 0, 0, 0}, 79, false) == "plan");
}

TEST_CASE("the bar is made of blocks where the terminal has them", "[cli][progress]") {
  const std::string line = progress_line({"gather", 1, 16, 0}, 79, true);
  CHECK(contains(line, "\u2595\u2588\u2589                            \u258f   6 %"));
  CHECK(contains(progress_line({"gather", 16, 16, 0}, 20, true), "100 %"));
  for (const bool unicode : {false, true})
    CHECK(column_of(progress_line({"gather", 5, 16, 0}, 79, unicode), " %") ==
          column_of(progress_line({"gather", 6, 16, 0}, 79, false), " %"));
}

TEST_CASE("no bar is wider than the terminal or breaks its line", "[cli][progress]") {
  const std::vector<Step> steps{{"plan", 0, 0, 0},
                                {"scan", 123'456'789, 0, 1e-9},
                                {"scan", most, 0, 1e300},
                                {"gather", 0, 14420, 12},
                                {"gather", 14420, 14420, 0.2},
                                {"gather", 20000, 14420, 0.2},
                                {"gather", 1, most, 1e9},
                                {"gather", most, most, 1e-9},
                                {"gather", most, 1, 0},
                                {"a phase with quite a long name", 3, 4, 5}};
  for (std::size_t width = 0; width <= 200; ++width)
    for (const bool unicode : {false, true})
      for (const Step& step : steps) {
        const std::string line = progress_line(step, width, unicode);
        INFO(width << " '" << line << "'");
        CHECK(width_of(line) <= width);
        CHECK(line.find_first_of("\r\n\t\x1b") == std::string::npos);
        if (width >= 10) CHECK(line.rfind(std::string(step.phase).substr(0, 6), 0) == 0);
      }
}

TEST_CASE("a narrow terminal shows what matters most", "[cli][progress]") {
  const Step step{"gather", 7210, 14420, 5};
  CHECK(progress_line(step, 10, false) == "gather ...");
  CHECK(progress_line(step, 13, false) == "gather   50 %");
  CHECK(progress_line(step, 40, false) == "gather   50 %   7,210/14,420");
  CHECK(progress_line(step, 41, false) == "gather   50 %   7,210/14,420     5 s left");
  CHECK(progress_line(step, 54, false) == "gather  [#####.....]  50 %   7,210/14,420     5 s left");
  CHECK(progress_line(step, 65, false) == "gather  [#####.....]  50 %   7,210/14,420    1,400/s     5 s left");
}

TEST_CASE("the fields of a bar keep their columns while it grows", "[cli][progress]") {
  const std::string early = progress_line({"gather", 9, 14420, 0.6}, 79, false);
  const std::string late = progress_line({"gather", 14419, 14420, 60}, 79, false);
  for (const char* part : {" %", "/14,420", "/s", " left"}) CHECK(column_of(early, part) == column_of(late, part));
}

TEST_CASE("more done than there was to do is all of it", "[cli][progress]") {
  CHECK(contains(progress_line({"gather", 20, 10, 1}, 79, false), "##############################] 100 %"));
  CHECK(remaining_text({"gather", 20, 10, 1}).empty());
  CHECK(contains(progress_line({"gather", 999, 1000, 1}, 79, false), "  99 %"));
}

TEST_CASE("rates have two digits that count and one width at most", "[cli][progress]") {
  CHECK(rate_text(0).empty());
  CHECK(rate_text(-1).empty());
  CHECK(rate_text(std::numeric_limits<double>::quiet_NaN()).empty());
  CHECK(rate_text(std::numeric_limits<double>::infinity()).empty());
  CHECK(rate_text(0.0001) == "<0.01/s");
  CHECK(rate_text(0.25) == "0.25/s");
  CHECK(rate_text(2.44) == "2.4/s");
  CHECK(rate_text(9.96) == "10/s");
  CHECK(rate_text(99.7) == "100/s");
  CHECK(rate_text(68'667) == "69,000/s");
  CHECK(rate_text(994'000) == "990,000/s");
  CHECK(rate_text(1'240'000) == "1.2 M/s");
  CHECK(rate_text(999'700'000) == "1.0 G/s");
  CHECK(rate_text(1e300) == ">999 T/s");
  for (double rate = 1e-9; rate < 1e20; rate *= 1.01) {
    INFO(rate);
    CHECK(rate_text(rate).size() <= 9);
  }
}

TEST_CASE("the remaining time is a guess that waits for something to go by", "[cli][progress]") {
  CHECK(remaining_text({"gather", 0, 100, 10}).empty());
  CHECK(remaining_text({"gather", 1, 100, 0.1}).empty());
  CHECK(remaining_text({"gather", 100, 100, 10}).empty());
  CHECK(remaining_text({"gather", 100, 0, 10}).empty());
  CHECK(remaining_text({"gather", 99, 100, 1}) == "1 s left");
  CHECK(remaining_text({"gather", 10, 100, 5}) == "45 s left");
  CHECK(remaining_text({"gather", 50, 100, 59.9}) == "1 min left");
  CHECK(remaining_text({"gather", 1, 100, 60}) == "2 h left");
  CHECK(remaining_text({"gather", 1, 100, 6}) == "10 min left");
  CHECK(remaining_text({"gather", 1, most, 1e9}) == ">99 h left");
}

TEST_CASE("a phase that is over is one line in a log", "[cli][progress]") {
  CHECK(finished_line({"gather", 14420, 14420, 0.21}) == "gather: 14,420 files in 0.21 s, 69,000/s");
  CHECK(finished_line({"scan", 16331, 0, 0.049}) == "scan: 16,331 entries in 0.049 s, 330,000/s");
  CHECK(finished_line({"judge", 384, 384, 12}) == "judge: 384 rules in 12.00 s, 32/s");
  CHECK(finished_line({"rules", 1, 1, 1}) == "rules: 1 rule in 1.00 s, 1.0/s");
  CHECK(finished_line({"plan", 0, 0, 0.004}) == "plan: 0.004 s");
  CHECK(finished_line({"gather", 0, 0, 0}) == "gather: 0.000 s");
}
