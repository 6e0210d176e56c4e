// Several repositories at once in one program, without more workers than there are CPUs: each validator has a thread and gets a
// share of them. Arguments: the repositories. Exit code: the highest of all reports'.

#include <algorithm>
#include <atomic>
#include <iostream>
#include <sstream>
#include <string>
#include <thread>
#include <utility>
#include <vector>

#include <sotval/sotval.hpp>

struct Repository {
  std::string root;
  std::string text{};
  int exit_code = 0;
};

// On any thread: validators are independent of each other. An exception that left the thread would end the program.
void validate(Repository& repository, const sotval::WorkerHost& host, unsigned workers) noexcept try {
  sotval::ValidatorOptions options;
  options.repo_root = repository.root;
  options.host = host;
  options.strategy = sotval::Strategy::processes;
  options.max_workers = workers;
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  std::ostringstream text;
  sotval::write_text(text, report);
  repository.text = text.str();
  repository.exit_code = report.exit_code();
} catch (const sotval::InputError& error) {
  repository.text = std::string(error.what()) + '\n';
  repository.exit_code = 2;
} catch (const std::exception& error) {
  repository.text = std::string(error.what()) + '\n';
  repository.exit_code = 3;
}

int main(int argc, char** argv) {
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv); // before any thread is started

  std::vector<Repository> repositories;
  for (int i = 1; i < argc; ++i) repositories.push_back({argv[i]});
  if (repositories.empty()) repositories.push_back({"."});

  const unsigned cpus = sotval::available_cpus();
  const unsigned at_once = std::min(cpus, static_cast<unsigned>(repositories.size()));
  const unsigned workers = cpus / at_once;
  std::cout << repositories.size() << " repositories, " << at_once << " at once, each with " << workers << " of " << cpus << " CPUs\n";

  {
    std::atomic<std::size_t> next{0};
    std::vector<std::jthread> threads;
    for (unsigned i = 0; i < at_once; ++i)
      threads.emplace_back([&] {
        for (std::size_t mine = next++; mine < repositories.size(); mine = next++) validate(repositories[mine], host, workers);
      });
  } // waits for all of them

  int exit_code = 0;
  for (const Repository& repository : repositories) {
    std::cout << "\n== " << repository.root << '\n' << repository.text;
    exit_code = std::max(exit_code, repository.exit_code);
  }
  return exit_code;
}
