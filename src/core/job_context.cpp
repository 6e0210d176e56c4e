#include <sotval/execution_strategy.hpp>

#include <atomic>

namespace sotval {

JobContext::JobContext() noexcept {
  static std::atomic<std::uint64_t> last{0};
  id_ = ++last;
}

} // namespace sotval
