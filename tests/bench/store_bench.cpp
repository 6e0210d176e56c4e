// What a run costs that knows what the one before found out: beside a run that knows nothing, and beside a bare stat of
// every directory and file, below which nothing can come that trusts nobody. Works on a copy of the repository.
//
//   sotval-store-bench REPO_ROOT [ROUNDS]

#include <algorithm>
#include <atomic>
#include <chrono>
#include <cstdio>
#include <cstdlib>
#include <exception>
#include <filesystem>
#include <fstream>
#include <string>
#include <thread>
#include <vector>

#include <fcntl.h>
#include <sys/stat.h>

#include <sotval/error.hpp>
#include <sotval/validator.hpp>

#include "file_source.hpp"
#include "goals.hpp"
#include "series.hpp"
#include "support/temporary_directory.hpp"

namespace {

namespace fs = std::filesystem;
using sotval::Strategy;

constexpr unsigned threads = 2;

// The paths that a run looks at.
std::vector<std::string> paths_below(const fs::path& root) {
  std::vector<std::string> paths;
  for (const auto& entry : fs::recursive_directory_iterator(root)) paths.push_back(entry.path().lexically_relative(root));
  std::sort(paths.begin(), paths.end());
  return paths;
}

void stat_all(int root, const std::vector<std::string>& paths) {
  std::atomic<std::size_t> next{0};
  const auto work = [&] {
    constexpr std::size_t chunk = 512;
    struct stat status {};
    for (std::size_t first; (first = next.fetch_add(chunk)) < paths.size();)
      for (std::size_t i = first; i < std::min(first + chunk, paths.size()); ++i) ::fstatat(root, paths[i].c_str(), &status, AT_SYMLINK_NOFOLLOW);
  };
  std::vector<std::thread> helpers;
  for (unsigned i = 1; i < threads; ++i) helpers.emplace_back(work);
  work();
  for (std::thread& helper : helpers) helper.join();
}

// Spread over the tree; rules read most files.
std::vector<fs::path> ten_files(const fs::path& root, const std::vector<std::string>& paths) {
  std::vector<fs::path> files;
  for (std::size_t i = 0; i < paths.size() && files.size() < 10; i += paths.size() / 40)
    if (const auto file = root / paths[i]; fs::is_regular_file(fs::symlink_status(file)) && fs::file_size(file) < 100'000) files.push_back(file);
  return files;
}

} // namespace

int main(int argc, char** argv) {
  if (argc < 2) {
    std::fprintf(stderr, "usage: sotval-store-bench REPO_ROOT [ROUNDS]\n");
    return 2;
  }
#ifndef NDEBUG
  std::printf("This is a build with assertions: its times say little.\n");
#endif
  try {
    const int rounds = argc > 2 ? std::max(std::atoi(argv[2]), 1) : 9;
    const support::TemporaryDirectory copy, store;
    const fs::path root = copy.path() / "repository";
    fs::copy(argv[1], root, fs::copy_options::recursive | fs::copy_options::copy_symlinks);
    const std::vector<std::string> paths = paths_below(root);
    const std::vector<fs::path> files = ten_files(root, paths);
    const sotval::core::RootDirectory directory(root);
    std::this_thread::sleep_for(std::chrono::milliseconds(100)); // so that nothing looks as if it could change any more

    sotval::ValidatorOptions known;
    known.repo_root = root;
    known.strategy = Strategy::threads;
    known.max_workers = threads;
    known.cache_ttl = std::chrono::seconds(0);
    sotval::ValidatorOptions unknown = known;
    known.use_fact_store = true;
    known.cache_directory = store.path();
    const auto run = [](const sotval::ValidatorOptions& options) { return sotval::Validator(options).validate_all().run; };
    const auto expect = [](std::uint64_t opened, std::uint64_t least, std::uint64_t most) {
      if (opened < least || opened > most) throw sotval::EngineError(std::to_string(opened) + " files were opened");
    };

    bench::Series sweep, cold, warm, ten;
    run(known);
    for (int round = 0; round < rounds; ++round) {
      sweep.add(bench::timed([&] { stat_all(directory.fd(), paths); }));
      cold.add(bench::timed([&] { run(unknown); }));
      warm.add(bench::timed([&] { expect(run(known).files_opened, 0, 0); }));
      for (const fs::path& file : files) std::ofstream(file, std::ios::app) << '\n';
      ten.add(bench::timed([&] { expect(run(known).files_opened, files.size() / 2, files.size()); }));
      fs::remove_all(store.path());
      run(known); // the files of this round are old ones in the next
      std::this_thread::sleep_for(std::chrono::milliseconds(50));
      fs::remove_all(store.path());
      run(known);
    }
    const auto print = [&](const char* what, const bench::Series& series) {
      std::printf("%-34s %8.2f ms  (%.2f to %.2f)  x %.3f of nothing known\n", what, series.median(), series.min(), series.max(), series.median() / cold.median());
    };
    std::printf("%d rounds; %zu directories and files, %u threads\n", rounds, paths.size(), threads);
    print("stat of each", sweep);
    print("nothing known", cold);
    print("nothing changed", warm);
    print("ten files changed", ten);
    bench::Goals goals;
    goals.at_most("nothing changed / nothing known", warm.median() / cold.median(), 0.25);
    goals.at_most("nothing changed / stat of each", warm.median() / sweep.median(), 1.5);
    goals.at_most("ten files changed / nothing changed", ten.median() / warm.median(), 1.3);
    return 0;
  } catch (const std::exception& error) {
    std::fprintf(stderr, "%s\n", error.what());
    return 3;
  }
}
