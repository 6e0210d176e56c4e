#pragma once

#include <sotval/worker.hpp>

namespace support {

/// What main() got for this program.
inline sotval::WorkerHost& host() {
  static sotval::WorkerHost host;
  return host;
}

/// Custom rules, well-behaved ones and others.
sotval::RuleRegistry test_rules();

} // namespace support
