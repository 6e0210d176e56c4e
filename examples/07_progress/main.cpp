// 02_thread_pool, which tells meanwhile how far it is. With the second argument --no-progress it does not. "changed" and
// "new" mark what differs from it.

#include <chrono> // new, with the next four
#include <cstdint>
#include <memory>
#include <string>
#include <string_view>
#include <iostream>

#include <sotval/sotval.hpp>

class PhasePrinter final : public sotval::ProgressListener { // new: the whole class
public:
  void phase_started(std::string_view phase, std::uint64_t total) override {
    phase_ = phase;
    total_ = total;
    done_ = tenths_ = 0;
    started_ = Clock::now();
  }

  void phase_advanced(std::uint64_t done) override {
    done_ = done;
    if (total_ == 0 || done * 10 / total_ == tenths_) return; // the scan does not know what it will find
    tenths_ = done * 10 / total_;
    std::cerr << phase_ << ": " << tenths_ * 10 << " %\n";
  }

  void phase_finished() override {
    const std::chrono::duration<double> took = Clock::now() - started_;
    std::cerr << phase_ << ": " << took.count() << " s";
    if (done_ > 0) std::cerr << " for " << done_;
    std::cerr << '\n';
  }

private:
  using Clock = std::chrono::steady_clock;
  std::string phase_;
  std::uint64_t total_ = 0;
  std::uint64_t done_ = 0;
  std::uint64_t tenths_ = 0; // of the total, told already
  Clock::time_point started_;
};

int main(int argc, char** argv) try {
  const bool show_progress = argc < 3 || std::string_view(argv[2]) != "--no-progress"; // new
  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.strategy = sotval::Strategy::threads;
  options.max_workers = 0;
  if (show_progress) options.progress = std::make_shared<PhasePrinter>(); // new: without it nothing is told
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  std::cout << '\n' << validator.performance_summary();
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
