#include <string>

#include "commands.hpp"
#include "exit_code.hpp"
#include "output.hpp"
#include "printable.hpp"
#include "report/text_layout.hpp"

namespace sotval::cli {

namespace {

std::string as_text(const std::string& directory, const DemoRepository& repository) {
  const std::string place = core::printable(directory);
  std::string out = place + ": wrote " + core::count_of(repository.files, "file") + " in " +
                    core::count_of(repository.directories, "directory", "directories") + "\n";
  for (const DemoDamage& damage : repository.damages) {
    out += "broken: " + core::printable(damage.path) + ": " + core::printable(damage.what) + "\n";
    std::string rules = "fails";
    for (const std::string& id : damage.rules) rules += (&id == damage.rules.data() ? " " : ", ") + core::printable(id);
    for (const std::string& line : core::wrap(rules, core::screen_width - 8)) out += "        " + line + "\n";
  }
  return out + "check it with: sotval-cli --repo-root " + place + "\n";
}

} // namespace

int run(const DemoCommand& command) {
  const DemoRepository repository = write_demo_repository(command.directory, command.options);
  write_standard_output(as_text(command.directory, repository));
  return all_hold;
}

} // namespace sotval::cli
