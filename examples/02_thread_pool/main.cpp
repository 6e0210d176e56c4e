// 01_sequential on all CPUs. "changed" and "new" mark what differs from it.

#include <iostream>

#include <sotval/sotval.hpp>

int main(int argc, char** argv) try {
  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.strategy = sotval::Strategy::threads; // changed
  options.max_workers = 0;                      // new: one for each CPU that this program may use
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  std::cout << '\n' << validator.performance_summary(); // new
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
