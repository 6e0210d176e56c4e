// Compares the strategies on a whole run, and the process pool's dispatch with that of Python's
// ProcessPoolExecutor; in one process, round after round, so that whatever else the machine does hits all
// alike. What counts is the ratio of the medians.
//
//   sotval-pool-bench REPO_ROOT [ROUNDS]
//   sotval-pool-bench --dispatch [ROUNDS]

#include <algorithm>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <string>

#include <sotval/worker.hpp>

#include "dispatch.hpp"
#include "strategy_runs.hpp"

int main(int argc, char** argv) {
  bench::do_nothing_if_asked(argc, argv);
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv);
  if (argc < 2) {
    std::fprintf(stderr, "usage: sotval-pool-bench REPO_ROOT [ROUNDS]\n       sotval-pool-bench --dispatch [ROUNDS]\n");
    return 2;
  }
#ifndef NDEBUG
  std::printf("This is a build with assertions: its times say little.\n");
#endif
  const int rounds = argc > 2 ? std::max(std::atoi(argv[2]), 1) : 9;
  try {
    return std::string(argv[1]) == "--dispatch" ? bench::compare_dispatch(rounds) : bench::compare_strategies(argv[1], rounds, host);
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
}
