#include "watch/debounce.hpp"

#include "support/catch.hpp"

using sotval::core::Debounce;
using namespace std::chrono_literals;

namespace {

const Debounce::Time start = Debounce::Time() + 1h;

} // namespace

TEST_CASE("nothing is due as long as nothing has changed", "[watch]") {
  CHECK_FALSE(Debounce(150ms, 2s).due());
}

TEST_CASE("a change is due when nothing else has happened for a while", "[watch]") {
  Debounce burst(150ms, 2s);
  burst.changed(start);
  CHECK(*burst.due() == start + 150ms);
  burst.changed(start + 100ms);
  CHECK(*burst.due() == start + 250ms);
}

TEST_CASE("changes without end are due some time after the first", "[watch]") {
  Debounce burst(150ms, 2s);
  for (auto time = 0ms; time <= 1'950ms; time += 50ms) burst.changed(start + time);
  CHECK(*burst.due() == start + 2s);
}

TEST_CASE("without a limit of time the first change is due at once", "[watch]") {
  Debounce burst(150ms, 0ms);
  burst.changed(start);
  CHECK(*burst.due() == start);
}
