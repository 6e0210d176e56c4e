#define CATCH_CONFIG_RUNNER // Catch2 2
#include "support/catch.hpp"

#include <sotval/worker.hpp>

#include "exec/support/scripted_context.hpp"
#include "exec/support/worker_host.hpp"

int main(int argc, char** argv) {
  support::work_if_asked(argc, argv);
  support::host() = sotval::run_worker_if_asked(argc, argv, support::test_rules());
  return Catch::Session().run(argc, argv);
}
