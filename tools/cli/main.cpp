#include <exception>
#include <new>
#include <string>
#include <variant>
#include <vector>

#include <sotval/error.hpp>
#include <sotval/rule_pack.hpp>

#include "command_line.hpp"
#include "commands.hpp"
#include "exit_code.hpp"
#include "messages.hpp"
#include "terminal.hpp"

namespace {

using namespace sotval;

int run_program(const std::vector<std::string>& arguments) {
  const cli::Command command = cli::parse_command_line(arguments);
  return std::visit([](const auto& chosen) { return cli::run(chosen); }, command);
}

int failed(int code, const std::string& message) {
  cli::messages::error(message);
  return code;
}

} // namespace

int main(int argc, char** argv) {
  cli::occupy_standard_descriptors();
  try {
    return run_program(argc > 1 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>());
  } catch (const cli::UsageError& error) {
    return failed(cli::bad_input, std::string(error.what()) + "\ntry 'sotval-cli --help'");
  } catch (const PackError& error) {
    cli::messages::diagnostics(error.what());
    return failed(cli::bad_input, "the rule pack cannot be used, nothing was checked");
  } catch (const InputError& error) {
    return failed(cli::bad_input, error.what());
  } catch (const Error& error) {
    return failed(cli::incomplete, error.what());
  } catch (const std::bad_alloc&) {
    return failed(cli::incomplete, "out of memory");
  } catch (const std::exception& error) {
    return failed(cli::incomplete, std::string("internal error, please report it: ") + error.what());
  }
}
