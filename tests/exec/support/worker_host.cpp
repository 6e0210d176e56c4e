#include "exec/support/worker_host.hpp"

namespace support {

sotval::RuleRegistry test_rules() {
  return {};
}

} // namespace support
