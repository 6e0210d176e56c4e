#pragma once

#include <functional>
#include <memory>
#include <string>
#include <string_view>
#include <vector>

namespace CLI {
class App;
}

namespace sotval::cli {

/// The options of one command. CLI11 splits the arguments; what they mean is decided by the
/// functions that are handed in, and help and messages are written here, so that they are the same
/// with every version of CLI11.
class OptionParser {
public:
  using Take = std::function<void(const std::string& word)>;

  OptionParser();
  ~OptionParser();
  OptionParser(const OptionParser&) = delete;
  OptionParser& operator=(const OptionParser&) = delete;

  /// Starts a group of options in the help.
  void heading(std::string text);

  /// An option with a value, e.g. "-o,--output" "FILE". Given several times, the last one counts.
  void value(const std::string& names, const std::string& type, const std::string& about, Take take);
  /// The same, but all of them count.
  void values(const std::string& names, const std::string& type, const std::string& about, Take take);
  /// An option without value; `take` is told how often it was given.
  void flag(const std::string& names, const std::string& about, std::function<void(unsigned times)> take);
  /// A word that is no option. Words are taken in the order of their declaration; all are optional here.
  void word(const std::string& name, const std::string& about, Take take);

  /// Hands every option and word over. Throws UsageError for what was not declared.
  void parse(const std::vector<std::string>& arguments);

  /// The declarations as text in two columns, 80 wide.
  std::string help() const;

private:
  struct Line {
    std::string heading; // or, if empty, an option:
    std::string names;
    std::string about;
  };
  void declare(const std::string& names, const std::string& type, const std::string& about, Take take, bool all);
  void describe(const std::string& names, const std::string& type, const std::string& about);
  [[noreturn]] void refuse(const std::string& argument) const;

  std::unique_ptr<CLI::App> app_;
  std::vector<Line> lines_;
  std::vector<std::string> long_names_;
};

} // namespace sotval::cli
