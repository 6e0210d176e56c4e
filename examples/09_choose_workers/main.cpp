// Measures worker processes on your repository, 2, 4, 8 and 16 of them, and takes what it found to be enough. `sotval-cli
// bench` measures more, and with more care.

#include <algorithm>
#include <array>
#include <chrono>
#include <filesystem>
#include <iostream>
#include <utility>
#include <vector>

#include <sotval/sotval.hpp>

constexpr int rounds = 5;
constexpr double close_enough = 1.05; // fewer workers take less memory: 5 % of the time is not worth more of them

struct Candidate {
  unsigned workers = 0;
  std::vector<double> seconds{};

  double median() const {
    std::vector<double> sorted = seconds;
    std::sort(sorted.begin(), sorted.end());
    return sorted[sorted.size() / 2];
  }
};

sotval::ValidatorOptions options_for(const std::filesystem::path& root, const sotval::WorkerHost& host, unsigned workers) {
  sotval::ValidatorOptions options;
  options.repo_root = root;
  options.host = host;
  options.strategy = sotval::Strategy::processes;
  options.max_workers = workers;
  return options;
}

// Of a validator that knows nothing yet, the start and the end of its workers included.
double measure(sotval::ValidatorOptions options) {
  const auto start = std::chrono::steady_clock::now();
  {
    sotval::Validator validator(std::move(options));
    validator.validate_all();
  }
  return std::chrono::duration<double>(std::chrono::steady_clock::now() - start).count();
}

unsigned choose_workers(const std::filesystem::path& root, const sotval::WorkerHost& host) {
  std::array candidates{Candidate{2}, Candidate{4}, Candidate{8}, Candidate{16}};
  measure(options_for(root, host, 2)); // the first one finds no file in memory: it does not count
  for (int round = 0; round < rounds; ++round) // taking turns: whatever else the machine does hits all alike
    for (Candidate& candidate : candidates) candidate.seconds.push_back(measure(options_for(root, host, candidate.workers)));

  const unsigned cpus = std::max(2U, sotval::available_cpus()); // what more workers win, they take from other programs
  double fastest = candidates.front().median();
  for (const Candidate& candidate : candidates) {
    const bool too_many = candidate.workers > cpus;
    std::cout << candidate.workers << " workers: " << candidate.median() << " s" << (too_many ? ", more than there are CPUs" : "") << '\n';
    if (!too_many) fastest = std::min(fastest, candidate.median());
  }
  const auto enough = [fastest](const Candidate& candidate) { return candidate.median() <= fastest * close_enough; };
  return std::find_if(candidates.begin(), candidates.end(), enough)->workers;
}

int main(int argc, char** argv) try {
  const sotval::WorkerHost host = sotval::run_worker_if_asked(argc, argv);

  const std::filesystem::path root = argc > 1 ? argv[1] : ".";
  const unsigned workers = choose_workers(root, host);
  std::cout << "chosen: " << workers << " workers; this program may use " << sotval::available_cpus() << " CPUs\n\n";

  sotval::Validator validator(options_for(root, host, workers));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
