#include "support/catch.hpp"

#include "exec/support/scripted_context.hpp"

using namespace sotval;
using namespace support;

TEST_CASE("what ended its worker is tried again also where all other workers have worked and idle", "[exec][pool]") {
  ProcessPoolOptions options;
  options.workers = 4;
  options.fallback_to_threads = false;
  const auto pool = scripted_pool(options);
  const ScriptedContext busy(std::vector<std::string>(200, "big 100000")), last({"segv"});
  CollectingSink first, second;
  pool->run(jobs_over(busy.size()), busy, first, {});
  pool->run(jobs_over(last.size()), last, second, {});
  CHECK(second.outcomes() == std::map<std::uint32_t, Outcome>{{0, Outcome::crashed}});
}
