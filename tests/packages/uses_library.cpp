#include <iostream>

#include <sotval/sotval.hpp>

// Linked with the shared library of the package: where does it look for its worker, and is what it throws caught by type?

int main() {
  std::cout << "worker " << sotval::installed_worker_program().string() << '\n';
  try {
    sotval::RulePack::load("/nonexistent/pack.yaml");
  } catch (const sotval::PackError& error) {
    std::cout << "caught a PackError with " << error.diagnostics().size() << " diagnostic(s)\n";
  } catch (const sotval::InputError& error) {
    std::cout << "caught an InputError: " << error.what() << '\n';
  }
}
