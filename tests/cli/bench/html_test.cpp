#include "bench/html.hpp"

#include "bench/plots.hpp"
#include "cli/bench/markup.hpp"
#include "cli/bench/sample_result.hpp"
#include "support/catch.hpp"

using namespace sotval::cli::bench;
using support::sample_result;
using support::trouble_with_markup;

namespace {

bool contains(const std::string& text, const std::string& part) { return text.find(part) != std::string::npos; }

std::size_t count_of(const std::string& text, const std::string& part) {
  std::size_t count = 0;
  for (std::size_t at = text.find(part); at != std::string::npos; at = text.find(part, at + 1)) ++count;
  return count;
}

} // namespace

TEST_CASE("the checker of markup finds what is wrong with it", "[cli][bench][html]") {
  CHECK(trouble_with_markup("<!DOCTYPE html>\n<p class=\"a b\">x &amp; y<br/></p>").empty());
  for (const char* wrong : {"<p>", "</p>", "<p></q>", "<a><b></a></b>", "a & b", "a > b", "a < b", "<p class=x></p>", "<p class=\"<\"></p>", "<p x=\"1\"y=\"2\"></p>", "<p", "<p class=\"x"}) {
    INFO(wrong);
    CHECK_FALSE(trouble_with_markup(wrong).empty());
  }
}

TEST_CASE("the page of a benchmark is well formed and needs nothing from elsewhere", "[cli][bench][html]") {
  const std::string page = to_html(sample_result());
  CHECK(trouble_with_markup(page) == "");
  for (const char* outside : {"http", "//", "url(", "@import", "<script", "<link", "<img", "src=", "href=", "onload"}) {
    INFO(outside);
    CHECK_FALSE(contains(page, outside));
  }
}

TEST_CASE("the page of a benchmark shows all there is", "[cli][bench][html]") {
  const std::string page = to_html(sample_result());
  for (const char* part : {"<h1>Benchmark of /srv/\xc3\xbc" "ber</h1>", "5 runs of each configuration, warm", "<h2>Recommendation</h2>", "Run with <strong>threads</strong> and <strong>2 workers</strong>.",
                           "<li>threads x 2 took 234 ms, processes x 2 took 262 ms</li>", "<h2>Comparison</h2>", "<h2>Scaling</h2>", "<h2>Phases</h2>", "<h2>Batches</h2>",
                           "<h2>Overhead of processes</h2>", "<h2>Batches, 2 workers</h2>", "<h2>System</h2>", "<td>2 of 8</td>", "<td>16.0 GB</td>", "<h2>Repository</h2>",
                           "<td>25,210</td>", "<td>ssid 1.0.0</td>", "<th scope=\"row\">sequential</th><td>420 ms</td><td>1.00</td><td>914</td><td>61.0 MB</td><td>412 ms to 433 ms</td><td>437 ms</td>",
                           "<th scope=\"row\">threads x 4 *</th>", "* more workers than the CPUs that could be used", "<th scope=\"row\">8 all of the rest</th><td>68</td><td>116 ms</td><td>123 ms</td>"}) {
    INFO(part);
    CHECK(contains(page, part));
  }
}

TEST_CASE("names in the page of a benchmark stay names", "[cli][bench][html]") {
  const std::string evil = "</title></style><script>alert(\"1\" & '2')</script>\x1b[2J\xe2\x80\xae";
  Result result = sample_result();
  for (std::string* name : {&result.started, &result.system.cpu, &result.system.kernel, &result.system.build, &result.system.compiler, &result.system.version,
                            &result.repository.root, &result.repository.pack, &result.repository.pack_digest, &result.recommendation.strategy,
                            &result.recommendation.reasons[0], &result.batches[3].name, &result.cases[1].phases[2].first, &result.cases[5].strategy})
    *name = evil;
  const std::string page = to_html(result);
  CHECK(trouble_with_markup(page) == "");
  CHECK_FALSE(contains(page, "<script"));
  CHECK_FALSE(contains(page, "\x1b"));
  CHECK_FALSE(contains(page, "\xe2\x80\xae"));
  CHECK(count_of(page, "</style>") == 1);
  CHECK(contains(page, "<h1>Benchmark of &lt;/title&gt;&lt;/style&gt;&lt;script&gt;alert(&quot;1&quot; &amp; &#39;2&#39;)&lt;/script&gt;\\x1b[2J\\u202e</h1>"));
}

TEST_CASE("every picture of a benchmark can be read aloud", "[cli][bench][html]") {
  const std::string page = to_html(sample_result());
  CHECK(count_of(page, "<svg ") == 4);
  CHECK(count_of(page, "<svg role=\"img\" aria-label=\"") == 4);
  CHECK(count_of(page, "\">\n<title>") == 4);
  CHECK(contains(page, "<svg role=\"img\" aria-label=\"Speed-up over the number of workers, on 2 CPUs\""));
  CHECK(contains(page, "<title>threads x 4: 1.74 times, 1.69 to 1.78</title>"));
  CHECK(contains(page, "<title>processes x 2: start-up: 16.0 ms, 15.7 ms to 16.5 ms</title>"));
}

TEST_CASE("the page of a benchmark warns of what its figures are not", "[cli][bench][html]") {
  Result result = sample_result();
  CHECK_FALSE(contains(to_html(result), "class=\"warning\""));
  result.system.build = "Debug";
  CHECK(contains(to_html(result), "<p class=\"warning\">This is a Debug build: its times say little of a Release build.</p>"));
  result.runs = 1;
  CHECK(contains(to_html(result), "<p class=\"warning\">One run of each says nothing of how much times vary.</p>"));
}

TEST_CASE("a plot with nothing to see is left out with its frame", "[cli][bench][html]") {
  Result result = sample_result();
  result.cases.resize(2); // sequential and threads x 2
  for (Case& a_case : result.cases) a_case.phases.clear();
  result.batches.resize(1);
  result.batches[0].processes.values.clear();
  CHECK(scaling_plot(result).empty());
  CHECK(phases_plot(result).empty());
  CHECK(batches_plot(result).empty());
  CHECK(overhead_plot(result).empty());
  result.batches.clear();
  result.recommendation = {};
  const std::string page = to_html(result);
  CHECK(trouble_with_markup(page) == "");
  for (const char* part : {"<figure", "<svg", "<h2>Batches", "<h2>Overhead", "<h2>Recommendation", "more workers than"}) CHECK_FALSE(contains(page, part));
}

TEST_CASE("a strategy is drawn over workers from two numbers of them on", "[cli][bench][html]") {
  Result result = sample_result();
  result.cases.resize(5); // three with threads, one with processes
  const std::string plot = scaling_plot(result);
  CHECK(count_of(plot, "<circle class=\"threads\"") == 3);
  CHECK(contains(plot, "curve threads-line"));
  CHECK_FALSE(contains(plot, "curve processes-line"));
  result.cases[2].workers = result.cases[3].workers = 2;
  CHECK(scaling_plot(result).empty());
}

TEST_CASE("the number of CPUs is marked among numbers of workers", "[cli][bench][html]") {
  Result result = sample_result();
  CHECK(contains(scaling_plot(result), ">2 CPUs</text>"));
  result.system.cpus = 64;
  CHECK_FALSE(contains(scaling_plot(result), "CPUs</text>"));
  CHECK(contains(scaling_plot(result), "on 64 CPUs"));
}

TEST_CASE("whiskers are for more than one run", "[cli][bench][html]") {
  Result result = sample_result();
  CHECK(count_of(batches_plot(result), "<line class=\"whisker\"") == 18 * 3);
  for (Batch& batch : result.batches) {
    batch.threads.values.resize(1);
    batch.processes.values.resize(1);
  }
  CHECK(count_of(batches_plot(result), "<line class=\"whisker\"") == 0);
}

TEST_CASE("times of nothing and times without end make a page", "[cli][bench][html]") {
  Result result = sample_result();
  for (const double time : {0.0, 1e-12, 1e12, 1e300}) {
    for (Case& a_case : result.cases) {
      a_case.time.values = {time, time};
      for (auto& phase : a_case.phases) phase.second.values = {time};
    }
    for (Batch& batch : result.batches) batch.threads.values = {time};
    const std::string page = to_html(result);
    CHECK(trouble_with_markup(page) == "");
    CHECK_FALSE(contains(page, "nan"));
    CHECK_FALSE(contains(page, "inf"));
  }
}
