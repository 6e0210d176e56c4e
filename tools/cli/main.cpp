#include <exception>
#include <new>
#include <string>
#include <string_view>
#include <variant>
#include <vector>

#include <sotval/error.hpp>
#include <sotval/rule_pack.hpp>
#include <sotval/worker.hpp>

#include "command_line.hpp"
#include "commands.hpp"
#include "exec/messages.hpp"
#include "exit_code.hpp"
#include "messages.hpp"
#include "self_test_rules.hpp"
#include "terminal.hpp"

namespace {

using namespace sotval;

int run_program(const std::vector<std::string>& arguments, const WorkerHost& host) {
  const auto run = [&](const auto& command) {
    if constexpr (requires { cli::run(command, host); })
      return cli::run(command, host);
    else
      return cli::run(command);
  };
  return std::visit(run, cli::parse_command_line(arguments));
}

// Only a self-test and its workers, which know no other packs than those of the self-test.
RuleRegistry rules_for(int argc, char** argv) {
  for (int i = 1; i < argc; ++i)
    for (const std::string_view word : {"self-test", "--test-pickle", exec::worker_argument})
      if (argv[i] == word) return cli::self_test_rules();
  return {};
}

int failed(int code, const std::string& message) {
  cli::messages::error(message);
  return code;
}

} // namespace

int main(int argc, char** argv) {
  const WorkerHost host = run_worker_if_asked(argc, argv, rules_for(argc, argv));
  cli::occupy_standard_descriptors();
  try {
    return run_program(argc > 1 ? std::vector<std::string>(argv + 1, argv + argc) : std::vector<std::string>(), host);
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
