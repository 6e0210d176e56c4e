#include "bench/svg.hpp"

#include "bench/figures.hpp"
#include "cli/bench/markup.hpp"
#include "support/catch.hpp"

using namespace sotval::cli::bench;

namespace {

std::vector<std::string> texts_of(const std::vector<double>& ticks) {
  std::vector<std::string> texts;
  for (const double tick : ticks) texts.push_back(tick_text(tick, ticks[1]));
  return texts;
}

} // namespace

TEST_CASE("marks of an axis are round and reach its end", "[cli][bench][svg]") {
  using Texts = std::vector<std::string>;
  CHECK(texts_of(round_ticks(1.9, 5)) == Texts{"0.0", "0.5", "1.0", "1.5", "2.0"});
  CHECK(texts_of(round_ticks(2, 5)) == Texts{"0.0", "0.5", "1.0", "1.5", "2.0"});
  CHECK(texts_of(round_ticks(433, 5)) == Texts{"0", "100", "200", "300", "400", "500"});
  CHECK(texts_of(round_ticks(0.07, 5)) == Texts{"0.00", "0.02", "0.04", "0.06", "0.08"});
  CHECK(texts_of(round_ticks(0.3, 3)) == Texts{"0.0", "0.1", "0.2", "0.3"});
  CHECK(texts_of(round_ticks(5, 5)) == Texts{"0", "1", "2", "3", "4", "5"});
}

TEST_CASE("an axis of any size has few marks, from nothing to its end", "[cli][bench][svg]") {
  for (double most = 1e-12; most < 1e299; most *= 3.7) {
    const std::vector<double> ticks = round_ticks(most, 5);
    INFO(most);
    CHECK(ticks.front() == 0);
    CHECK(ticks.back() >= most * (1 - 1e-8));
    CHECK(ticks.size() >= 3);
    CHECK(ticks.size() <= 6);
  }
}

TEST_CASE("a picture is markup whatever its words are", "[cli][bench][svg]") {
  Svg svg(100, 50, "a < b & \"c\"");
  svg.text({1, 2}, Svg::Anchor::end, "<script>");
  svg.rectangle({1.25, 2}, 3, 4, "bar", "it's > 1");
  svg.circle({5, 6}, 7, "dot");
  CHECK(support::trouble_with_markup(svg.str()) == "");
  CHECK(svg.str() == "<svg role=\"img\" aria-label=\"a &lt; b &amp; &quot;c&quot;\" viewBox=\"0 0 100 50\">\n"
                     "<title>a &lt; b &amp; &quot;c&quot;</title>\n"
                     "<text text-anchor=\"end\" x=\"1.0\" y=\"2.0\">&lt;script&gt;</text>\n"
                     "<rect class=\"bar\" x=\"1.2\" y=\"2.0\" width=\"3.0\" height=\"4.0\"><title>it&#39;s &gt; 1</title></rect>\n"
                     "<circle class=\"dot\" cx=\"5.0\" cy=\"6.0\" r=\"7.0\"/>\n</svg>\n");
}

TEST_CASE("times and memory are shown with three digits that count", "[cli][bench][svg]") {
  CHECK(time_text(0) == "0.000 ms");
  CHECK(time_text(0.0000021) == "0.002 ms");
  CHECK(time_text(0.00123) == "1.23 ms");
  CHECK(time_text(0.01234) == "12.3 ms");
  CHECK(time_text(0.1234) == "123 ms");
  CHECK(time_text(0.9996) == "1.00 s");
  CHECK(time_text(1.234) == "1.23 s");
  CHECK(time_text(12.34) == "12.3 s");
  CHECK(time_text(1234) == "1234 s");
  CHECK(memory_text(61'000'000) == "61.0 MB");
  CHECK(memory_text(104'400'000) == "104 MB");
  CHECK(memory_text(999'600'000) == "1.0 GB");
  CHECK(memory_text(512) == "0.5 kB");
}
