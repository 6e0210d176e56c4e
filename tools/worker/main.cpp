#include <cstdio>

#include <sotval/worker.hpp>

// The worker of programs that are not their own: it knows no custom rules.

int main(int argc, char** argv) {
  sotval::run_worker_if_asked(argc, argv);
  std::fputs("sotval-worker is started by programs that use libsotval; there is nothing it does by itself\n", stderr);
  return 2;
}
