// How much memory this program has while it validates again and again, and what cleanup() gives back.

#include <fstream>
#include <iostream>
#include <string>
#include <string_view>
#include <utility>

#include <malloc.h>

#include <sotval/sotval.hpp>

constexpr double much = 500; // MB

// Of this process, in MB: what it has allocated, and shared memory that it looks into. Its code is not counted.
double memory() {
  std::ifstream status("/proc/self/status");
  double kib = 0;
  for (std::string word; status >> word;)
    if (double value = 0; (word == "RssAnon:" || word == "RssShmem:") && status >> value) kib += value;
  return kib * 1024 / 1e6;
}

void tell(std::string_view when, double before) {
  const double now = memory();
  std::cout << when << ": " << now << " MB, " << now - before << " MB more than before\n";
  if (now - before > much) std::cerr << "warning: that is much: see ValidatorOptions::cache_ttl and Limits\n";
}

int main(int argc, char** argv) try {
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv);

  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.host = host;
  options.strategy = sotval::Strategy::processes;
  options.worker_memory = 1024 * 1024 * 1024; // bytes: a worker that wants more costs a verdict and not the machine
  sotval::Validator validator(std::move(options));

  const double before = memory();
  std::cout << "before: " << before << " MB\n";
  int exit_code = 0;
  for (const std::string_view run : {"run 1", "run 2", "run 3"}) {
    exit_code = validator.validate_all().exit_code();
    tell(run, before);
  }
  validator.cleanup(); // workers, shared memory and what is known of files: the next run would begin anew
  tell("cleanup()", before);
  malloc_trim(0); // malloc() keeps most of what is free for later; this gives it back to the system
  tell("malloc_trim()", before);
  return exit_code;
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
