#include <string>

#include <sotval/version.hpp>

#include "commands.hpp"
#include "exit_code.hpp"
#include "output.hpp"

namespace sotval::cli {

int run(const HelpCommand& command) {
  write_standard_output(command.text);
  return all_hold;
}

int run(const VersionCommand&) {
  write_standard_output("sotval-cli " + std::string(version()) + "\n");
  return all_hold;
}

int run(const SchemaCommand&) {
  write_standard_output(RulePack::schema());
  return all_hold;
}

bool is_pack_file(const std::string& pack) { return pack.find_first_of("./") != std::string::npos; }

std::string title_of(const RulePack& pack) {
  return pack.version().empty() ? pack.name() : pack.name() + " " + pack.version();
}

RulePack find_pack(const std::string& pack) {
  return is_pack_file(pack) ? RulePack::load(pack) : RulePack::builtin(pack);
}

} // namespace sotval::cli
