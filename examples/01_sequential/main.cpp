// The whole of it: a repository, the built-in SSID rules, a report.

#include <iostream>

#include <sotval/sotval.hpp>

int main(int argc, char** argv) try {
  sotval::ValidatorOptions options;
  options.repo_root = argc > 1 ? argv[1] : ".";
  options.strategy = sotval::Strategy::sequential;
  sotval::Validator validator(std::move(options));
  const sotval::Report report = validator.validate_all();
  sotval::write_text(std::cout, report);
  return report.exit_code();
} catch (const sotval::InputError& error) {
  std::cerr << error.what() << '\n';
  return 2;
}
