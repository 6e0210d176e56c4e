#pragma once

#include <filesystem>
#include <map>
#include <string>

#include "cli/support/program.hpp"
#include "support/temporary_directory.hpp"

namespace support {

/// Where the commands of the documentation run: a home directory with a repository `ssid` on which all rules hold, which is a git
/// repository as well and the current directory; the program in PATH. One for all documents, as writing it takes a while.
class Sandbox {
public:
  Sandbox();

  std::filesystem::path repository() const { return directory_.path() / "home/ssid"; }
  std::map<std::string, std::string> environment() const;

  void write(const std::string& name, const std::string& text) const { directory_.write("home/ssid/" + name, text); }
  Outcome run(const std::string& program, const std::vector<std::string>& arguments) const;
  /// What `sh -eu` makes of it; its standard error comes with what it printed.
  Outcome run_script(const std::string& script) const;

private:
  TemporaryDirectory directory_;
};

} // namespace support
